"""What judging a message again came to, and how two judgements of it are compared."""

from dataclasses import dataclass, replace
from enum import StrEnum

from screening.model.decision import Decision, ReplyPlan, Severity, Verdict
from storage.codec import storable
from storage.tables import Outbox


class Outcome(StrEnum):
    """What was done with the new judgement."""

    SAME = "same"  # it says what the old one says: nothing is written
    RECORDED = "recorded"  # it is the current one now; the old one is kept
    PROPOSED = "proposed"  # a person has decided: nothing is written


@dataclass(frozen=True, slots=True)
class Rejudged:
    """One message judged again. `references` are the receipt numbers it stood and now stands under.

    `later` are the messages behind it, by position and id, whose entry changed by it.
    """

    message_id: int
    references: tuple[str | None, str | None]
    before: Decision
    after: Decision
    outcome: Outcome
    reply: Outbox | None = None
    later: tuple[tuple[int, int], ...] = ()


def are_alike(one: Decision, other: Decision) -> bool:
    """Whether two decisions, on the same entry, differ in nothing but their answers."""
    return _spelled(one) == _spelled(other)


def _spelled(decision: Decision) -> Decision:
    """A decision as a database gives it back, without its letters and without who wrote: older records hold
    less of that, and by itself it changes nothing.
    """
    reasons = tuple(replace(each, params=storable(dict(each.params))) for each in decision.reasons)
    files = tuple(replace(each, canonical=storable(each.canonical)) for each in decision.files)
    change = replace(decision.change, members=()) if decision.change else None
    bare = replace(decision, change=change, writer=None, notices=(), taken=())
    return replace(bare, reasons=reasons, files=files, reply=ReplyPlan())


def ask_the_same(one: Decision, other: Decision) -> bool:
    """Whether the applicant has the same to hear: the same verdict, and the same faults and doubts."""
    return (one.verdict, _open(one)) == (other.verdict, _open(other))


def asks_no_more(told: Decision, decision: Decision) -> bool:
    """Whether both are held, and the later one for nothing that the applicant has not been told before."""
    return told.verdict is decision.verdict is Verdict.HELD and _open(decision) <= _open(told)


def _open(decision: Decision) -> set[str]:
    return {each.code for each in decision.reasons if each.severity is not Severity.NOTE}
