"""The log of views: who saw which entry, picture, download or search; a file of its own beside the database.

One JSON object a line, each with the hash of the line before: what is taken out or changed later shows. The
chain of events holds its head once a day, so that the whole file cannot be written anew unseen.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import SEEK_END
from pathlib import Path
from typing import IO, Any

from storage import durable

_LONGEST_LINE = 64 << 10


@dataclass(frozen=True, slots=True)
class View:
    """What a member of staff saw or did. `reference` is a receipt number, or what was searched for."""

    at: datetime
    who: str
    action: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """How far the log has come: the number and the hash of its last line."""

    lines: int = 0
    hash: str = ""


def log_of(database: Path) -> Path:
    """Where the log of a database lies."""
    return database.with_name(f"{database.name}.views")


def append(log: Path, views: Sequence[View]) -> Head:
    """Writes them, certain on the disk when this returns; two processes do it one after the other.

    Raises OSError; then none of them is written, or they are written again.
    """
    durable.private(log)
    with log.open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        head = _head(file)
        end = file.tell()
        try:
            for view in views:
                line, head = _line(view, head)
                file.write(line)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            # The half of a line that a full disk has taken would make one with the next.
            os.ftruncate(file.fileno(), end)
            raise
    return head


def head_of(log: Path) -> Head:
    """How far it has come; one that is not there has not begun."""
    try:
        with log.open("rb") as file:
            return _head(file)
    except FileNotFoundError:
        return Head()


def views(log: Path, *, reference: str = "", who: str = "") -> Iterator[View]:
    """Those about a receipt number, or of a person, oldest first."""
    for told in _lines(log):
        view = View(datetime.fromisoformat(told["at"]), told["who"], told["action"], told["reference"])
        if (not reference or view.reference == reference) and (not who or view.who == who):
            yield view


def breaks(log: Path, heads: Sequence[Head] = ()) -> Iterator[str]:
    """One line for each place where the log was changed; `heads` are those that the chain of events holds."""
    wanted, before = {head.lines: head.hash for head in heads}, Head()
    for told in _lines(log):
        line, follows = _line(
            View(datetime.fromisoformat(told["at"]), told["who"], told["action"], told["reference"]), before
        )
        if json.loads(line) != told:
            yield f"the log of views was changed at line {follows.lines}"
        before = Head(follows.lines, told.get("hash", ""))
        if wanted.pop(follows.lines, before.hash) != before.hash:
            yield f"line {follows.lines} of the log of views is not the one that the event chain knows"
    for lines in sorted(wanted):
        yield f"the log of views ends at line {before.lines}, and had {lines} lines"


def _line(view: View, before: Head) -> tuple[bytes, Head]:
    told: dict[str, Any] = {
        "number": before.lines + 1,
        "at": view.at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "who": view.who,
        "action": view.action,
        "reference": view.reference,
        "prev": before.hash,
    }
    told["hash"] = sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()
    return json.dumps(told, separators=(",", ":")).encode() + b"\n", Head(told["number"], told["hash"])


def _lines(log: Path) -> Iterator[dict[str, Any]]:
    try:
        with log.open(encoding="utf-8") as file:
            yield from (json.loads(line) for line in file if line.endswith("\n"))
    except FileNotFoundError:
        return


def _head(file: IO[bytes]) -> Head:
    """The last whole line; what a loss of power has left after it is no line, and is cut off by a writer."""
    end = file.seek(0, SEEK_END)
    file.seek(max(0, end - _LONGEST_LINE))
    tail = file.read()
    whole = tail[: tail.rfind(b"\n") + 1]
    file.seek(end - len(tail) + len(whole))
    if file.writable():
        file.truncate()
    if not whole:
        return Head()
    last = json.loads(whole.splitlines()[-1])
    return Head(last["number"], last["hash"])
