"""Records go from one database to another, whichever two they are, and files from one store to another."""
