"""Which answer is due, to whom, and how often."""
