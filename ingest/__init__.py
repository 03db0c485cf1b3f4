"""One mail in: fetched, read, judged and moved, and the mailbox held against the records."""
