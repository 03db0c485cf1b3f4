"""What an act comes to, as the page shows it before and after it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from decisions.acts.order import Done, Erasure
from review.mails import letter_text
from review.titles import LETTERS, POINTS, VERDICTS, Title
from screening.model.act import ActKind
from screening.model.decision import Severity


@dataclass(frozen=True, slots=True)
class Change:
    """A message that is judged otherwise: from what to what, in which entry, and what still holds it."""

    message: int
    reference: str
    before: Title | None
    after: Title
    holds: tuple[Title, ...]


@dataclass(frozen=True, slots=True)
class LetterShown:
    """A letter that goes: what kind, to whom, how it reads, and not before when."""

    title: Title
    to: str
    text: str
    not_before: datetime
    waits: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """`act` is the number by which it can be taken back; in a preview it is not given yet. `erased`: what is
    gone for good.
    """

    act: int
    kind: ActKind
    reference: str
    changes: Sequence[Change]
    letters: Sequence[LetterShown]
    proposed: bool
    erased: Erasure | None = None


def outcome_of(done: Done) -> Outcome:
    """Read inside the transaction, while its rows are there."""
    return Outcome(
        act=done.act.id,
        kind=done.act.kind,
        reference=done.entry.reference,
        changes=[
            Change(
                each.row.message_id,
                each.entry.reference if each.entry else "",
                VERDICTS[each.before.verdict] if each.before else None,
                VERDICTS[each.judged.decision.verdict],
                tuple(
                    POINTS.get(reason.code, (reason.code, reason.code))
                    for reason in each.judged.decision.reasons
                    if reason.severity is Severity.HOLD
                ),
            )
            for each in done.changed
        ],
        letters=[
            LetterShown(
                LETTERS[letter.template],
                letter.to_address,
                letter_text(letter.data) if letter.data else "",
                letter.not_before,
                bool(letter.why),
            )
            for letter in done.letters
        ],
        proposed=done.act.kind is ActKind.PROPOSE,
        erased=done.erased,
    )
