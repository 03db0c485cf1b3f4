"""What an act comes to, as the page shows it before and after it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from decisions.acts.errors import StaleError
from decisions.acts.order import Done, Erasure
from decisions.acts.refusals import of_pages
from review.about import about, title_of
from review.mails import letter_text
from review.titles import LETTERS, NOT_ELIGIBLE, POINTS, VERDICTS, Title
from screening.model.act import ActKind
from screening.model.decision import Severity
from storage.codec import act_of


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
    gone for good. `title` is what the act is called, `about` what it says beside that, `at` its time.
    """

    act: int
    kind: ActKind
    reference: str
    changes: Sequence[Change]
    letters: Sequence[LetterShown]
    proposed: bool
    erased: Erasure | None = None
    title: Title = ("", "")
    about: Title = ("", "")
    at: datetime | None = None

    @property
    def shown(self) -> str:
        """What the confirmation must come to as the preview did: who is judged how, who is written to."""
        told = [(each.message, each.reference, each.after) for each in self.changes]
        letters = [(each.title, each.to) for each in self.letters]
        return sha256(repr((told, letters, self.proposed)).encode()).hexdigest()[:16]


def outcome_of(done: Done) -> Outcome:
    """Read inside the transaction, while its rows are there."""
    said = act_of(done.act.act)
    return Outcome(
        act=done.act.id,
        kind=done.act.kind,
        reference=done.entry.reference,
        changes=[
            Change(
                each.row.message_id,
                each.entry.reference if each.entry else "",
                VERDICTS[each.before.verdict] if each.before else None,
                NOT_ELIGIBLE if done.act.kind is ActKind.DECISION else VERDICTS[each.judged.decision.verdict],
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
        title=title_of(said),
        about=about(said),
        at=said.at,
    )


def as_shown(shown: str, done: Done) -> Outcome:
    """The same, of what is being done. Raises StaleError where it comes to something else than the preview
    showed: a letter may have gone out meanwhile. Nothing is done then.
    """
    found = outcome_of(done)
    if shown and found.shown != shown:
        raise StaleError(of_pages.OTHERWISE_THAN_SHOWN)
    return found
