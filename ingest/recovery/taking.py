"""Fetches what lies in the mailbox and not in the records, from the folders too that mail is moved to."""

from collections.abc import Callable

from ingest.fetching import Fetching
from ingest.mailbox import Connection
from ingest.mailbox.errors import FolderMissing
from ingest.reconciling import look
from runtime.parts import Parts


def take_all(
    parts: Parts, connection: Connection, stopped: Callable[[], bool], tell: Callable[[str, int], None]
) -> dict[str, int]:
    """Stores it without judging it; returns how many messages each folder brought. Nothing changes there.

    `tell` is called after each step with folder and number. Raises MailboxError, OSError.
    """
    mailbox = parts.settings.mailbox
    moved_to = (
        mailbox.accepted_folder,
        mailbox.rejected_folder,
        mailbox.held_folder,
        mailbox.ignored_folder,
    )
    brought: dict[str, int] = {}
    for name in dict.fromkeys((*mailbox.watched, *filter(None, moved_to))):
        try:
            folder = connection.select(name, readonly=True)
        except FolderMissing:
            if name in mailbox.folders:
                raise
            continue  # nothing was moved there yet
        brought[name] = 0
        for batch in Fetching(parts, folder, look(parts, folder, thorough=True)).batches():
            brought[name] += batch.stored
            tell(name, brought[name])
            if stopped():
                return brought
    return brought
