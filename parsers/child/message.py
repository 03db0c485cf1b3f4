"""One raw message to facts: what the child process does."""

import email
import logging
from dataclasses import replace
from email.errors import MessageError
from email.message import Message
from pathlib import Path

from mailparser import MailParser
from mailparser.exceptions import MailParserError

from parsers import charsets
from parsers.child.inspect import inspect
from parsers.child.mime import bounces, headers, skeleton, text, walk
from parsers.child.sparing import Sparing
from parsers.files import Folder
from screening.model.submission import Parsed

HEADERS_READ = 64 << 10
_LONGEST_PROBLEM = 1_000
UNPACKED = 200 << 20
# Its log quotes the mail; what is wrong with a message is told by the result.
logging.getLogger("mailparser").setLevel(logging.CRITICAL)


def _mail_parser(message: Message) -> MailParser | None:
    """mail-parser's view; None where it fails (measured: a cut encoded word in From, a NUL in a charset)."""
    try:
        return MailParser(message)
    except (MessageError, MailParserError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _bodies(
    mail: MailParser | None, walked: walk.Walk, stand_in: skeleton.Skeleton
) -> tuple[list[str], list[str]]:
    """The plain and HTML bodies: mail-parser's, but where it guessed, or mixed in a forwarded message's."""
    if mail is None or walked.forwards or walked.reflowed or "CharsetDecodeDefect" in mail.defects_categories:
        return walked.plain, walked.rich
    texts = [*mail.text_plain, *mail.text_html]
    if any(stand_in.has_token(one) or "\ufffd" in one for one in texts) or not texts:
        return walked.plain, walked.rich
    return mail.text_plain, mail.text_html


def read(raw: Path, work: Path, unpacked: int = UNPACKED, sparing: Sparing | None = None) -> Parsed:
    """All facts of the message in `raw`; its files are written to `work`, named by their sha256.

    `unpacked`: how many bytes the files in its archives may have together. `sparing`: which are opened; all.
    Raises OSError for the disk, and anything at all for mail that defeats the libraries.
    """
    stand_in = skeleton.build(raw)
    message = email.message_from_bytes(stand_in.data)
    mail = _mail_parser(message)
    walked = walk.Walk(Folder(work, unpacked), inspect, sparing or Sparing())
    walked.follow(message, walk.PartContext(stand_in))
    words = text.read(*_bodies(mail, walked, stand_in), [(each.text, each.html) for each in walked.wrapped])
    # The libraries' own words, which may quote the mail.
    problem = charsets.one_line("; ".join(filter(None, [stand_in.problem, *walked.problems])))[
        :_LONGEST_PROBLEM
    ]
    facts = replace(
        headers.read(message, mail),
        whole=not problem,
        problem=problem,
        text=words.own,
        quoted=words.quoted,
        links=words.links,
        calendar=bounces.calendar_method(message),
        enclosed_ids=bounces.enclosed_ids(message),
        files=tuple(walked.files),
    )
    return replace(facts, bounce=bounces.read(message, facts, walked.plain, walked.rich))


def read_headers(raw: Path) -> Parsed:
    """The facts of the headers alone, from the first 64 KiB."""
    with raw.open("rb") as file:
        head = skeleton.head(file.read(HEADERS_READ))
    message = email.message_from_bytes(head)
    return headers.read(message, _mail_parser(message))
