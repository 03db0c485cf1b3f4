"""Which entry a message is about, who wrote it, and what that may change."""
