"""Judges again what an act is about, and whatever stands on that: each message at its position."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from sqlmodel import Session

from decisions.acts.errors import UnreadError
from decisions.again import behind, record, silent
from decisions.compare import are_alike
from decisions.judge import Judge
from decisions.old_place import entry_of, judge_at, open_retrial, stands_in
from decisions.told import is_news
from screening.model.act import ActKind
from screening.model.decision import Decision
from screening.model.submission import Submission
from storage.entries.judged import Judged
from storage.entries.recall import decision_of
from storage.mail.sightings import file_again
from storage.milestones import ActMilestone, reached
from storage.tables import ActRow, Counter, DecisionRow, Entry

_TELLS_EVERY_STEP = (ActKind.SPLIT, ActKind.UNDO)
"""One mail became two entries: he hears of both; and what is taken back has been told."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A message that is judged otherwise now, or for the first time (no `before`). `news`: its sender was
    last told something else.
    """

    row: DecisionRow
    entry: Entry | None
    before: Decision | None
    judged: Judged
    news: bool


def settle(
    session: Session,
    counter: Counter,
    targets: Iterable[int],
    read: Mapping[int, Submission],
    judge: Judge,
    act: ActRow,
) -> list[Settled]:
    """What changes, in the order of the messages' positions. `read` are the messages as they are read today.

    Raises UnreadError for one that is not among them; the caller begins anew with it.
    """
    waiting = [(open_retrial(session, counter, each).point.after, each) for each in targets]
    heapify(waiting)
    judged: set[int] = set()
    changed: list[Settled] = []
    while waiting:
        _, number = heappop(waiting)
        if number in judged:
            continue
        judged.add(number)
        if number not in read:
            raise UnreadError(number)
        done, later = _one(session, counter, number, read[number], judge, act)
        if done:
            changed.append(done)
        for each in later:
            heappush(waiting, each)
    reached(ActMilestone.SETTLED)
    return changed


def _one(
    session: Session, counter: Counter, message_id: int, submission: Submission, judge: Judge, act: ActRow
) -> tuple[Settled | None, tuple[tuple[int, int], ...]]:
    retrial = open_retrial(session, counter, message_id)
    before = decision_of(session, retrial.old)
    judged = judge_at(session, retrial, submission, judge, before, under_ruling=True)
    entry = entry_of(session, retrial, judged.decision)
    if stands_in(retrial.old, entry, judged.decision) and are_alike(before, judged.decision):
        return None, ()
    news = is_news(session, retrial, entry, judged.decision, every_step=act.kind in _TELLS_EVERY_STEP)
    judged = judged if news else silent(judged)
    row, entry = record(session, counter, retrial, judged, judge, entry, act)
    if judged.decision.verdict is not before.verdict:
        file_again(session, counter.contest, message_id, act.at)
    later = behind(session, retrial, {retrial.old.entry_id, row.entry_id})
    return Settled(row, entry, before, judged, news), later
