"""Where the daemon is killed, and which of these points a full campaign visits.

A point is written as one line, such as `call write 12 in sender` or `wire answered dot 1, 2 kills`.
"""

import re
from dataclasses import dataclass, replace
from random import Random
from typing import Self

from storage.milestones import ActMilestone, Milestone

WIRE = {
    "login": rb"\S+ LOGIN ",
    "search": rb"\S+ UID SEARCH ",
    "fetch": rb"\S+ UID FETCH .*BODY",
    "move": rb"\S+ UID MOVE ",
    "copy": rb"\S+ UID COPY ",
    "delete": rb"\S+ UID STORE ",
    "expunge": rb"\S+ UID EXPUNGE ",
    "mail": rb"MAIL FROM",
    "rcpt": rb"RCPT TO",
    "data": rb"DATA\r\n",
    "dot": rb"(?s:.*)\r\n\.\r\n\Z",
}
"""What the daemon says to a server, by name."""

CALLS: dict[str, tuple[int, ...]] = {
    "fdatasync": (1, 3, 6),
    "pwrite64": (4, 13, 40, 70),
    "mkdir": (1,),
    "sendto": (3, 8, 20),
    "recvfrom": (4, 10, 20),
    "connect": (1, 2),
}
"""System calls of the thread that polls (and, with --once, sends as well), and the counts to kill at."""

BESIDE_CALLS: dict[str, dict[str, tuple[int, ...]]] = {
    "fetcher": {
        "fsync": (1, 3),
        "fdatasync": (1, 3),
        "pwrite64": (4, 13),
        "write": (2,),
        "rename": (1, 4),
        "unlink": (1,),
        "sendto": (1, 3),
        "recvfrom": (2, 6),
    },
    "ahead": {"fsync": (1,), "rename": (1,), "mkdir": (1,)},
    "sender": {"pwrite64": (2,), "sendto": (2,)},
}
"""Those of the threads beside it."""

ACT_CALLS = {"pwrite64": (3, 25), "fdatasync": (1, 2), "rename": (1, 2)}
"""Those of the command that does a person's act."""

_TEXT = re.compile(
    r"(?P<kind>\S+) (?P<what>\S+(?: [a-z]+)?) (?P<count>\d+)(?: in (?P<thread>\w+))?"
    r"(?:, (?P<kills>\d) kills)?(?P<fresh>, fresh)?(?P<plain>, no MOVE)?"
)


@dataclass(frozen=True, slots=True)
class Point:
    """One instant in a daemon's life.

    `kind` is `step` (storage.milestones), `wire` (`what`: before, sent, or answered and unread, and a name of
    WIRE), `call` (a system call about to be made), `helper` or `child` (that one dies, while it reads),
    `instant` (`count` ms after the daemon has begun), or `never`. `count` is the how-manieth of its kind, in
    `thread`: main, or fetcher or ahead, which fetch and read beside it, under `run --once`; poller or sender
    under `run`; decide, the command of a person's act, which beside is done while the daemon runs.
    It is met `kills` times, each time by a new daemon; `fresh`: nothing was set up before; `plain`: the
    server has no MOVE.
    """

    kind: str
    what: str = "-"
    count: int = 1
    thread: str = "main"
    kills: int = 1
    fresh: bool = False
    plain: bool = False

    @classmethod
    def read(cls, text: str) -> Self:
        """The point that `str` wrote. Raises ValueError."""
        found = _TEXT.fullmatch(text)
        if found is None:
            raise ValueError(f"not a point: {text}")
        return cls(
            found["kind"],
            found["what"],
            int(found["count"]),
            found["thread"] or "main",
            int(found["kills"] or 1),
            bool(found["fresh"]),
            bool(found["plain"]),
        )

    @property
    def later(self) -> Self:
        """The point in a second life, which goes on where the first one ended: what is left comes first."""
        return replace(self, count=1) if self.kind in ("step", "wire") else self

    @property
    def poisons(self) -> bool:
        """Whether the daemon dies three times of the first message, which is then set aside."""
        return self.kind == "step" and self.kills >= 3 and self.what in ("parsed", "files-kept")

    def __str__(self) -> str:
        text = f"{self.kind} {self.what} {self.count}"
        text += f" in {self.thread}" if self.thread != "main" else ""
        text += f", {self.kills} kills" if self.kills > 1 else ""
        return text + (", fresh" if self.fresh else "") + (", no MOVE" if self.plain else "")

    @property
    def acts(self) -> bool:
        """Whether it is not the daemon that dies, but the command of a person."""
        return self.thread in ("decide", "beside")

    @property
    def once(self) -> bool:
        """Whether it is in the life of `run --once`, which ends by itself."""
        return self.thread in ("main", "fetcher", "ahead")


