"""คิวงาน: what waits for a person, one card an entry, and what is done about it."""
