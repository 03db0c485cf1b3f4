"""Rules of time. Both bounds are inclusive, to the second (the announcement: until 16.30 that day)."""

from collections.abc import Iterable
from datetime import timedelta

from screening.case import Case
from screening.model.codes import reason
from screening.model.decision import Reason
from screening.sender import is_disproven

_SKEW = timedelta(minutes=10)


def late(case: Case) -> Iterable[Reason]:
    """Files after the close. The same files again are never late, nor is mail without files.

    Who the sender is must be known first.
    """
    if case.after_close and _brings_new_files(case):
        yield reason("late", received_at=case.submission.received_at.isoformat())


def time_unknown(case: Case) -> Iterable[Reason]:
    """What would be late, had it come when we first saw it; but when it came nobody has told us."""
    if case.reading.may_be_late and _brings_new_files(case):
        yield reason("time-unknown", received_at=case.submission.received_at.isoformat())


def _brings_new_files(case: Case) -> bool:
    repeated = case.repeats or case.renames_timely_files or case.gives_what_waited
    return case.brings_files and not repeated and not is_disproven(case.submission)


def early(case: Case) -> Iterable[Reason]:
    """Before the opening: a person decides, and the answer waits."""
    if case.submission.received_at < case.rules.opens:
        yield reason("early", received_at=case.submission.received_at.isoformat())


def clock_skew(case: Case) -> Iterable[Reason]:
    """The stamps of two machines of ours differ: for staff. The applicant has the earlier one's benefit."""
    mine, other = case.submission.internal_date, case.submission.own_stamp
    if mine and other and abs(mine - other) > _SKEW:
        yield reason("clock-skew", internal_date=mine.isoformat(), own_stamp=other.isoformat())
