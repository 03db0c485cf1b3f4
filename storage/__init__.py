"""What is kept: the tables, the files on disk, the outbox, the event chain and the checks on all of them.

Every function takes a `Session` from `storage.engine.writing` or `reading`; a session never crosses threads.
"""
