"""Brings new mail from a folder into the store: bytes on disk first, then the row, then the next message."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from loguru import logger

from ingest.mailbox import Description, Downloaded, Folder
from ingest.mailbox.errors import BodyNotReady, MessageGone, RequestRefused
from ingest.parts import Parts, now
from ingest.rules import MEGABYTE
from ingest.steps import Step, reached
from storage.engine import reading, writing
from storage.filing import forget_absent, ledger_count
from storage.messages import Place, Received, last_uid, record_sighting, recorded_uids

BATCH = 50
"""Messages fetched before they are judged and answered: the first applicant does not wait for the last."""

_JUNK = ("junk", "spam", "bulk mail", "อีเมลขยะ", "จดหมายขยะ")


def fetch_new(parts: Parts, folder: Folder, *, thorough: bool) -> Iterator[int]:
    """Stores every message that the folder holds and the ledger lacks; yields after each batch how many came.

    Raises MailboxError when the server fails and OSError when our disk does; what was stored stays stored,
    and the next call goes on behind it.
    """
    described = folder.describe(missing_uids(parts, folder, thorough=thorough))
    # By the time of receipt: after a migration UIDs may run in any order (seen with Dovecot's maildir), and
    # an answer must not be judged before the mail that it answers.
    order = sorted(described, key=lambda uid: (described[uid].received_at or now(), uid))
    for start in range(0, len(order), BATCH):
        yield sum(_fetch(parts, folder, uid, described[uid]) for uid in order[start : start + BATCH])


def missing_uids(parts: Parts, folder: Folder, *, thorough: bool) -> Sequence[int]:
    """The UIDs to fetch, ascending; what others have taken out of the folder is marked so.

    All UIDs are listed if `thorough`, else only when the counts differ: a poll stays cheap.
    """
    account = parts.settings.mailbox.username
    with reading(parts.engine) as session:
        cursor = last_uid(session, account, folder.name, folder.uidvalidity)
        expected = ledger_count(session, account, folder.name, folder.uidvalidity)
    new = folder.new_uids(cursor)
    if folder.exists == expected + len(new) and not thorough:
        return new
    present = folder.new_uids(0)
    with writing(parts.engine) as session:
        gone = forget_absent(session, account, folder.name, folder.uidvalidity, set(present), now())
        recorded = recorded_uids(session, account, folder.name, folder.uidvalidity)
    if gone:
        logger.info(
            "{} messages were taken out of {} by somebody else; their records stand", gone, folder.name
        )
    return [uid for uid in present if uid not in recorded]


def _fetch(parts: Parts, folder: Folder, uid: int, description: Description) -> int:
    """Stores one message; 0 when it is gone, or has no body yet and will be asked for again."""
    too_large = description.size > parts.settings.mailbox.max_message_mb * MEGABYTE
    path = parts.files.incoming()
    try:
        downloaded = _download(folder, uid, path, description, too_large)
        reached(Step.DOWNLOADED)
        _record(parts, folder, uid, path, downloaded, description)
    except (BodyNotReady, MessageGone, RequestRefused) as error:
        # One message that the server does not give must not keep the others waiting.
        logger.warning("message {} of {}: {}", uid, folder.name, error)
        return 0
    finally:
        path.unlink(missing_ok=True)
    reached(Step.STORED)
    return 1


def _download(folder: Folder, uid: int, path: Path, description: Description, too_large: bool) -> Downloaded:
    if too_large:
        return folder.download_headers(uid, path)
    return folder.download(uid, path, description.size)


def _record(
    parts: Parts, folder: Folder, uid: int, path: Path, downloaded: Downloaded, description: Description
) -> None:
    parts.files.raw.keep(path, downloaded.sha256)
    reached(Step.KEPT)
    received = Received(
        contest=parts.contest,
        digest=downloaded.sha256,
        size=downloaded.size,
        announced_size=description.size,
        internal_date=description.received_at or now(),
        source=folder.name,
        too_large=description.size > parts.settings.mailbox.max_message_mb * MEGABYTE,
        junk=folder.name.rpartition("/")[2].lower() in _JUNK,
    )
    place = Place(parts.settings.mailbox.username, folder.name, folder.uidvalidity, uid)
    with writing(parts.engine) as session:
        record_sighting(session, place, received, now())
