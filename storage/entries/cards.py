"""What waits for a person: a card an entry, with every open point on it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session, col, select

from screening.model.act import Act, ActKind, Nature, nature_of
from screening.model.decision import EntryStatus, Template
from storage.acts.proposals import open_proposals
from storage.codec import act_of
from storage.entries.card_parts import (
    ANSWERED,
    STUCK,
    acts_of,
    candidates,
    closed_of,
    is_unwritten,
    letters_about,
    quiet_of,
)
from storage.entries.lying import Lying, lying_in, versions_of
from storage.entries.staff_mail import staff_wrote
from storage.entries.sum import TOLD
from storage.tables import ActRow, Entry, Outbox

OF_ONE_MAIL = frozenset(
    {
        "message-in-thread",
        "enquiry",
        "late",
        "too-large",
        "revision-unproven",
        "withdrawal",
        "identity-card",
    }
)
"""Points of one message, which a person settles by itself; all others stand and fall with the entry."""
_ELIGIBILITY = {ActKind.ELIGIBLE: "eligible", ActKind.DECISION: "not-eligible"}
_PROMISES = (Template.HELD, Template.ENQUIRY, Template.LATE)

Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a person has to look at, and the messages that raise it, oldest first."""

    code: str
    messages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """An entry with what waits on it. `acts` are the newest first, those that were taken back among them.

    `silent`: no mail of ours about it has gone out or is on its way. `promised_at` is when the last letter
    was written that promises an answer. `later` is until when it rests, `to` who has taken it on.
    `eligibility` is `undecided`, `eligible` or `not-eligible`. `asked` is when a person last asked, unless
    something has come since; `due` is when an appeal is to be answered; `extended` is until when the entry
    may be mended, as long as nothing has come for that.
    """

    entry: Entry
    points: tuple[Point, ...]
    lying: tuple[Lying, ...]
    acts: tuple[ActRow, ...]
    version: str
    silent: bool
    promised_at: datetime | None
    later: datetime | None
    to: str
    eligibility: str = "undecided"
    asked: datetime | None = None
    due: datetime | None = None
    extended: datetime | None = None

    @property
    def since(self) -> datetime:
        """When the oldest message came that waits."""
        waiting = {each for point in self.points for each in point.messages}
        times = [each.received_at for each in self.lying if each.message_id in waiting]
        return min(times, default=self.entry.last_received_at)


def cards(session: Session, contest: str, sent: str = "", entry_id: int | None = None) -> list[Card]:
    """Every entry on which something waits, or the card of one, whether or not anything does.

    `sent` is the folder in which staff's own mail lies: what they have answered waits no longer.
    """
    ids = candidates(session, contest) if entry_id is None else [entry_id]
    lying, acts = lying_in(session, ids), acts_of(session, ids)
    letters, closed = letters_about(session, ids), closed_of(session, ids)
    entries = session.exec(select(Entry).where(col(Entry.id).in_(ids)).order_by(col(Entry.id))).all()
    quiet, wrote = quiet_of(session, ids), staff_wrote(session, ids, sent)
    versions = versions_of(session, ids)
    for entry, at in wrote.items():
        for each in lying.get(entry, []):
            closed[each.message_id] |= ANSWERED if each.received_at <= at else set()
    made = [
        _card(entry, lying.get(entry.id, []), acts[entry.id], letters[entry.id], closed, quiet, versions)
        for entry in entries
    ]
    made = [
        replace(card, promised_at=None) if _is_kept(card, wrote.get(card.entry.id)) else card for card in made
    ]
    return [card for card in made if card.points or entry_id is not None]


def _is_kept(card: Card, wrote: datetime | None) -> bool:
    """Whether staff have written since the promise of an answer."""
    return wrote is not None and card.promised_at is not None and wrote >= card.promised_at


