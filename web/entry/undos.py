"""Which acts of an entry the visitor may take back, and why not the others."""

from dataclasses import dataclass

from sqlmodel import Session

from decisions.acts.undoable import why_not
from review.refused import refused
from review.titles import Title
from storage.acts.written import went_out
from storage.entries.cards import Card
from web.site import Site
from web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Undo:
    """`refused` says why it cannot be, None where it can; `left`: a letter has gone, and one corrects it."""

    refused: Title | None
    left: bool


def undos_of(session: Session, site: Site, card: Card, visitor: Visitor) -> dict[int, Undo]:
    """By act."""
    found = {}
    for row in card.acts:
        error = why_not(
            session,
            card.entry,
            row,
            card.lying,
            site.parts.judge,
            name=visitor.name,
            role=visitor.role,
        )
        found[row.id] = Undo(refused(error) if error else None, went_out(session, row.id))
    return found
