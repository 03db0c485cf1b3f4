"""The named milestones of a message's way, in order. Between two of them lies one act that can be repeated.

docs/states.md tells what each leaves behind. The tests kill the daemon at every one of them.
"""

from enum import StrEnum

from loguru import logger


class Milestone(StrEnum):
    """A point between two atomic acts; its value is the name in the log."""

    DOWNLOADED = "downloaded"  # bytes are on disk under a temporary name
    KEPT = "kept"  # under their hash, synced
    STORED = "stored"  # the message's row is committed
    PARSED = "parsed"  # the child has answered
    FILES_KEPT = "files-kept"  # the attachments are under their hashes, synced
    DECIDED = "decided"  # decision, entry and reply are committed
    MOVED = "moved"  # the server has moved the message
    FILED = "filed"  # and that is committed
    ATTEMPTING = "attempting"  # the reply's attempt is committed, DATA not yet begun
    DELIVERED = "delivered"  # the SMTP server took the reply
    SENT = "sent"  # and that is committed


def reached(milestone: Milestone) -> None:
    """Marks a milestone in the log, at its finest level."""
    logger.trace("step {}", milestone.value)
