"""Moves decided messages to their folders on the server. The record stands whatever becomes of the move."""

from collections import defaultdict
from collections.abc import Callable

from loguru import logger

from ingest.mailbox import Connection
from ingest.mailbox.errors import FolderMissing, MailboxError, RequestRefused
from runtime.clock import now
from runtime.parts import Parts
from screening.model.decision import Verdict
from storage.engine import reading, writing
from storage.mail.sightings import FilingTask, filing_due, filing_failed, mark_filed, mark_gone
from storage.milestones import Milestone, reached

BATCH = 500


def file_decided(
    parts: Parts, connection: Connection, stopped: Callable[[], bool], *, one_by_one: bool = False
) -> None:
    """Moves what is decided; what cannot be moved is tried again at the next poll, after the others.

    Raises MailboxError when the connection fails; `one_by_one` it fails over one message alone.
    """
    while not stopped():
        with reading(parts.engine) as session:
            due = filing_due(session, parts.contest, parts.settings.mailbox.username, BATCH)
        if not due:
            return
        groups: dict[tuple[str, int, str, int], list[FilingTask]] = defaultdict(list)
        for task in due:
            alone = task.uid if one_by_one else 0
            groups[task.folder, task.uidvalidity, target_of(parts, task.folder, task.verdict), alone].append(
                task
            )
        if not sum(_move(parts, connection, *key[:3], tasks) for key, tasks in groups.items()):
            return


def target_of(parts: Parts, folder: str, verdict: Verdict) -> str:
    """Where `[mailbox]` has a message of that verdict moved from `folder`; empty to leave it where it is."""
    mailbox = parts.settings.mailbox
    if mailbox.read_only or folder == mailbox.sent_folder:
        return ""
    return {
        Verdict.ACCEPTED: mailbox.accepted_folder,
        Verdict.REJECTED: mailbox.rejected_folder,
        Verdict.HELD: mailbox.held_folder,
        Verdict.IGNORED: mailbox.ignored_folder,
    }[verdict]


def _move(
    parts: Parts, connection: Connection, folder: str, uidvalidity: int, target: str, tasks: list[FilingTask]
) -> int:
    """Moves one group; returns for how many the record could be closed."""
    filed, gone = tasks, {}
    if target and target != folder:
        try:
            selected = connection.select(folder, readonly=False)
            if selected.uidvalidity != uidvalidity:
                return _forget(parts, tasks)
            gone = selected.file_away(sorted(task.uid for task in tasks), target)
        except (FolderMissing, RequestRefused) as error:
            return _put_off(parts, folder, tasks, str(error))
        except MailboxError as error:
            _put_off(parts, folder, tasks, str(error))
            raise
        reached(Milestone.MOVED)
        filed = [task for task in tasks if task.uid in gone]
    with writing(parts.engine) as session:
        for task in filed:
            there = gone.get(task.uid)
            place = (there.uidvalidity, there.uid) if there else None
            mark_filed(session, parts.contest, task.sighting_id, target, now(), place)
    reached(Milestone.FILED)
    return len(filed)


def _forget(parts: Parts, tasks: list[FilingTask]) -> int:
    """The server has numbered the folder anew (RFC 3501 2.3.1.1): the old numbers mean nothing any more."""
    with writing(parts.engine) as session:
        for task in tasks:
            mark_gone(session, parts.contest, task.sighting_id, now())
    return len(tasks)


def _put_off(parts: Parts, folder: str, tasks: list[FilingTask], why: str) -> int:
    logger.warning("{} messages of {} stay where they are for now: {}", len(tasks), folder, why)
    with writing(parts.engine) as session:
        for task in tasks:
            filing_failed(session, parts.contest, task.sighting_id, why, now())
    return 0
