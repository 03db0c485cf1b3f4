"""Where files lie under their hashes: in a folder, or in a bucket of an object storage."""
