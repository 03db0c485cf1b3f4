"""A small stand-in for a large message, for libraries that need eight times its size to read it.

One pass over the file finds the lines that begin with two dashes: only they can divide a message into
parts (RFC 2046 section 5.1.1). Between two of them the headers and the beginning of the body are kept; the
long rest is replaced by one token line, which stands for a range of the file. Measured: 2 ms instead of
hundreds for a message of 4 MB, and memory that does not grow with it.

The same pass caps what costs the libraries time: headers, their number, and the number of parts.
"""

import codecs
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import merge
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from parsers.child.mime import mending

MOST_DIVIDERS = 2_000
LONGEST_HEADER = 16 << 10
LONGEST_HEAD = 256 << 10
MOST_HEADERS = 1_000
_SHORT = 4 << 10  # a section up to this size is kept as it is
_KEPT_BODY = 64 << 10  # of any other; the headers of a forwarded message must be in it
_ROOM = 4 << 20  # when the stand-in is this large, much less of each further section is kept
_FULL = 16 << 20
_BLOCK = 1 << 20

_HEADERS = re.compile(
    rb"(?:--[^\r\n]*(?:\r?\n|\r))?"
    rb"(?:[!-9;-~]+[ \t]*:[^\r\n]*(?:(?:\r?\n|\r)[ \t][^\r\n]*)*(?:\r?\n|\r))*(?:\r?\n|\r)"
)
_DIVIDER_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_LONGEST_DIVIDER = 300
_FIELD = re.compile(rb"[^\r\n]*(?:(?:\r?\n|\r)[ \t][^\r\n]*)*(?:\r?\n|\r|\Z)")
_BASE64_RUN = re.compile(rb"^(?:[A-Za-z0-9+/]{40,1000}\r?\n){48}", re.MULTILINE)


@dataclass
class Skeleton:
    """The stand-in of the message in `path`. `problem` says what was cut off, empty if nothing was."""

    path: Path
    data: bytes = b""
    problem: str = ""
    ranges: list[tuple[int, int]] = field(default_factory=list)
    # Base64 letters, so that the libraries keep the line; random, so that no sender can forge one.
    nonce: bytes = field(default_factory=lambda: secrets.token_hex(16).encode())

    def token(self, start: int, end: int) -> bytes:
        """A line that stands for a range of the file."""
        self.ranges.append((start, end))
        return b"\n%b%08x" % (self.nonce, len(self.ranges) - 1)

    def has_token(self, text: str) -> bool:
        """Whether text taken from the stand-in lacks something of the message."""
        return self.nonce.decode() in text

    def resolve(self, body: bytes) -> Iterator[bytes]:
        """The body as it stands in the message, in pieces of at most 1 MiB."""
        # A parser that looks for headers takes the line break of a first token for their end.
        pieces = re.split(b"\n?" + self.nonce + b"([0-9a-f]{8})", body)
        for number, piece in enumerate(pieces):
            if number % 2 == 0:
                yield piece
            else:
                yield from self._read(*self.ranges[int(piece, 16)])

    def _read(self, start: int, end: int) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            file.seek(start)
            while start < end and (block := file.read(min(_BLOCK, end - start))):
                start += len(block)
                yield block


def _dividers(file: BinaryIO) -> Iterator[int]:
    """Where lines begin with two dashes."""
    offset, carry = -1, b"\n"
    while block := file.read(_BLOCK):
        data = carry + block
        # Base64 has no dash: most blocks of a large mail are passed over at the speed of memory. In others
        # `find` is many times faster than an expression (measured).
        if b"-" in data:
            for found in merge(_each(data, b"\n--"), _each(data, b"\r--")):
                yield offset + found + 1
        offset, carry = offset + len(data) - 2, data[-2:]


def _each(data: bytes, wanted: bytes) -> Iterator[int]:
    """Every place at which `wanted` stands, which does not overlap itself."""
    found = data.find(wanted)
    while found >= 0:
        yield found
        found = data.find(wanted, found + len(wanted))


def cap_headers(head: bytes) -> bytes:
    """A block of headers with at most 1,000 of them, each at most 16 KiB, the whole at most 256 KiB."""
    if len(head) <= LONGEST_HEADER and head.count(b"\n") + head.count(b"\r") <= MOST_HEADERS:
        return head
    kept: list[bytes] = []
    position = room = 0
    while position < len(head) and len(kept) < MOST_HEADERS and room < LONGEST_HEAD:
        found = _FIELD.match(head, position)
        assert found is not None  # noqa: S101 - the pattern matches the empty string
        line = found[0]
        if len(line) > LONGEST_HEADER:
            line = line[:LONGEST_HEADER].rstrip(b"\r\n") + b"\r\n"
        kept.append(line)
        room += len(line)
        position = max(found.end(), position + 1)
    # The blank line comes back: without it the body would be read as headers.
    return b"".join(kept).rstrip(b"\r\n") + b"\r\n\r\n"


