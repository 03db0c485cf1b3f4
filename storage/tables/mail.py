"""What came in: messages, the places where they were seen, and the files in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index
from sqlmodel import Field

from screening.model.decision import Role
from screening.model.submission import FileType
from storage.states import MessageStatus, SightingState
from storage.tables.base import Base, word


class Message(Base, table=True):
    """One message of a contest, told from others by the hash of its raw bytes.

    `internal_date` is INTERNALDATE at first sight and is never changed; where the server did not tell it
    (not `time_told`), the moment of that sight. `source` is the folder it was first seen in, the path of a
    file, or `by staff`: they have made it, and it lies in no mailbox. `attempts` counts the parses begun and
    not ended: each but the running one was a death of the daemon. `headers_only`: the server never gave its
    body. `message_id`, `sender`, `subject` and `received_at` become known with the decision.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index(None, "contest", "digest", unique=True),
        Index(None, "contest", "status", "internal_date"),
        Index(None, "contest", "sender"),
        Index(None, "contest", "message_id"),
    )

    id: int = Field(default=None, primary_key=True)
    contest: str
    digest: str
    size: int = Field(sa_type=BigInteger)
    announced_size: int = Field(sa_type=BigInteger)
    internal_date: datetime
    time_told: bool = True
    first_seen_at: datetime
    status: MessageStatus = Field(default=MessageStatus.STORED, sa_type=word(MessageStatus))
    source: str
    attempts: int = 0
    too_large: bool = False
    junk: bool = False
    headers_only: bool = False
    message_id: str = ""
    sender: str = ""
    subject: str = ""
    received_at: datetime | None = None


class Sighting(Base, table=True):
    """One place in a mailbox at which a message was seen, as RFC 3501 section 2.3.1.1 tells places apart.

    `target` is the folder the message was moved to; empty when it was left where it is.
    """

    __tablename__ = "sighting"
    __table_args__ = (
        Index(None, "account", "folder", "uidvalidity", "uid", unique=True),
        Index(None, "state"),
    )

    id: int = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id", index=True)
    account: str
    folder: str
    uidvalidity: int = Field(sa_type=BigInteger)
    uid: int = Field(sa_type=BigInteger)
    state: SightingState = Field(default=SightingState.SEEN, sa_type=word(SightingState))
    target: str = ""
    last_error: str = ""
    seen_at: datetime
    changed_at: datetime


class Unfetched(Base, table=True):
    """A place whose message the server announces and did not give in `tries` tries; `error` is the last.

    `header_tries` are those of them that asked for its headers alone.
    """

    __tablename__ = "unfetched"
    __table_args__ = (Index(None, "account", "folder", "uidvalidity", "uid", unique=True),)

    id: int = Field(default=None, primary_key=True)
    account: str
    folder: str
    uidvalidity: int = Field(sa_type=BigInteger)
    uid: int = Field(sa_type=BigInteger)
    tries: int = 0
    header_tries: int = 0
    first_at: datetime
    last_at: datetime
    error: str = ""


class StoredFile(Base, table=True):
    """One file of a message and the part it plays by one decision.

    `sha256` is empty where only its name came to us. `content` is the model's `Content` as JSON, the words of
    a very long deck cut. `aside`: it waits for the applicant's word. `received_at`: the file came
    with another message, at that time, and stands by this decision; None for the message's own.
    """

    __tablename__ = "stored_file"
    __table_args__ = (Index(None, "decision_id", "position", unique=True),)

    id: int = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="decision.id")
    position: int
    name: str
    sha256: str = Field(index=True)
    size: int = Field(sa_type=BigInteger)
    type: FileType = Field(sa_type=word(FileType))
    role: Role = Field(sa_type=word(Role))
    canonical: str
    passes: bool
    aside: bool = False
    received_at: datetime | None = None
    origin: str
    content: dict[str, Any] = Field(sa_type=JSON)
