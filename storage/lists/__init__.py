"""Lists of entries that the head signs: what is on them, what has changed since, what they were warned of."""