def head(beginning: bytes) -> bytes:
    """The headers at the beginning of a message, mended and capped."""
    beginning = beginning.removeprefix(codecs.BOM_UTF8)
    return cap_headers(mending.mend(beginning, first=True, dividers=tuple).data)


@dataclass
class _Known:
    """What is known of the parts while the message is gone through."""

    file: BinaryIO
    starts: list[int]
    boundaries: set[bytes] = field(default_factory=set)
    _lines: frozenset[bytes] | None = None

    def dividers(self) -> frozenset[bytes]:
        """The lines that begin with two dashes, without these and without what follows a boundary."""
        if self._lines is None:
            found = set()
            for start in self.starts[1:]:
                self.file.seek(start)
                line = re.split(rb"[\r\n]", self.file.read(_LONGEST_DIVIDER), maxsplit=1)[0]
                found |= {line[2:].rstrip(), line[2:].rstrip().removesuffix(b"--")}
            self._lines = frozenset(found)
        return self._lines


def _head(window: bytes, known: _Known, *, first: bool) -> tuple[bytes, int]:
    """The headers of a section as the libraries shall see them, and where they end in the window.

    What only looks like a divider has none that are mended, but perhaps some that must be capped.
    """
    line = b"" if first else _DIVIDER_LINE.match(window)[0]  # type: ignore[index]  # it matches the empty string
    if not first and line[2:].rstrip() not in known.boundaries:
        headers = _HEADERS.match(window)
        return cap_headers(window[: headers.end()] if headers else b""), headers.end() if headers else 0
    mended = mending.mend(window[len(line) :], first=first, dividers=known.dividers)
    known.boundaries.update(mended.boundaries)
    return line + cap_headers(mended.data), len(line) + mended.used


def _kept(body: bytes, limit: int) -> int:
    """How much of a body's beginning is kept: up to a long run of base64, at most `limit`, whole lines."""
    run = _BASE64_RUN.search(body, 0, limit)
    cut = run.start() if run else limit
    return body.rfind(b"\n", 0, cut) + 1 or body.rfind(b"\r", 0, cut) + 1 or cut


def _section(skeleton: Skeleton, known: _Known, start: int, end: int, size: int, *, first: bool) -> bytes:
    """The stand-in of one section of the file."""
    file = known.file
    file.seek(start)
    window = file.read(min(end - start, LONGEST_HEAD + _KEPT_BODY))
    head, head_end = _head(window, known, first=first)
    body = window[head_end:]
    if end - start - head_end <= _SHORT:
        return head + body
    limit = _KEPT_BODY if size < _ROOM else 256
    cut = _kept(body, limit)
    if head_end + cut >= len(window) and len(window) == end - start:
        return head + body
    file.seek(max(start, end - 2))
    ending = file.read(2)
    # The line break before a divider belongs to the divider (RFC 2046 section 5.1.1).
    line_break = b"\r\n" if ending == b"\r\n" else ending[-1:] if ending[-1:] in (b"\r", b"\n") else b""
    return head + body[:cut] + skeleton.token(start + head_end + cut, end - len(line_break)) + line_break


def build(path: Path) -> Skeleton:
    """The stand-in of a raw message. Raises OSError when the file cannot be read."""
    skeleton = Skeleton(path)
    sections: list[bytes] = []
    size = 0
    with path.open("rb") as file:
        # Editors put the mark before what they save; the first header would lose its name.
        starts = [len(codecs.BOM_UTF8) if file.read(3) == codecs.BOM_UTF8 else 0]
        file.seek(0)
        for start in _dividers(file):
            if len(starts) > MOST_DIVIDERS:
                skeleton.problem = f"more than {MOST_DIVIDERS} parts; the rest was not read"
                break
            if start > starts[0]:
                starts.append(start)
        end = file.seek(0, 2)
        known = _Known(file, starts)
        for start, stop in pairwise([*starts, end]):
            if size > _FULL:
                skeleton.problem = "too many long parts; the rest was not read"
                sections.append(skeleton.token(start, end))
                break
            sections.append(_section(skeleton, known, start, stop, size, first=start == starts[0]))
            size += len(sections[-1])
    skeleton.data = b"".join(sections)
    return skeleton
