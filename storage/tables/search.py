"""What the log is searched by."""

from sqlmodel import Field

from storage.tables.base import Base


class SearchWords(Base, table=True):
    """All that a message can be found by, in one text without spaces (`screening.words.names.squeezed`): its
    receipt number, agency, sender, subject and file names, by its current decision. On SQLite a trigger keeps
    `search_fts`, its index of trigrams, the same.
    """

    __tablename__ = "search_words"

    message_id: int = Field(foreign_key="message.id", primary_key=True)
    words: str
