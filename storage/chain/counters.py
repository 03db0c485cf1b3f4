"""The counter of a contest: its row is the lock under which the contest's records are changed."""

from typing import TypeAlias

from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

from storage.tables import Counter

_LOCKED = "locked-counter"
_Held: TypeAlias = tuple[SessionTransaction | None, Counter]


def lock_counter(session: Session, contest: str) -> Counter:
    """The contest's counter, locked until the transaction ends; made at first use.

    A transaction locks it before it locks or writes any other row of the contest, except one that locks a
    single row alone: with a second order two transactions could wait for each other. Within one transaction
    the second call costs nothing.

    Of two transactions that both make it one waits for the other: writers come one after the other.
    """
    held: _Held | None = session.info.get(_LOCKED)
    if held is not None and held[0] is session.get_transaction() and held[1].contest == contest:
        return held[1]
    counter = session.get(Counter, contest, with_for_update=True, populate_existing=True)
    if counter is None:
        counter = Counter(contest=contest)
        session.add(counter)
        session.flush()
    session.info[_LOCKED] = (session.get_transaction(), counter)
    return counter


def counter_of(session: Session, contest: str) -> Counter:
    """The contest's counter as it stands, not locked; one at 0 where nothing is recorded yet."""
    return session.get(Counter, contest) or Counter(contest=contest)
