"""What waits for a person, in the order in which it is to be taken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from notifications.rendering.desk import Desk
from notifications.rendering.workdays import after_working_days
from storage.entries.cards import Card


@dataclass(frozen=True, slots=True)
class Waiting:
    """A card, with the day by which a letter of ours has promised an answer, and until when a person has put
    it off.
    """

    card: Card
    promised: date | None
    until: datetime | None

    @property
    def rests(self) -> bool:
        """Whether nothing is to be done about it for now: it is put off, or a question of ours is open."""
        return self.until is not None or self.card.asked is not None


def queue(cards: Iterable[Card], desk: Desk, now: datetime) -> list[Waiting]:
    """First where nobody has been told yet, then what can still be mended before the close, then by the
    promised day, then by age; what rests comes last.
    """
    is_open = now <= desk.closes
    found = [_waiting(card, desk, now) for card in cards]
    return sorted(found, key=lambda each: _rank(each, is_open=is_open))


def _waiting(card: Card, desk: Desk, now: datetime) -> Waiting:
    promised = None
    if card.promised_at is not None:
        written = card.promised_at.astimezone(desk.zone).date()
        promised = after_working_days(written, desk.working_days, desk.holidays)
    rests = [at for at in (card.later, card.extended) if at is not None and at > now]
    return Waiting(card, promised, _until(card, rests))


def _until(card: Card, rests: Sequence[datetime]) -> datetime | None:
    """Until when the card rests. The day that an applicant was given holds up only what waits for that."""
    if card.extended in rests and {point.code for point in card.points} != {"extended"}:
        rests = [at for at in rests if at != card.extended]
    return max(rests, default=None)


def _rank(each: Waiting, *, is_open: bool) -> tuple[bool, bool, bool, date, datetime]:
    mendable = is_open and not {point.code for point in each.card.points} <= _READ
    return (each.rests, not each.card.silent, not mendable, each.promised or date.max, each.card.since)


_READ = {"message-in-thread", "late", "enquiry", "identity-card"}
"""Nothing that an applicant could mend before the close."""
