"""What a route is: its method and path, who may use it, and what answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from storage.accounts.roles import StaffRole

LARGEST_NUMBER = 2**63 - 1
"""What a database takes for one."""


@dataclass(frozen=True, slots=True)
class Page:
    """One method on one path. `least` is the role that it needs; None: whoever asks, without logging in, and
    without being looked up in the records at all where it is `blind`.

    What `answer` does may read records and wait: it runs in a thread of its own. A POST has been checked for
    its token and origin before, and its form has been read into `request.state.form`.
    """

    method: Literal["GET", "POST"]
    path: str
    least: StaffRole | None
    answer: Callable[[Request], Response]
    blind: bool = False
