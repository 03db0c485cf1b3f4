"""Messages, where they were seen, and those that cannot be fetched."""
