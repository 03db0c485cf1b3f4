"""Finds messages by any part of what they are called by: the one place that knows how each database does."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, column, text
from sqlmodel import Session, col, select

from screening.words.names import squeezed
from storage.codec import storable
from storage.tables import DecisionRow, Entry, Message, SearchWords, StoredFile

_SHORTEST = 3
"""Letters of a trigram: what is shorter is looked for in every row."""
_LONGEST = 4000
_BREAK = "\n"


def remember(session: Session, message: Message, names: Iterable[str], entry: Entry | None) -> None:
    """Notes what a message that was never judged can be found by; `names` are those of its files."""
    session.add(SearchWords(message_id=message.id, words=_words(message, names, entry)))


def remember_anew(session: Session, message: Message, row: DecisionRow, entry: Entry | None) -> None:
    """The same in place of what an earlier judgement noted; `row` is the decision that counts now."""
    names = session.exec(select(StoredFile.name).where(StoredFile.decision_id == row.id))
    session.merge(SearchWords(message_id=message.id, words=_words(message, names, entry)))


def _words(message: Message, names: Iterable[str], entry: Entry | None) -> str:
    agency = entry.agency_name if entry else ""
    reference = entry.reference if entry else ""
    called = [reference, agency, message.sender, message.subject, *names]
    return str(storable(_BREAK.join(filter(None, map(squeezed, called)))[:_LONGEST]))


def matching(session: Session, wanted: str) -> ColumnElement[bool]:
    """The condition that a message is called by `wanted`, whatever its spaces, case and digits."""
    sought = squeezed(wanted)
    if len(sought) >= _SHORTEST and session.get_bind().dialect.name == "sqlite":
        phrase = '"' + sought.replace('"', '""') + '"'
        found = text("SELECT rowid FROM search_fts WHERE search_fts MATCH :phrase").bindparams(phrase=phrase)
        return col(Message.id).in_(found.columns(column("rowid")).scalar_subquery())
    holds = select(SearchWords.message_id).where(col(SearchWords.words).contains(sought, autoescape=True))
    return col(Message.id).in_(holds)
