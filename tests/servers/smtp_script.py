"""What an SMTP sink is to do wrong, and what it has seen: shared by the test and the server's thread."""

import threading
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Literal

Step = Literal[
    "banner", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "content", "before_final", "final",
    "after_final", "rset", "quit",
]  # fmt: skip

PATIENCE = 10.0


@dataclass(frozen=True)
class Received:
    """A mail as it came: its bytes, its envelope, and which connection (from 1) brought it."""

    data: bytes
    sender: str
    recipients: tuple[str, ...]
    options: tuple[str, ...]
    connection: int


@dataclass(frozen=True)
class Fault:
    """What happens before the usual answer, or instead of it. `raw` is said as it is, `endless` for ever."""

    reply: str | None = None
    raw: bytes = b""
    endless: bool = False
    seconds: float = 0
    drop: bool = False


class Script:
    """Faults wait in line at their step; each arrival there uses up one.

    `commands` are the lines heard, without content and login.
    """

    def __init__(self) -> None:
        self.mails: list[Received] = []
        self.commands: list[str] = []
        self.connections = 0
        self._faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._arrival = threading.Condition()

    def fail(self, step: Step, reply: str, *, times: int = 1, after: int = 0) -> None:
        """Answer `reply` at `step`, `times` times, once `after` arrivals there went well.

        At "final" the mail has been read and is not kept; "content" has no answer of its own.
        """
        self._add(step, Fault(reply=reply), times, after)

    def babble(self, step: Step, raw: bytes, *, times: int = 1, endless: bool = False) -> None:
        """Answer these very bytes at `step`; `endless`: again and again, as long as anybody listens."""
        self._add(step, Fault(raw=raw, endless=endless), times, 0)

    def drop(self, step: Step, *, times: int = 1, after: int = 0) -> None:
        """Cut the connection at `step`, unanswered.

        "content": after the first line of the mail. "before_final": the whole mail was read and is not
        kept. "after_final": it is kept, and its sender never hears of it.
        """
        self._add(step, Fault(drop=True), times, after)

    def stall(self, step: Step, seconds: float, *, times: int = 1, after: int = 0) -> None:
        """Wait before the usual answer to `step`. At "after_final" the mail is kept before the wait."""
        self._add(step, Fault(seconds=seconds), times, after)

    def heal(self) -> None:
        """Forget the faults that still wait."""
        self._faults.clear()

    def wait_for_mails(self, count: int, seconds: float = PATIENCE) -> list[Received]:
        """The mails, once there are `count`; an assertion fails if they do not come."""
        with self._arrival:
            came = self._arrival.wait_for(lambda: len(self.mails) >= count, seconds)
            assert came, f"{len(self.mails)} of {count} mails came"
            return list(self.mails)

    def wait_for_command(self, verb: str, seconds: float = PATIENCE) -> None:
        """Return once `verb` was heard; an assertion fails if it is not."""
        with self._arrival:
            assert self._arrival.wait_for(lambda: verb in self.verbs(), seconds), f"no {verb} came"

    def wait_for_step(self, step: Step, seconds: float = PATIENCE) -> None:
        """Return once a fault that was set for `step` has begun; an assertion fails if it does not."""
        with self._arrival:
            assert self._arrival.wait_for(lambda: not self._faults[step], seconds), f"no {step} came"

    def verbs(self) -> list[str]:
        """The commands heard, in order, without their arguments."""
        return [command.split()[0] for command in self.commands]

    def keep(self, received: Received) -> None:
        """Called by the server's side with each mail it takes."""
        with self._arrival:
            self.mails.append(received)
            self._arrival.notify_all()

    def hear(self, command: str) -> None:
        """Called by the server's side with each command."""
        with self._arrival:
            self.commands.append(command)
            self._arrival.notify_all()

    def next_fault(self, step: str) -> Fault:
        """What is to happen at this arrival at `step`."""
        with self._arrival:
            faults = self._faults[step]
            fault = faults.popleft() if faults else Fault()
            self._arrival.notify_all()
        return fault

    def _add(self, step: Step, fault: Fault, times: int, after: int) -> None:
        self._faults[step].extend([Fault()] * after + [fault] * times)
