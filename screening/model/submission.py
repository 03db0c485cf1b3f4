"""What one message says, as facts: the input of every rule.

`parsers` fills these records in a child process; nothing here reads bytes, a clock or a database.
All times are aware and in UTC. All sizes are bytes.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FileType(StrEnum):
    """What a file is, told by its bytes and never by its name."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    HEIC = "heic"
    DOCX = "docx"
    PPTX = "pptx"
    PPT = "ppt"
    PPSX = "ppsx"
    PPTM = "pptm"
    ODP = "odp"
    KEY = "key"
    VIDEO = "video"
    ZIP = "zip"
    RAR = "rar"
    SEVEN_ZIP = "7z"
    HTML = "html"
    TEXT = "text"
    OTHER = "other"


class ContentState(StrEnum):
    """How far a file's content could be read."""

    OK = "ok"
    EMPTY = "empty"  # no bytes, no pages or no slides
    ENCRYPTED = "encrypted"  # needs a password to open
    UNREADABLE = "unreadable"  # claims a type that we read, and cannot be opened
    UNCHECKED = "unchecked"  # a type that nothing here opens (a video, a legacy .ppt)


SEALED = "sealed message"
"""The kind of wrapping that only a key of its recipients opens, in `Content.archive`."""


@dataclass(frozen=True, slots=True)
class Content:
    """What was seen inside one file. `detail` is for staff: the library's own words, shortened."""

    state: ContentState = ContentState.UNCHECKED
    detail: str = ""
    pages: int | None = None  # of a PDF; 1 for an image
    blank: bool = False  # pages, but nothing on any of them
    width: int | None = None  # pixels, of an image
    height: int | None = None
    dpi: int | None = None  # of a PDF's coarsest scanned page; None where its pages bear text
    slides: tuple[str, ...] | None = None  # the words of each slide of a deck that could be read
    title: str = ""  # of a deck, by its properties
    words: str = ""  # of a PDF's first pages, where they bear text: a hint, Thai comes out of PDFs maimed
    links: tuple[str, ...] = ()
    illustrated: int | None = None  # slides of a deck with a picture, clip or chart of their own
    macros: bool = False
    external_media: tuple[str, ...] = ()
    malware: str = ""  # what the virus scanner calls it
    archive: str = ""  # what kind of archive or wrapping it is, where nothing here could open it
    erased: str = ""  # the role that it had when a person erased it, which it keeps; empty for nearly all


@dataclass(frozen=True, slots=True)
class File:
    """One file found in a message, wherever it hid.

    `name` is decoded as its sender wrote it, without path parts and control characters; empty when
    the part had none. `origin`: attachment, inline, forwarded, archive, tnef, uuencode, or letter: a picture
    of the letter, which may be more than its design. `within`: the names of the folders and of the archive
    around it, the innermost first.
    """

    name: str
    size: int
    sha256: str
    type: FileType
    origin: str = "attachment"
    content: Content = Content()
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Address:
    """One mail address; `address` is lower case, `name` is the decoded display name."""

    address: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Hop:
    """One Received header: the host that wrote it (lower case) and its stamp, if it could be read."""

    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Authentication:
    """Results stamped by the configured authserv-id (RFC 8601); empty strings where it said nothing.

    `dkim_domains` are the domains of passing signatures; `spf_domain` is that of the envelope's sender where
    SPF passed for it (smtp.mailfrom), empty where it passed for the HELO name alone. Both in lower case.
    """

    dmarc: str = ""
    spf: str = ""
    dkim_domains: tuple[str, ...] = ()
    spf_domain: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient whom a mail did not reach: `status` as RFC 3463 has it, empty where none was given.

    `permanent` is false while the reporting server still tries. `address` is lower case; empty where the
    report names none.
    """

    address: str
    status: str
    permanent: bool


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a delivery report says, which anyone can write: whom a mail did not reach, and which mail."""

    failures: tuple[Failure, ...]
    message_ids: tuple[str, ...]  # of the mail that came back, as far as the report shows it


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the child process reads out of one raw message.

    `whole` is false when only the headers could be read; `problem` then says why, for staff.
    `return_path`: None when the header is absent, "" for the null path `<>`.
    `headers` holds, lower-cased by name and in order, the headers that tell machines' mail.
    `text` is the sender's own words; `quoted` the beginning of the earlier mail left out of them.
    `bounce` is read wherever there may be one: whether a machine wrote, `machines` says.
    """

    whole: bool = True
    problem: str = ""
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    sender: Address = Address()
    reply_to: tuple[Address, ...] = ()
    return_path: str | None = None
    subject: str = ""
    text: str = ""
    quoted: str = ""
    links: tuple[str, ...] = ()
    content_type: str = ""  # of the whole message, such as multipart/report
    headers: tuple[tuple[str, str], ...] = ()
    calendar: str = ""  # the METHOD of an invitation or of its answer, lower case
    enclosed_ids: tuple[str, ...] = ()  # the Message-IDs of the messages that it encloses
    bounce: Bounce | None = None
    authentication_results: tuple[str, ...] = ()
    hops: tuple[Hop, ...] = ()  # newest first, as they stand in the message
    date: datetime | None = None  # the Date header; a year 2400-2700 was read as B.E.
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """One message, ready to be judged.

    `received_at` alone decides lateness: the earlier of the server's INTERNALDATE at first sight and
    the Received stamp of a host named in `[trust] receiving_hosts`. Where neither is told (not `time_told`),
    it is the latest moment possible: that of our first sight.
    """

    digest: str  # sha256 of the raw message, hexadecimal
    size: int  # of the raw message, as the server announced it
    received_at: datetime
    parsed: Parsed
    authentication: Authentication = Authentication()
    internal_date: datetime | None = None
    own_stamp: datetime | None = None  # of a receiving host that we trust
    time_told: bool = True
    too_large: bool = False  # above [mailbox] max_message_mb: `parsed` holds headers and file names alone
    junk: bool = False  # found in a junk folder

    @property
    def files(self) -> tuple[File, ...]:
        """Every file of the message, in the order found."""
        return self.parsed.files
