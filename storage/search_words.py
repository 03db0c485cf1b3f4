"""What a message can be found by: written as it is recorded, and anew as it is judged again."""

from collections.abc import Iterable

from sqlmodel import Session, select

from screening.words.names import squeezed
from storage.codec import storable
from storage.rows import write
from storage.tables import DecisionRow, Entry, Message, SearchWords, StoredFile

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
