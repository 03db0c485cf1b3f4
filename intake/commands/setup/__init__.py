"""Commands of the first day."""
