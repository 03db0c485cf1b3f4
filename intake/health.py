"""How the daemon is, as GET /healthz tells it: no texts, no names, no addresses."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import func
from sqlmodel import Session, col, select

from ingest.mailbox.errors import MailboxError
from notifications.alarms import Alarms
from notifications.transport import TransportError
from settings.alarm_kinds import AlarmKind
from settings.errors import ServerFault
from storage.states import MessageStatus, OutboxState
from storage.tables import Message, Outbox

SILENCE = timedelta(minutes=15)
"""A poll without any progress for so long hangs, or its server does."""

_WAITING = (OutboxState.PENDING, OutboxState.UNCERTAIN, OutboxState.HELD, OutboxState.FAILED)
_STORAGE = (AlarmKind.DISK_FULL, AlarmKind.DISK, AlarmKind.DATABASE, AlarmKind.DATABASE_DAMAGED)

Status = Literal["ok", "degraded", "down"]


@dataclass(slots=True)
class Health:
    """What the threads of the daemon note. Times are UTC; `waiting` is empty until first counted."""

    alarms: Alarms
    clock: Callable[[], datetime]
    started: datetime
    last_poll: datetime | None = None
    last_success: datetime | None = None
    progress: datetime | None = None
    waiting: dict[str, int] = field(default_factory=dict)

    def poll_begins(self) -> None:
        """A look into the mailbox begins."""
        self.last_poll = self.clock()

    def poll_succeeded(self) -> None:
        """It has ended well."""
        self.last_success = self.progress = self.clock()

    def moved(self) -> None:
        """Something was done: a long poll is not a hanging one."""
        self.progress = self.clock()

    def count(self, session: Session, contest: str) -> None:
        """Counts what waits, for whoever asks until the next count."""
        undecided = session.exec(
            select(func.count()).where(Message.contest == contest, Message.status == MessageStatus.STORED)
        ).one()
        replies = dict(
            session.exec(
                select(col(Outbox.state), func.count())
                .where(Outbox.contest == contest, col(Outbox.state).in_(_WAITING))
                .group_by(col(Outbox.state))
            ).all()
        )
        self.waiting = {"undecided": undecided, **{f"replies_{s.value}": replies.get(s, 0) for s in _WAITING}}

    def document(self) -> dict[str, object]:
        """The whole answer, ready for JSON."""
        alarms = self.alarms.lasting()
        keys = {alarm.key for alarm in alarms}
        return {
            "status": self._status(keys),
            "started": _stamp(self.started),
            "last_poll": _stamp(self.last_poll),
            "last_success": _stamp(self.last_success),
            "mailbox": "refused" if AlarmKind.CONSENT in keys else _server(MailboxError, keys),
            "smtp": _server(TransportError, keys),
            "storage": next((key for key in _STORAGE if key in keys), "ok"),
            "waiting": self.waiting,
            "alarms": [{"key": alarm.key, "since": _stamp(alarm.since)} for alarm in alarms],
        }

    def _status(self, keys: set[str]) -> Status:
        silent = self.clock() - (self.progress or self.started) > SILENCE
        if silent or not keys.isdisjoint(_STORAGE):
            return "down"
        return "degraded" if keys else "ok"


def _server(fault: type[ServerFault], keys: set[str]) -> str:
    if fault.refusal in keys:
        return "refused"
    return "unreachable" if fault.alarm in keys else "ok"


def _stamp(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None
