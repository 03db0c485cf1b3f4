"""How much one request may send, and how long it may take to send it."""

UPLOAD_BYTES = 64 << 20
"""A deck of the size that the mailbox takes, with the form and what encodes them."""
STRANGER_BYTES = 32 << 10
"""What one may send who is not logged in."""
FORM_BYTES = 256 << 10
"""One field: a person's words. Files go to the disk."""
FIELDS, FILES = 200, 20
"""A bulk of a hundred cards, each with its version."""
FORM_SECONDS = 120.0
"""Within it the whole form has come, files and all."""

THREADS = 24
"""Pages at work at once."""
CONNECTIONS = 200
"""Open at once. Beyond it the one goes that has been silent for longest; a person's browser needs six."""
AT_THE_DOOR = 128
"""Connections that the kernel keeps until we come to them."""
HEAD_SECONDS = 10
"""Within it the head of a request has come; and so long a connection may rest between two."""
HEAD_BYTES = 32 << 10
STALLED_SECONDS = 30
"""A reader who takes nothing of an answer for so long is gone."""
END_SECONDS = 2
"""What requests at work are left when the server ends."""
