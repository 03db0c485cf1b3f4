"""What is said of a folder beside the ledger: its counts in one line, and an alarm while they differ."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from loguru import logger

from runtime.parts import Parts
from settings.alarm_kinds import AlarmKind

REPEAT_SECONDS = 3600.0
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Tally:
    """A folder's count beside the ledger's; `awaited` is what the server announces and has not given yet.

    `unlisted` is known where the server counts (EXISTS) another number than it lists (SEARCH).
    """

    folder: str
    mailbox: int
    ledger: int
    awaited: int
    strays: Sequence[int] = ()
    unlisted: tuple[int, int] | None = None

    @property
    def agrees(self) -> bool:
        """Whether every message there has its record, and every record its message."""
        return self.mailbox == self.ledger + self.awaited and not self.strays and not self.unlisted

    def __str__(self) -> str:
        awaited = f" + {self.awaited} not fetched yet" if self.awaited else ""
        sign = "=" if self.agrees else "≠"
        strays = f"; moved away by us and still there: UID {numbers(self.strays)}" if self.strays else ""
        lists = f"; {counts_differ(*self.unlisted)}" if self.unlisted else ""
        return f"{self.folder}: mailbox {self.mailbox} {sign} ledger {self.ledger}{awaited}{strays}{lists}"

    def by_count(self, counted: int, listed: int) -> "Tally":
        """With the server's own count in place of its list, where the two differ."""
        return replace(self, mailbox=self.mailbox + counted - listed, unlisted=(counted, listed))


def counts_differ(counted: int, listed: int) -> str:
    """What is wrong, and what helps, where the server counts other messages than it lists."""
    return (
        f"the server counts {counted} messages and lists {listed}: see the folder in a mail program, and have"
        " the server's index made anew"
    )


def numbers(uids: Sequence[int]) -> str:
    """UIDs for people to read, not more than a line of them."""
    more = f" and {len(uids) - _SHOWN} more" if len(uids) > _SHOWN else ""
    return f"{', '.join(map(str, uids[:_SHOWN]))}{more}"


class Reporter:
    """Says whether a folder agrees: at each change and once an hour, and by an alarm when it does not."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._said: dict[str, tuple[str, float]] = {}
        self._differed: set[str] = set()

    def tell(self, found: Tally, unlisted: tuple[int, int] | None = None) -> None:
        """What one look came to. A list that differs from the server's count is told at the second such look:
        mail may come, or be taken away, between the two.
        """
        if unlisted and found.folder in self._differed:
            found = found.by_count(*unlisted)
        (self._differed.add if unlisted else self._differed.discard)(found.folder)
        line, (said, when) = str(found), self._said.get(found.folder, ("", 0.0))
        fresh = line != said or time.monotonic() - when >= REPEAT_SECONDS
        if fresh:
            self._said[found.folder] = (line, time.monotonic())
        level = ("INFO" if found.agrees else "WARNING") if fresh else "DEBUG"
        logger.log(level, "{}", line)
        if found.agrees:
            self._parts.alarms.clear(AlarmKind.RECONCILIATION, about=found.folder)
        else:
            self._parts.alarms.raise_(AlarmKind.RECONCILIATION, line, about=found.folder)
