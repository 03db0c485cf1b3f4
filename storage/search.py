"""Finds messages by any part of what they are called by: the one place that knows how each database does."""

from collections.abc import Iterable, Sequence

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    bindparam,
    column,
    or_,
    text,
    union_all,
)
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from screening.agency.searched import CAPITALS, Sought, readings_of
from screening.words.names import squeezed
from storage.codec import storable
from storage.entries.current import is_current
from storage.rows import write
from storage.tables import DecisionRow, Entry, Message, SearchWords, StoredFile

_SHORTEST = 3
"""Letters of a trigram: what is shorter is looked for in every row."""
_LONGEST = 4000
_BREAK = "\n"


def remember(session: Session, message: Message, names: Iterable[str], entry: Entry | None) -> None:
    """Notes what a message that was never judged can be found by; `names` are those of its files."""
    write(session, SearchWords, {"message_id": message.id, "words": _words(message, names, entry)})


def remember_anew(session: Session, message: Message, row: DecisionRow, entry: Entry | None) -> None:
    """The same in place of what an earlier judgement noted; `row` is the decision that counts now."""
    names = session.exec(select(StoredFile.name).where(StoredFile.decision_id == row.id))
    session.merge(SearchWords(message_id=message.id, words=_words(message, names, entry)))


def _words(message: Message, names: Iterable[str], entry: Entry | None) -> str:
    agency = entry.agency_name if entry else ""
    reference = entry.reference if entry else ""
    called = [reference, agency, message.sender, message.subject, *names]
    return str(storable(_BREAK.join(filter(None, map(squeezed, called)))[:_LONGEST]))


def matching(session: Session, contest: str, wanted: str) -> ColumnElement[bool]:
    """The condition that a message is called by `wanted`, whatever its spaces, case and digits; a body in
    short too, and by the district and the province of its entry.
    """
    found = [_read_as(session, contest, each) for each in readings_of(wanted)]
    return col(Message.id).in_(union_all(*found))


def _read_as(session: Session, contest: str, sought: Sought) -> Select[int]:
    """The messages of one reading: by the index of trigrams, and by the entries of the contest."""
    if not sought.places:
        return _called(session, sought.names)
    entry = col(DecisionRow.entry_id)
    located = sql_select(col(DecisionRow.message_id)).where(
        is_current(), *(entry.in_(_entries_in(contest, place)) for place in sought.places)
    )
    if not sought.names:
        return located
    return located.where(col(DecisionRow.message_id).in_(_called(session, sought.names)))


def _called(session: Session, names: Sequence[str]) -> Select[int]:
    if min(map(len, names), default=0) >= _SHORTEST and session.get_bind().dialect.name == "sqlite":
        phrases = " OR ".join('"' + name.replace('"', '""') + '"' for name in names)
        # Of its own name each time: one search has several readings.
        phrase: BindParameter[str] = bindparam("phrase", phrases, unique=True)
        found = text("SELECT rowid FROM search_fts WHERE search_fts MATCH :phrase").bindparams(phrase)
        return sql_select(found.columns(column("rowid", Integer)).subquery().c.rowid)
    holds = [col(SearchWords.words).contains(name, autoescape=True) for name in names]
    return sql_select(col(SearchWords.message_id)).where(or_(*holds))


def _entries_in(contest: str, place: str) -> CompoundSelect[int]:
    """The entries of a district or a province; each is looked up by an index of its own."""
    entries = sql_select(col(Entry.id)).where(col(Entry.contest) == contest)
    district, province = col(Entry.agency_district), col(Entry.agency_province)
    named = [entries.where(district == place), entries.where(province == place)]
    if place == CAPITALS:
        # What begins with it: a LIKE would not use the index.
        named.append(entries.where(district > CAPITALS, district < f"{CAPITALS}\U0010ffff"))
    return union_all(*named)
