"""Files inside files: archives, wrappings of other systems, signed messages."""
