"""Messages and the places where they were seen, until they are decided.

A message is of one contest. A place is of the mailbox, whichever contest recorded it: what is counted there,
and what is fetched from there, does not depend on the contest.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.chain.counters import lock_counter
from storage.chain.events import About, Happening, append
from storage.chain.kinds import Kind, Located, Stored
from storage.codec import storable
from storage.errors import StorageError
from storage.states import MessageStatus
from storage.tables import Message, Sighting

POISON_ATTEMPTS = 3
"""So many deaths of the daemon on one message, and it is set aside (Mailman's rule)."""


@dataclass(frozen=True, slots=True)
class Received:
    """One raw message, kept on disk under its hash. `digest` is what its bytes were hashed to.

    `internal_date` is the moment of this sight where the server does not tell it (not `time_told`).
    `source` is the mailbox folder, or the path of a file. `announced_size` is RFC822.SIZE; `size` what came.
    `headers_only`: a stand-in for a message of which the server gave no more.
    """

    contest: str
    digest: str
    size: int
    announced_size: int
    internal_date: datetime
    source: str
    too_large: bool = False
    junk: bool = False
    headers_only: bool = False
    time_told: bool = True


@dataclass(frozen=True, slots=True)
class ImapKey:
    """Where one message was seen: what IMAP guarantees to mean one message for ever (RFC 3501 2.3.1.1)."""

    account: str
    folder: str
    uidvalidity: int
    uid: int


def record_message(session: Session, received: Received, now: datetime) -> Message:
    """The message of these bytes: a new one, `stored`, or the one that is known, unchanged."""
    lock_counter(session, received.contest)
    known = session.exec(
        select(Message).where(Message.contest == received.contest, Message.digest == received.digest)
    ).first()
    if known is not None:
        return known
    message = message_of(received, now)
    session.add(message)
    session.flush()
    told = Stored(received.digest, received.size)
    append(session, received.contest, now, Happening("mailbox", told, About(message.id)))
    return message


def message_of(received: Received, now: datetime) -> Message:
    """The row of a message that is new, in no session yet."""
    return Message(
        contest=received.contest,
        digest=received.digest,
        size=received.size,
        announced_size=received.announced_size,
        internal_date=received.internal_date,
        time_told=received.time_told,
        first_seen_at=now,
        source=storable(received.source),
        too_large=received.too_large,
        junk=received.junk,
        headers_only=received.headers_only,
    )


def record_sighting(session: Session, key: ImapKey, received: Received, now: datetime) -> Message:
    """Records that these bytes lie at this key, and returns their message.

    Bytes seen elsewhere before are a second sighting of the same message: filed, never decided again. The
    same key again changes nothing, whichever contest recorded it: mail of last year that still lies there
    is not taken for this year's.
    """
    lock_counter(session, received.contest)
    seen = session.exec(
        select(Sighting).where(
            Sighting.account == key.account,
            Sighting.folder == key.folder,
            Sighting.uidvalidity == key.uidvalidity,
            Sighting.uid == key.uid,
        )
    ).first()
    if seen is not None:
        return session.get_one(Message, seen.message_id)
    message = record_message(session, received, now)
    session.add(
        Sighting(
            message_id=message.id,
            account=key.account,
            folder=key.folder,
            uidvalidity=key.uidvalidity,
            uid=key.uid,
            seen_at=now,
            changed_at=now,
        )
    )
    told = Located(Kind.MESSAGE_SEEN, key.uidvalidity, key.uid)
    append(session, message.contest, now, Happening("mailbox", told, About(message.id)))
    return message


def last_uid(session: Session, account: str, folder: str, uidvalidity: int) -> int:
    """The highest UID recorded there; 0 when none is. The cursor of the next poll."""
    query = select(func.max(Sighting.uid)).where(
        Sighting.account == account, Sighting.folder == folder, Sighting.uidvalidity == uidvalidity
    )
    return session.exec(query).one() or 0


def recorded_uids(session: Session, account: str, folder: str, uidvalidity: int) -> set[int]:
    """Every UID recorded there; for comparing with the folder when the counts differ."""
    query = select(Sighting.uid).where(
        Sighting.account == account, Sighting.folder == folder, Sighting.uidvalidity == uidvalidity
    )
    return set(session.exec(query))


def undecided(
    session: Session, contest: str, limit: int | None = None, besides: Collection[int] = ()
) -> Sequence[Message]:
    """The contest's messages without a decision, in the order they were received, but for those `besides`."""
    query = select(Message).where(
        Message.contest == contest, Message.status == MessageStatus.STORED, col(Message.id).not_in(besides)
    )
    return session.exec(query.order_by(col(Message.internal_date), col(Message.id)).limit(limit)).all()


def begin_work(session: Session, contest: str, message_ids: Iterable[int]) -> dict[int, int]:
    """Counts one more attempt at each message; returns how many before it never ended, by message.

    Commit before the work begins: a count that reaches `POISON_ATTEMPTS` is so many deaths of the daemon.
    """
    before = {}
    for message in _locked(session, contest, message_ids):
        before[message.id or 0] = message.attempts
        message.attempts += 1
    return before


def end_work(session: Session, contest: str, message_ids: Iterable[int]) -> None:
    """The attempts ended in an orderly way, whatever came of them. A decision does the same by itself."""
    for message in _locked(session, contest, message_ids):
        message.attempts = 0


def _locked(session: Session, contest: str, message_ids: Iterable[int]) -> Sequence[Message]:
    found = select(Message).where(col(Message.id).in_(message_ids), Message.contest == contest)
    return session.exec(found.order_by(col(Message.id)).with_for_update()).all()


def lock_message(session: Session, contest: str, message_id: int) -> Message:
    """The contest's message, its row locked until the transaction ends. Raises StorageError without one."""
    message = session.get(Message, message_id, with_for_update=True)
    if message is None or message.contest != contest:
        raise StorageError(f"there is no message {message_id}")
    return message
