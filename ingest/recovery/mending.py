"""Brings back what the records name and the store lacks: mails from the mailbox, files out of mails."""

from collections.abc import Iterable, Iterator

from sqlmodel import col, select

from ingest.mailbox import Connection
from ingest.mailbox.errors import BodyNotReady, FolderMissing, MessageGone, RequestRefused
from ingest.reading import keep_files, raw_of, with_tombs
from parsers.pool import Pool
from registers.rules import MEGABYTE
from runtime.parts import Parts
from storage.engine import reading, writing
from storage.invariants.on_disk import named_files
from storage.pictures import forget_lost
from storage.tables import DecisionRow, Message, Sighting, StoredFile


def mend(parts: Parts, pool: Pool, connection: Connection) -> int:
    """Returns how many came back; what did not is told by `verify`. Raises MailboxError,
    ParserUnavailableError, OSError.
    """
    back = sum(_fetched_again(parts, connection, message) for message in _without_mail(parts))
    with reading(parts.engine) as session:
        lacking = {each for each in named_files(session, parts.contest) if not parts.files.files.has(each)}
    for message in _bringing(parts, lacking):
        raw, _ = raw_of(parts, message)
        if parts.files.raw.has(raw):
            with pool.one() as parser, parts.files.work() as folder, parts.files.raw.checkout(raw) as path:
                keep_files(parts, folder, with_tombs(parts, message.digest, parser.parse(path, folder)))
    back += sum(parts.files.files.has(each) for each in lacking)
    with writing(parts.engine) as session:
        forget_lost(session, {each for each in lacking if not parts.files.files.has(each)})
    return back


def _without_mail(parts: Parts) -> Iterator[Message]:
    """Those whose bytes are not there; not those out of which something was erased: it must not come back."""
    with reading(parts.engine) as session:
        messages = session.exec(select(Message).where(Message.contest == parts.contest)).all()
    for message in messages:
        if not parts.files.raw.has(message.digest) and not raw_of(parts, message)[1]:
            yield message


def _fetched_again(parts: Parts, connection: Connection, message: Message) -> bool:
    """Whether the same bytes lie at one of the places where it was seen."""
    limit = 2 * parts.settings.mailbox.max_message_mb * MEGABYTE
    with reading(parts.engine) as session:
        places = session.exec(select(Sighting).where(Sighting.message_id == message.id)).all()
    for place in places:
        fresh = parts.files.incoming()
        try:
            folder = connection.select(place.folder, readonly=True)
            same = folder.uidvalidity == place.uidvalidity
            if same and folder.download(place.uid, fresh, limit).sha256 == message.digest:
                parts.files.raw.keep(fresh, message.digest)
                return True
        except (FolderMissing, MessageGone, BodyNotReady, RequestRefused):
            continue
        finally:
            fresh.unlink(missing_ok=True)
    return False


def _bringing(parts: Parts, files: Iterable[str]) -> list[Message]:
    """The messages in which these files came."""
    came = (
        select(DecisionRow.message_id)
        .join(StoredFile, col(StoredFile.decision_id) == col(DecisionRow.id))
        .where(col(StoredFile.sha256).in_(files))
    )
    with reading(parts.engine) as session:
        return list(session.exec(select(Message).where(col(Message.id).in_(came))))
