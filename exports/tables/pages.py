"""The entries of a contest in their order, some at a time, with what is told of each."""

from collections.abc import Iterator, Sequence

from sqlmodel import Session, col, select

from storage.tables import Entry

AT_ONCE = 200


def entries_by_page(session: Session, contest: str) -> Iterator[Sequence[Entry]]:
    """All of them by number; a page is forgotten by the session once the next is asked for."""
    last = 0
    while True:
        query = select(Entry).where(Entry.contest == contest, Entry.number > last)
        page = session.exec(query.order_by(col(Entry.number)).limit(AT_ONCE)).all()
        if not page:
            return
        yield page
        last = page[-1].number
        session.expunge_all()
