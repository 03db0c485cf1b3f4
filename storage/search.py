"""Finds messages by any part of what they are called by: the one place that knows how each database does."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from sqlalchemy import Integer, Select, SQLColumnExpression, column, or_, table
from sqlmodel import Session, col

from screening.agency.searched import readings_of
from storage.narrowing import located, place_called
from storage.tables import Message, SearchWords

Found: TypeAlias = tuple[Select[int], SQLColumnExpression[int]]
"""A query of messages, and the column that gives their numbers in the order of the index that it walks."""

_SHORTEST = 3
"""Letters of a trigram: what is shorter is looked for in every row."""
_TRIGRAMS = table("search_fts", column("rowid", Integer), column("search_fts"))


def called(session: Session, contest: str, words: str, messages: Found, *, few: bool) -> Iterator[Found]:
    """Those of the messages that are called by `words`, whatever their spaces, case and digits; a body in
    short too, and by the district and the province of its entry.

    They come once for each reading of the words, and a message may be found by several. `few`: the messages
    are few already.
    """
    query, number = messages
    for sought in readings_of(words):
        if not sought.places:
            yield _named(session, messages, sought.names, few=few)
            continue
        there = located(session, contest, [place_called(place) for place in sought.places])
        held = query.where(there.condition), number
        yield _named(session, held, sought.names, few=few or there.few)


def _named(session: Session, messages: Found, names: Sequence[str], *, few: bool) -> Found:
    """Held to one of the names, if there is any. The index of trigrams gives the newest first, and is read no
    further than a page needs; of a few messages, and for a shorter name, the words themselves are read. On
    PostgreSQL the words are asked always: its index of trigrams (pg_trgm) stands behind the same condition.
    """
    query, number = messages
    if not names:
        return messages
    if few or min(map(len, names)) < _SHORTEST or session.get_bind().dialect.name != "sqlite":
        holds = (col(SearchWords.words).contains(name, autoescape=True) for name in names)
        joined = query.join(SearchWords, col(SearchWords.message_id) == col(Message.id))
        return joined.where(or_(*holds)), number
    phrases = " OR ".join('"' + name.replace('"', '""') + '"' for name in names)
    # The sum keeps SQLite from the opposite: to go through all messages, and ask the index for each.
    joined = query.join(_TRIGRAMS, col(Message.id) == _TRIGRAMS.c.rowid + 0)
    return joined.where(_TRIGRAMS.c.search_fts.match(phrases)), _TRIGRAMS.c.rowid
