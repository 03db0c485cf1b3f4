"""Which receipt number an entry gets: the next one; after a loss the one that a letter has told already."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from screening.model.decision import AgencyFinding, EntryStatus
from storage.chain.counters import lock_counter
from storage.chain.events import About, Happening, append
from storage.chain.kinds import NumberVoid
from storage.codec import to_json
from storage.errors import StorageError
from storage.tables import Counter, Entry, PromisedNumber

RECOVER_FIRST = (
    "the records came from a backup, and what has come since is not taken in again:"
    " `intake recover --dry-run` shows it, `intake recover` does it"
)


def next_number(session: Session, counter: Counter, digest: str) -> int:
    """The number for the entry that the mail of that hash opens. Raises StorageError between a restored
    backup and `intake recover`: nobody knows then which numbers are given.
    """
    if counter.restored_at is None:
        counter.last_reference += 1
        return counter.last_reference
    if counter.next_new is None:
        raise StorageError(RECOVER_FIRST)
    number = _promised_to(session, counter, digest) or _new(session, counter, counter.next_new)
    counter.last_reference = max(counter.last_reference, number)
    return number


def promise(session: Session, contest: str, told: Mapping[int, str]) -> None:
    """Records numbers of which letters tell, with the hash of the mail that each was given for; empty: that
    mail is found nowhere. From here on numbers can be given again: those that were told, to the mails
    that they were told for; the others in the order of receipt, which is how they were given.
    """
    counter = lock_counter(session, contest)
    there = {row.number: row for row in _promises(session, contest)}
    for number, digest in told.items():
        if number in there:
            there[number].digest = there[number].digest or digest
        else:
            session.add(PromisedNumber(contest=contest, number=number, digest=digest))
    session.flush()
    counter.next_new = counter.next_new or counter.last_reference + 1


def void_unused(session: Session, contest: str, prefix: str, now: datetime) -> list[str]:
    """Records as void each number that was given before the loss and that no mail has claimed."""
    counter = lock_counter(session, contest)
    counter.last_reference = _highest(session, counter)
    used = set(session.exec(select(Entry.number).where(Entry.contest == contest)))
    unused = [number for number in range(1, counter.last_reference + 1) if number not in used]
    return [_void(session, counter, number, prefix, now) for number in unused]


def is_void(session: Session, contest: str, reference: str) -> bool:
    """Whether that receipt number is void; one whose mails lie in another entry now is so, too."""
    called = select(Entry.status).where(
        Entry.contest == contest, Entry.reference == reference.strip().upper()
    )
    return session.exec(called).first() is EntryStatus.VOID


def spell_reference(prefix: str, number: int) -> str:
    """A receipt number as people write it, with at least four digits."""
    return f"{prefix}-{number:04d}"


def _void(session: Session, counter: Counter, number: int, prefix: str, now: datetime) -> str:
    entry = Entry(
        contest=counter.contest,
        number=number,
        reference=spell_reference(prefix, number),
        status=EntryStatus.VOID,
        agency=to_json(AgencyFinding()),
        first_received_at=now,
        last_received_at=now,
        changed_number=counter.last_decision,
    )
    session.add(entry)
    session.flush()
    told = Happening("rules", NumberVoid(reference=entry.reference), About(entry=entry.id))
    append(session, counter.contest, now, told)
    return entry.reference


def _promised_to(session: Session, counter: Counter, digest: str) -> int | None:
    mine = select(PromisedNumber.number).where(
        PromisedNumber.contest == counter.contest, PromisedNumber.digest == digest
    )
    for number in session.exec(mine.order_by(col(PromisedNumber.number))) if digest else ():
        if not _is_given(session, counter.contest, number):
            return number
    return None


def _new(session: Session, counter: Counter, number: int) -> int:
    """The lowest from there on that no letter has told: whoever had it heard of none."""
    told = {row.number for row in _promises(session, counter.contest)}
    while number in told or _is_given(session, counter.contest, number):
        number += 1
    counter.next_new = number + 1
    return number


def _promises(session: Session, contest: str) -> list[PromisedNumber]:
    return list(session.exec(select(PromisedNumber).where(PromisedNumber.contest == contest)))


def _highest(session: Session, counter: Counter) -> int:
    promised = select(func.max(PromisedNumber.number)).where(PromisedNumber.contest == counter.contest)
    return max(counter.last_reference, session.exec(promised).one() or 0)


def _is_given(session: Session, contest: str, number: int) -> bool:
    given = select(Entry.id).where(Entry.contest == contest, Entry.number == number)
    return session.exec(given).first() is not None
