"""What the daemon and the fork helper say to each other: one JSON object a line."""

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import quote_from_bytes, unquote_to_bytes

from pydantic import TypeAdapter

from parsers.confine import Bounds

LACKING: Final = "this kernel offers no"  # so begins what is said of a wall that is missing
LARGEST_RESULT: Final = 8 << 20  # bytes of JSON from a child
LARGEST_PICTURE: Final = 200_000  # bytes, of a form's first page


class Mode(StrEnum):
    """How much of a message is read."""

    WHOLE = "whole"
    UNOPENED = "unopened"  # its files are found and hashed, none is opened
    HEADERS = "headers"
    PICTURE = "picture"  # no message, but one file: a page of a form is drawn, or a deck's pictures together
    CUT = "cut"  # the message is written anew without one of its files


class Outcome(StrEnum):
    """How a child ended."""

    DONE = "done"
    FAILED = "failed"  # the message defeated it: killed by a limit, crashed, or said too much
    OURS = "ours"  # a fault of this machine, such as a full disk


def quoted(path: Path) -> str:
    """A path as text for JSON: names of files may be any bytes."""
    return quote_from_bytes(os.fsencode(path))


def unquoted(path: str) -> Path:
    """The path again."""
    return Path(os.fsdecode(unquote_to_bytes(path)))


@dataclass(frozen=True, slots=True)
class Request:
    """One message to read; the paths are `quoted`.

    `spared`: the file that is not opened, because it ended an earlier child; `why` tells how. `page`, from 0,
    is the one that is drawn. `wanted`: the sha256 of the file that is to be cut out.
    """

    mode: Mode
    raw: str
    work: str
    bounds: Bounds
    spared: int | None = None
    why: str = ""
    page: int = 0
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """What became of it: the child's JSON in `result`, or what happened in `detail`.

    `at`: the file, counted from 0, that the child was opening when it ended.
    """

    outcome: Outcome
    detail: str = ""
    result: str = ""
    peak_kib: int = 0
    at: int | None = None


REQUEST: TypeAdapter[Request] = TypeAdapter(Request)
RESPONSE: TypeAdapter[Response] = TypeAdapter(Response)
READY: Final = b"ready: "
"""Before the line in which a helper that is ready says how its children are confined."""
