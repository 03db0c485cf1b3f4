"""Who may use the staff's pages: accounts and their sessions."""
