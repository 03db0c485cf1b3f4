"""Puts our letters into the mailbox's folder of sent mail, where staff look for them. Once each."""

from collections.abc import Callable
from datetime import datetime

from ingest.mailbox import Connection
from runtime.clock import now
from runtime.parts import Parts
from storage.engine import reading, writing
from storage.milestones import Milestone, reached
from storage.outbox.copies import mark_copied, uncopied

BATCH = 20
"""Letters in memory at a time."""


def copy_letters(
    parts: Parts, connection: Connection, looked_at: datetime, stopped: Callable[[], bool]
) -> None:
    """Copies what was sent before the folder was looked into, at `looked_at`: a copy that lay there is known.

    What is not copied is tried again at the next poll. Raises MailboxError, RequestRefused where the folder
    takes none (it is full, or may only be read).
    """
    folder = parts.settings.mailbox.sent_folder
    while not stopped():
        with reading(parts.engine) as session:
            letters = uncopied(session, parts.contest, folder, looked_at, BATCH)
        if not letters:
            return
        for letter in letters:
            if not letter.lies_there:
                connection.append(folder, letter.data, letter.sent_at)
                reached(Milestone.COPIED)
            with writing(parts.engine) as session:
                mark_copied(session, letter.outbox_id, now())
