"""The log of views: who saw which entry, picture, download or search; in files beside the database.

One JSON object a line, each with the hash of the line before: what is taken out or changed later shows. The
chain of events holds its head once a day, so that the whole log cannot be written anew unseen.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import SEEK_END
from pathlib import Path
from typing import IO, Any

from storage.view_files import LARGEST, all_of, locked, put_aside, put_it_aside

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


def append(log: Path, views: Sequence[View]) -> Head:
    """Writes them, certain on the disk when this returns; two processes do it one after the other.

    Raises OSError; then none of them is written, or they are written again.
    """
    with locked(log) as file:
        head = _head(file) or _head_aside(log)
        end = file.tell()
        if end >= LARGEST:
            put_it_aside(log, head.lines)
            return append(log, views)
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
    with all_of(log) as files:
        return next((head for file in reversed(files) if (head := _head(file))), Head())


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
        number = told["number"]
        if number != follows.lines:
            yield f"line {number} of the log of views stands behind line {before.lines}"
        elif json.loads(line) != told:
            yield f"the log of views was changed at line {number}"
        before = Head(number, told.get("hash", ""))
        if wanted.pop(number, before.hash) != before.hash:
            yield f"line {number} of the log of views is not the one that the event chain knows"
    for lines in sorted(wanted):
        if lines > before.lines:
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
    with all_of(log) as files:
        for file in files:
            yield from (json.loads(line) for line in file if line.endswith(b"\n"))


def _head_aside(log: Path) -> Head:
    """Where the last file ended that was put aside: there a new one goes on."""
    for path in reversed(put_aside(log)):
        with path.open("rb") as file:
            return _head(file) or Head()
    return Head()


def _head(file: IO[bytes]) -> Head | None:
    """The last whole line, None without one; what a loss of power has left after it is no line, and is cut
    off by a writer, who then stands behind the last.
    """
    end = file.seek(0, SEEK_END)
    file.seek(max(0, end - _LONGEST_LINE))
    tail = file.read()
    whole = tail[: tail.rfind(b"\n") + 1]
    file.seek(end - len(tail) + len(whole))
    if file.writable():
        file.truncate()
    if not whole:
        return None
    last = json.loads(whole.splitlines()[-1])
    return Head(last["number"], last["hash"])
