"""What happened to an entry, in one order: mails in, letters out, acts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from notifications.rendering.catalogue import explain
from review.about import about, title_of
from review.titles import POINTS, Title
from screening.model.act import Act
from screening.model.decision import Severity
from screening.model.submission import Submission
from storage.codec import act_of
from storage.entries.cards import Card
from storage.intake_log import LedgerRow
from storage.tables import ActRow, Outbox
from web.entry.undos import Undo
from web.site import Site
from web.visitor import Language
from web.words import said

_READ = 5
"""Mails of an entry whose words are on its page, the newest; each costs a child process to read."""


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A reason in words, with its weight."""

    code: str
    severity: Severity
    text: str


@dataclass(frozen=True, slots=True)
class MailCame:
    """A mail: `read` is what it says, None where it was not read for this page."""

    at: datetime
    row: LedgerRow
    read: Submission | None
    reasons: Sequence[Reasoned]


@dataclass(frozen=True, slots=True)
class LetterWent:
    """A letter of ours; `at` is when it was written."""

    at: datetime
    letter: Outbox


@dataclass(frozen=True, slots=True)
class ActDone:
    """What a member of staff did, with his reason and his words, and whether it can be taken back."""

    at: datetime
    row: ActRow
    act: Act
    title: Title
    about: Title
    undo: Undo


Step = MailCame | LetterWent | ActDone


def timeline(
    site: Site,
    rows: Sequence[LedgerRow],
    letters: Sequence[Outbox],
    card: Card,
    undos: Mapping[int, Undo],
    language: Language,
) -> list[Step]:
    """The oldest first."""
    read = {row.id for row in rows[-_READ:]}
    steps: list[Step] = [
        MailCame(
            row.received_at,
            row,
            site.mails.read(row.id) if row.id in read else None,
            [
                Reasoned(
                    reason.code,
                    reason.severity,
                    explain(reason, language, "staff", site.parts.desk).what
                    or said(POINTS.get(reason.code, (reason.code, reason.code)), language),
                )
                for reason in row.reasons
            ],
        )
        for row in rows
    ]
    steps += [LetterWent(letter.created_at, letter) for letter in letters]
    steps += [_done(row, undos[row.id]) for row in card.acts]
    return sorted(steps, key=lambda step: step.at)


def _done(row: ActRow, undo: Undo) -> ActDone:
    act = act_of(row.act)
    return ActDone(row.at, row, act, title_of(act), about(act), undo)