def _card(
    entry: Entry,
    lying: Sequence[Lying],
    acts: Sequence[ActRow],
    letters: Sequence[Outbox],
    closed: Mapping[int, set[str]],
    quiet: Collection[int],
    versions: Mapping[int, str],
) -> Card:
    told = [each for each in letters if each.state in TOLD]
    promises = [each.created_at for each in told if each.template in _PROMISES]
    done = [row for row in acts if row.undone_id is None]
    desk = [act_of(row.act) for row in done]
    appeal = open_appeal(desk)
    points = [*_points(entry, lying, letters, closed, quiet)]
    if appeal:
        points.append(Point("appeal", (lying[-1].message_id,)))
    extended = _extended(entry, done, lying)
    if extended:
        points.append(Point("extended", (lying[-1].message_id,)))
    if open_proposals(acts):
        points.append(Point("proposed", (lying[-1].message_id,)))
    return Card(
        entry,
        tuple(points),
        tuple(lying),
        tuple(acts),
        versions[entry.id],
        silent=not told,
        promised_at=max(promises, default=None),
        later=_last(desk, ActKind.LATER, lambda act: act.at),
        to=_last(desk, ActKind.ASSIGN, lambda act: act.to) or "",
        eligibility=eligibility_of(desk),
        asked=_asked(done, lying),
        due=appeal.at if appeal else None,
        extended=extended,
    )


def eligibility_of(acts: Sequence[Act]) -> str:
    """`undecided`, `eligible` or `not-eligible`, by acts that nobody has taken back, the newest first."""
    return next((_ELIGIBILITY[act.kind] for act in acts if act.kind in _ELIGIBILITY), "undecided")


def open_appeal(acts: Sequence[Act]) -> Act | None:
    """The appeal that is not answered yet; `acts` are the newest first."""
    for act in acts:
        if act.kind is ActKind.APPEAL:
            return act
        if nature_of(act.kind) is Nature.VERDICT or "appeal" in act.codes:
            return None
    return None


def _extended(entry: Entry, done: Sequence[ActRow], lying: Sequence[Lying]) -> datetime | None:
    """The day of an entry that was given more time, until something comes for it or a person ends that."""
    if entry.status not in (EntryStatus.INCOMPLETE, EntryStatus.HELD) or not lying:
        return None
    for row in done:
        act = act_of(row.act)
        if act.kind is ActKind.EXTEND:
            return act.at if max(each.received_at for each in lying) <= row.at else None
        if nature_of(act.kind) is Nature.VERDICT or "extended" in act.codes:
            return None
    return None


def _asked(done: Sequence[ActRow], lying: Sequence[Lying]) -> datetime | None:
    at = next((row.at for row in done if row.kind in (ActKind.ASK, ActKind.ASK_OFFICE)), None)
    came = max((each.received_at for each in lying), default=None)
    return at if at and came and came <= at else None


def _points(
    entry: Entry,
    lying: Sequence[Lying],
    letters: Sequence[Outbox],
    closed: Mapping[int, set[str]],
    quiet: Collection[int],
) -> Iterable[Point]:
    raised: dict[str, list[int]] = defaultdict(list)
    for each in lying:
        own = each.holds & OF_ONE_MAIL if each.message_id not in quiet else frozenset[str]()
        standing = each.holds - OF_ONE_MAIL if entry.status is EntryStatus.HELD else frozenset[str]()
        own |= each.waits - each.holds
        for code in sorted((own - closed.get(each.message_id, set())) | standing):
            raised[code].append(each.message_id)
    last = lying[-1].holds if lying else frozenset[str]()
    for code, messages in raised.items():
        # What the last message does not raise any more is settled.
        if code in OF_ONE_MAIL or code in last:
            yield Point(code, tuple(messages))
    for letter in letters:
        stuck = "reply-unwritten" if is_unwritten(letter) else STUCK.get(letter.state)
        if stuck:
            yield Point(stuck, (letter.message_id,))


def _last(acts: Sequence[Act], kind: ActKind, tell: Callable[[Act], Told]) -> Told | None:
    """What the newest act of a kind says."""
    return next((tell(act) for act in acts if act.kind is kind), None)
