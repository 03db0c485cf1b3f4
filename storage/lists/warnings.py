"""What somebody who freezes a list should know: all that may still change it, or of which nobody was told."""

from collections import defaultdict
from collections.abc import Iterable

from sqlmodel import Session, col, select

from storage.entries.cards import Card, cards
from storage.entries.current import is_current
from storage.lists.listed import Listed
from storage.mail.messages import undecided
from storage.states import OutboxState
from storage.tables import DecisionRow, Entry, Outbox

OPEN_CARD, NEWER_FILE, UNREAD, UNSENT, UNEXAMINED = (
    "open-card",
    "newer-file",
    "unread-mail",
    "unsent-letter",
    "unexamined",
)
_BRING_FILES = {"revision-unproven", "sender-conflict", "second-work", "entry-ambiguous"}
_UNSENT = (
    OutboxState.PENDING,
    OutboxState.ATTEMPTING,
    OutboxState.HELD,
    OutboxState.UNCERTAIN,
    OutboxState.FAILED,
)


def warnings_of(session: Session, contest: str, standing: Iterable[Listed]) -> dict[str, list[str]]:
    """References by what is wrong with them: a card that waits for a person, a newer file that nobody has
    taken or refused, a letter that has not gone out, an entry that nobody has examined. Mail that
    is not judged yet bears ids in the place of references.
    """
    found = defaultdict[str, list[str]](list)
    for card in cards(session, contest):
        found[NEWER_FILE if _brings_files(card) else OPEN_CARD].append(card.entry.reference)
    found[UNREAD] = [str(message.id) for message in undecided(session, contest)]
    found[UNSENT] = list(_with_unsent_letters(session, contest))
    found[UNEXAMINED] = [each.reference for each in standing if each.eligibility == "undecided"]
    return {code: references for code, references in found.items() if references}


def _brings_files(card: Card) -> bool:
    return any(point.code in _BRING_FILES for point in card.points)


def _with_unsent_letters(session: Session, contest: str) -> Iterable[str]:
    query = (
        select(Entry.reference)
        .join(DecisionRow, col(DecisionRow.entry_id) == col(Entry.id))
        .join(Outbox, col(Outbox.message_id) == col(DecisionRow.message_id))
        .where(Outbox.contest == contest, is_current(), col(Outbox.state).in_(_UNSENT))
    )
    return session.exec(query.distinct().order_by(col(Entry.reference))).all()
