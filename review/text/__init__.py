"""What people and programs are shown of a message: JSON by the contract, and tables for a terminal."""
