"""A stand-in for a message too large to keep: its own headers, and every part with its header and no body.

It is a valid MIME message, so that the ordinary parser finds the files' names in it by itself. The tree of
parts comes from BODYSTRUCTURE, each part's header from BODY.PEEK[n.MIME] (RFC 3501, section 6.4.5).
"""

import hashlib
import imaplib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from imapclient.response_types import BodyData

from ingest.mailbox.download import Downloaded, raise_if_gone
from ingest.mailbox.errors import BodyNotReady, RequestRefused, quote
from ingest.mailbox.session import Session

HEADER_LIMIT = 256 * 1024
PART_HEADER_LIMIT = 16 * 1024
MAX_PARTS = 50
MAX_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Part:
    """A node of the tree: where the server keeps its header, and what is below it.

    A multipart has a boundary; a message/rfc822 has none, and one child: the message it embeds.
    """

    section: str
    boundary: bytes = b""
    children: tuple["Part", ...] = ()


def download_headers(session: Session, uid: int, path: Path) -> Downloaded:
    """Writes a stand-in of message `uid` of the selected folder to `path` and forces it to the disk.

    It tells at most 50 parts, nested at most ten deep; when the server cannot tell the parts, the headers
    alone. Raises as `download` does; no file is left then.
    """
    try:
        header = _fetch(session, uid, ["HEADER"], HEADER_LIMIT)
    except RequestRefused:
        raise_if_gone(session, uid)
        raise
    if not any(header.values()):
        raise_if_gone(session, uid)
        raise BodyNotReady(f"{session.where}: message {uid} has no header yet; it is tried again.")
    root = _tree(session, uid)
    sections = [part.section for part in islice(_below(root), MAX_PARTS)]
    try:
        headers = header | (_fetch(session, uid, sections, PART_HEADER_LIMIT) if sections else {})
    except RequestRefused:
        headers = header
    return _write(path, b"".join(_mime(root, headers)))


def write_place(folder: str, uidvalidity: int, uid: int, path: Path) -> Downloaded:
    """Writes a stand-in that says where the message lies, for one of which nothing else is to be had."""
    place = f"{quote(folder)!r};UIDVALIDITY={uidvalidity}/;UID={uid}".encode("ascii", "backslashreplace")
    return _write(path, b"X-Intake-Place: " + place + b"\r\n\r\n")


def _write(path: Path, raw: bytes) -> Downloaded:
    try:
        with path.open("wb") as file:
            file.write(raw)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Downloaded(hashlib.sha256(raw).hexdigest(), len(raw))


def _fetch(session: Session, uid: int, sections: list[str], limit: int) -> dict[str, bytes]:
    """The header of each section, cut at `limit` bytes; one that the server does not know is left out."""
    items = [f"BODY.PEEK[{section}]<0.{limit}>" for section in sections]
    with session.exchange(f"fetch the headers of message {uid}") as client:
        row = client.fetch([uid], items).get(uid, {})
    told = {section: row.get(f"BODY[{section}]<0>".encode()) for section in sections}
    return {section: header for section, header in told.items() if isinstance(header, bytes) and header}


def _tree(session: Session, uid: int) -> Part:
    with session.exchange(f"fetch the structure of message {uid}") as client:
        try:
            return _part(client.fetch([uid], ["BODYSTRUCTURE"])[uid][b"BODYSTRUCTURE"], "", "HEADER", 0)
        except imaplib.IMAP4.abort:
            raise
        # Hostile mail makes servers tell broken structures; the answer was read whole.
        except (imaplib.IMAP4.error, RecursionError, LookupError, TypeError, AttributeError):
            return Part("HEADER")


def _part(node: Any, number: str, section: str, depth: int) -> Part:
    """The tree below a node of BODYSTRUCTURE, whose parts are numbered from `number` on."""
    if depth == MAX_DEPTH:
        return Part(section)
    if node.is_multipart:
        boundary = dict(zip(node[2][::2], node[2][1::2], strict=False)).get(b"boundary", b"")
        numbers = [f"{number}.{place}".lstrip(".") for place in range(1, len(node[0]) + 1)]
        parts = zip(node[0], numbers, strict=True)
        children = (_part(child, place, f"{place}.MIME", depth + 1) for child, place in parts)
        return Part(section, boundary, tuple(children)) if _is_line(boundary) else Part(section)
    if (node[0].lower(), node[1].lower()) == (b"message", b"rfc822"):
        embedded = _part(BodyData.create(node[8]), number, f"{number}.HEADER", depth + 1)
        return Part(section, children=(embedded,))
    return Part(section)


def _is_line(boundary: Any) -> bool:
    return isinstance(boundary, bytes) and 0 < len(boundary) <= 200 and not set(boundary) & {0, 10, 13}


def _below(part: Part) -> Iterator[Part]:
    for child in part.children:
        yield child
        yield from _below(child)


def _mime(part: Part, headers: dict[str, bytes]) -> Iterator[bytes]:
    yield headers[part.section].rstrip(b"\r\n") + b"\r\n\r\n"
    for child in part.children:
        if child.section in headers:
            yield b"\r\n--" + part.boundary + b"\r\n" if part.boundary else b""
            yield from _mime(child, headers)
    if part.boundary:
        yield b"\r\n--" + part.boundary + b"--\r\n"
