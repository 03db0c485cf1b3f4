"""Files that a person erases: out of the records in one transaction, off the disk right after it."""