NEVER = Point("never")
"""Nobody dies."""


STEPS = tuple(step for step in Milestone if step is not Milestone.COPIED)
"""Those that every trial comes to; tests/ingest/test_copying.py has the one of copies that are kept."""


def named() -> list[Point]:
    """The distinct points of a full campaign; the same at every call."""
    points = [Point("step", step.value, 2) for step in STEPS]
    points += [
        Point("step", step.value, 1, "poller")
        for step in (Milestone.STORED, Milestone.DECIDED, Milestone.MOVED)
    ]
    points += [
        Point("step", step.value, 1, "sender")
        for step in (Milestone.ATTEMPTING, Milestone.DELIVERED, Milestone.SENT)
    ]
    points += [
        Point("wire", f"{when} {what}")
        for what in ("fetch", "move", "data", "dot")
        for when in ("before", "sent", "answered")
    ]
    points += [Point("wire", f"answered {what}") for what in ("login", "rcpt")]
    points += [Point("wire", f"answered {what}", plain=True) for what in ("copy", "delete", "expunge")]
    points += [Point("call", call, count) for call, counts in CALLS.items() for count in counts]
    points += [
        Point("call", call, count, thread)
        for thread, calls in BESIDE_CALLS.items()
        for call, counts in calls.items()
        for count in counts
    ]
    points += [Point("call", call, 40, fresh=True) for call in ("mkdir", "pwrite64")]
    points += [Point("helper", "-", 1), Point("child", "-", 2)]
    points += [Point("step", "delivered", 3, kills=3), Point("step", "parsed", 1, kills=3)]
    points += [Point("wire", "answered dot", 2, kills=2)]
    points += [
        Point("step", step.value, 1, thread) for thread in ("decide", "beside") for step in ActMilestone
    ]
    points += [Point("step", ActMilestone.WRITTEN.value, 2, "decide")]
    points += [Point("call", call, count, "decide") for call, counts in ACT_CALLS.items() for count in counts]
    return points


def at_random(number: int) -> Point:
    """The random point of that number: at times met twice, at times by a first start."""
    random = Random(number)
    thread = random.choices(("main", "fetcher", "ahead", "poller", "sender"), (4, 2, 1, 2, 2))[0]
    point = _any(random, thread)
    if random.random() < 0.2:
        point = replace(point, kills=2)
    if random.random() < 0.1:
        point = replace(point, fresh=True)
    return replace(point, plain=True) if random.random() < 0.1 else point


def _any(random: Random, thread: str) -> Point:
    kind = random.choices(("call", "instant", "wire", "step"), (5, 4, 1, 1))[0]
    if kind == "instant":
        return Point("instant", "-", random.randrange(5, 900), thread)
    if kind == "wire":
        what = f"{random.choice(('before', 'sent', 'answered'))} {random.choice(list(WIRE))}"
        return Point("wire", what, random.randrange(1, 4), thread)
    if kind == "step":
        return Point("step", random.choice(STEPS).value, random.randrange(1, 6), thread)
    calls = BESIDE_CALLS.get(thread, CALLS)
    call = random.choice(list(calls))
    return Point("call", call, random.randrange(1, max(calls[call]) + 2), thread)
