"""What every judgement of a contest has in common."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from notifications.rendering.desk import Desk
from screening.model.rules import Rules


@dataclass(frozen=True, slots=True)
class Judge:
    """The rules in force, the office that answers, and the clock, which gives aware times.

    The first `hold_first` replies of a contest wait for a person's look; the letters of a person's act wait
    `letter_waits`, so that he can take it back. `second_person` are the acts that one proposes and another
    does: words of ActKind, or `late` for what takes in an entry that is late. `gone_out` are letters that are
    known to have been sent before the records came back from a backup: by Message-ID, and when.
    """

    rules: Rules
    desk: Desk
    clock: Callable[[], datetime]
    hold_first: int = 0
    letter_waits: timedelta = timedelta(minutes=10)
    second_person: frozenset[str] = frozenset()
    gone_out: Mapping[str, datetime] = field(default_factory=dict)
