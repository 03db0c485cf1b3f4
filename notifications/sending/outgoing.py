"""What sending works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from notifications.alarms import Alarms
from notifications.rendering.desk import Desk
from screening.model.rules import ReplyRules


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The outbox of one contest, who writes, and who is told. `clock` gives aware times.

    The first `hold_first` mails wait for a person's look.
    """

    engine: Engine
    contest: str
    desk: Desk
    alarms: Alarms
    clock: Callable[[], datetime]
    replies: ReplyRules
    hold_first: int = 0
