"""What the daemon and the fork helper say to each other: one JSON object a line."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pydantic import TypeAdapter

from parsers.confine import Bounds

LARGEST_RESULT: Final = 8 << 20  # bytes of JSON from a child


class Mode(StrEnum):
    """How much of a message is read."""

    WHOLE = "whole"
    HEADERS = "headers"


class Outcome(StrEnum):
    """How a child ended."""

    DONE = "done"
    FAILED = "failed"  # the message defeated it: killed by a limit, crashed, or said too much
    OURS = "ours"  # a fault of this machine, such as a full disk


@dataclass(frozen=True, slots=True)
class Request:
    """One message to read."""

    mode: Mode
    raw: str
    work: str
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class Response:
    """What became of it: the child's JSON in `result`, or what happened in `detail`."""

    outcome: Outcome
    detail: str = ""
    result: str = ""
    peak_kib: int = 0


REQUEST: TypeAdapter[Request] = TypeAdapter(Request)
RESPONSE: TypeAdapter[Response] = TypeAdapter(Response)
READY: Final = b"ready\n"
