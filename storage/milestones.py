"""The named milestones of a message's way, in order. Between two of them lies one act that can be repeated.

docs/states.md tells what each leaves behind. The tests kill the daemon at every one of them, and the command
of a person at every one of his act.
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
    COPIED = "copied"  # the folder of sent mail holds a copy of it


class ActMilestone(StrEnum):
    """A point in what a person does (docs/staff.md). Nothing of it is on record before `act-done`.

    The first two are met once more for each message that is to be read, or cut, on the way.
    """

    BEGUN = "act-begun"  # the transaction comes next
    WRITTEN = "act-written"  # the act is written, with its event
    SETTLED = "act-settled"  # its messages are judged again
    TOLD = "act-told"  # its letters are queued, and the commit comes next
    DONE = "act-done"  # all of it is committed
    CUT = "act-cut"  # a mail without the file that is to be erased is kept beside the one that has it
    GONE = "act-gone"  # what was erased is gone from the disk, and that is not recorded yet


def reached(milestone: Milestone | ActMilestone) -> None:
    """Marks a milestone in the log, at its finest level."""
    logger.trace("step {}", milestone.value)
