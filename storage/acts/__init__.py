"""What persons have done: written down, read back, proposed, listed."""
