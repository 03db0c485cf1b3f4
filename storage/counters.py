"""The counter of a contest: its row is the lock under which every decision is made."""

from sqlmodel import Session

from storage.tables import Counter


def lock_counter(session: Session, contest: str) -> Counter:
    """The contest's counter, locked until the transaction ends; made at first use.

    Two transactions that both make it: one fails on the primary key, and is tried again by its caller.
    """
    counter = session.get(Counter, contest, with_for_update=True, populate_existing=True)
    if counter is None:
        counter = Counter(contest=contest)
        session.add(counter)
        session.flush()
    return counter
