"""The counter of a contest: its row is the lock under which every decision is made."""

from typing import TypeAlias

from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

from storage.tables import Counter

_LOCKED = "locked-counter"
_Held: TypeAlias = tuple[SessionTransaction | None, Counter]


def lock_counter(session: Session, contest: str) -> Counter:
    """The contest's counter, locked until the transaction ends; made at first use.

    Within one transaction the second call costs nothing.

    Two transactions that both make it: one fails on the primary key, and is tried again by its caller.
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
