"""The tabs of the log: some are verdicts, some are what the queue says."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum

from review.queue import Waiting
from review.titles import Title
from screening.model.decision import Verdict
from storage.newest import Wanted


class Tab(StrEnum):
    """One view of the log."""

    ALL = "all"
    PERSON = "person"
    LATE = "late"
    PROMISED = "promised"
    RESTING = "resting"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    IGNORED = "ignored"


TITLES: dict[Tab, Title] = {
    Tab.ALL: ("ทั้งหมด", "All"),
    Tab.PERSON: ("ต้องให้คนดู", "Needs a person"),
    Tab.LATE: ("หลังกำหนด", "Late"),
    Tab.PROMISED: ("สัญญาตอบไว้", "Promised"),
    Tab.RESTING: ("พักไว้", "Put off"),
    Tab.ACCEPTED: ("รับแล้ว", "Accepted"),
    Tab.RETURNED: ("รอแก้ไข", "Returned"),
    Tab.IGNORED: ("ไม่ต้องดำเนินการ", "Ignored"),
}
_VERDICTS = {Tab.ACCEPTED: Verdict.ACCEPTED, Tab.RETURNED: Verdict.REJECTED, Tab.IGNORED: Verdict.IGNORED}


_OF_QUEUE: dict[Tab, Callable[[Waiting], bool]] = {
    Tab.PERSON: lambda each: not each.rests,
    Tab.PROMISED: lambda each: each.promised is not None,
    Tab.RESTING: lambda each: each.rests,
}
"""Which cards a tab of the queue shows."""


def needs_queue(tab: Tab) -> bool:
    """Whether the tab shows what the queue says."""
    return tab in _OF_QUEUE


def held_to(tab: Tab, wanted: Wanted, queue: Sequence[Waiting]) -> Wanted:
    """The same, held to what the tab shows; `queue` is read only where `needs_queue`."""
    if tab in _VERDICTS:
        return replace(wanted, verdict=_VERDICTS[tab])
    if tab is Tab.LATE:
        return replace(wanted, code="late")
    if tab in _OF_QUEUE:
        return replace(wanted, entries=[each.card.entry.id for each in queue if _OF_QUEUE[tab](each)])
    return wanted
