"""What must hold of the lists that were frozen: they are what the chain says, and nobody has changed them."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from storage.chain.kinds import Kind
from storage.invariants.finding import Check
from storage.lists.freezing import all_lists
from storage.lists.listed import digest_of
from storage.tables import Event


def _lists_are_as_frozen(session: Session, contest: str) -> Iterator[str]:
    events = select(Event.facts).where(Event.contest == contest, Event.what == Kind.LIST_FROZEN.value)
    told = [(facts["number"], facts["digest"]) for facts in session.exec(events.order_by(col(Event.seq)))]
    lists = all_lists(session, contest)
    if [(each.number, each.digest) for each in lists] != told:
        yield f"contest {contest}: the lists are not those that the chain tells of"
    for each in lists:
        if digest_of(list(each.changes)) != each.digest:
            yield f"contest {contest}: list {each.number} was changed after it was frozen"


LISTS: dict[str, Check] = {"lists-as-frozen": _lists_are_as_frozen}
