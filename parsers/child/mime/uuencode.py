"""Files uuencoded inside a body (`begin 644 name` … `end`), as old mail programs still send them."""

import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parsers import charsets
from parsers.files import Folder, Written

_BEGIN = re.compile(rb"begin [0-7]{3,4} (\S.*)")


def _row(line: bytes) -> bytes | None:
    """The bytes of one row; None when the line cannot be one."""
    if not line:
        return b""
    size = (line[0] - 32) & 63
    used = (size * 4 + 5) // 3  # beyond them some encoders write rubbish
    if not 32 <= line[0] <= 96 or len(line) > used + 3:
        return None
    try:
        return binascii.a2b_uu(line[:used])
    except binascii.Error:
        return None


@dataclass(frozen=True, slots=True)
class Rows:
    """One uuencoded file in a body: its bytes, and where its lines begin and end, `begin` among them and
    `end` not.
    """

    data: bytes
    start: int
    end: int


def rows(body: bytes) -> Iterator[Rows]:
    """The same files as `files` finds, by their place."""
    start: int | None = None
    found: list[bytes] = []
    at = 0
    for line in body.splitlines(keepends=True):
        bare = line.rstrip(b"\r\n")
        if start is None:
            start, found = (at, []) if _BEGIN.fullmatch(bare) else (None, [])
        else:
            row = None if bare.strip() == b"end" else _row(bare)
            if row is None:
                yield Rows(b"".join(found), start, at)
                start = None
            else:
                found.append(row)
        at += len(line)
    if start is not None:
        yield Rows(b"".join(found), start, at)


def files(lines: Iterable[bytes], folder: Folder) -> Iterator[tuple[str, Written]]:
    """Each file found, as (name as written, file); one that breaks off is kept as far as it goes."""
    name, sink = "", None
    for line in lines:
        begin = _BEGIN.fullmatch(line) if sink is None else None
        if begin:
            name, sink = charsets.guess(begin[1]), folder.new()
        elif sink is not None:
            row = None if line.strip() == b"end" else _row(line)
            if row is not None:
                sink.write(row)
                continue
            written = sink.keep()
            sink = None
            if written.size:  # else a sentence that began with "begin 644"
                yield name, written
    if sink is not None and (written := sink.keep()).size:
        yield name, written
