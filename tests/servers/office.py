"""The program's own parts without a mailbox: mails that are read already, a clock set by hand, a sink."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from builders import MAE_SAI, deck, form, mail
from servers.mails import ADDRESS, CONTEST
from servers.smtp_sink import SmtpSink
from sqlmodel import select

from credentials import Password
from decisions.decide import Recorded, record_decision
from notifications.sending.sender import Sent, send_due
from notifications.transport import Smtp, Timeouts
from runtime.parts import Parts, open_parts
from runtime.ready import make_ready
from screening.model.submission import Address, Submission
from settings import Settings
from storage.engine import open_database, reading, writing
from storage.mail.messages import ImapKey, Received, record_sighting
from storage.schema import upgrade
from storage.tables import Outbox

MIDDLE = datetime(2023, 7, 20, 3, 0, tzinfo=UTC)
QUICK = Timeouts(connect=2.0, command=2.0, final=2.0)


@dataclass
class Clock:
    """A clock that is set by hand, and moves on by itself only so that no two moments are the same."""

    now: datetime = MIDDLE

    def __call__(self) -> datetime:
        self.now += timedelta(microseconds=1)
        return self.now

    def step(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Office:
    """One installation. `smtp` is its way out; `clock` what it takes for the time."""

    parts: Parts
    sink: SmtpSink
    smtp: Smtp
    clock: Clock
    _count: int = field(default=0)

    def receive(self, submission: Submission) -> Recorded:
        """A mail that came and was read: recorded, judged and answered as the daemon does it."""
        self._count += 1
        digest = hashlib.sha256(str(self._count).encode()).hexdigest()
        read = replace(submission, digest=digest, received_at=self.clock.now, internal_date=self.clock.now)
        received = Received(self.parts.contest, digest, 10_000, 10_000, self.clock.now, "INBOX")
        with writing(self.parts.engine) as session:
            place = ImapKey(ADDRESS, "INBOX", 1, self._count)
            message = record_sighting(session, place, received, self.clock.now).id
        with writing(self.parts.engine) as session:
            return record_decision(session, message, read, self.parts.judge)

    def entry(self, sender: str = "a@one.example", agency: str = MAE_SAI, **parsed: Any) -> Recorded:
        """A complete entry."""
        return self.receive(mail(form(agency), deck(), **whose(sender), **parsed))

    def words(self, sender: str, text: str = "รับทราบ ขอบคุณค่ะ", **parsed: Any) -> Recorded:
        """A mail without files, as a person writes it."""
        return self.receive(mail(text=text, **{**whose(sender), "subject": "แจ้งให้ทราบ"}, **parsed))

    def send(self) -> Sent:
        """One round of the sender."""
        return send_due(self.parts.outgoing, self.smtp, lambda: False)

    def replies(self) -> list[Outbox]:
        """The outbox, oldest first."""
        with reading(self.parts.engine) as session:
            return list(session.exec(select(Outbox).order_by(Outbox.id)).all())  # type: ignore[arg-type]  # SQLModel types columns as values

    def reply(self) -> Outbox:
        """The only reply."""
        (only,) = self.replies()
        return only

    def states(self) -> list[str]:
        """Where each reply stands."""
        return [row.state.value for row in self.replies()]

    def alarms(self) -> list[str]:
        """The alarms that last."""
        return [alarm.key for alarm in self.parts.alarms.lasting()]


def whose(sender: str) -> dict[str, Any]:
    """The fields of a mail that tell who sent it."""
    return {"sender": Address(sender), "return_path": sender}


elsewhere: Iterator[str] = iter(())
"""The databases of offices whose tests name none; a file of its own for each, when there are none."""


@cache
def _fresh() -> bytes:
    """A database without records, made once: the migrations take longer than most tests."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{folder}/intake.db")
        upgrade(engine)
        engine.dispose()
        return Path(folder, "intake.db").read_bytes()


@contextmanager
def office(
    folder: Path,
    sink: SmtpSink,
    *,
    replies: dict[str, object] | None = None,
    database: str | None = None,
    **smtp: Any,
) -> Iterator[Office]:
    """An installation in `folder`; further keywords are given to its `Smtp`, or are keys of `[smtp]`.

    `database`: an address on a server, which has its tables; `elsewhere` gives it where none is told.
    """
    given = {key: smtp.pop(key) for key in ("password", "ssl_context", "timeouts") if key in smtp}
    place = database or next(elsewhere, "sqlite:///intake.db")
    tables = _tables(sink, replies or {}, smtp, place)
    settings = Settings.model_validate(tables, context={"folder": folder})
    clock = Clock()
    parts = open_parts(settings)
    parts = replace(parts, judge=replace(parts.judge, clock=clock))
    if place.startswith("sqlite:"):
        (folder / "intake.db").write_bytes(_fresh())
    make_ready(parts)
    way_out = Smtp(
        settings.smtp,
        Password(given["password"]) if given.get("password") else None,
        ssl_context=given.get("ssl_context"),
        timeouts=given.get("timeouts", QUICK),
    )
    with way_out:
        yield Office(parts, sink, way_out, clock)
    parts.engine.dispose()


def _tables(
    sink: SmtpSink, replies: dict[str, object], smtp: dict[str, Any], database: str
) -> dict[str, Any]:
    return {
        "contest": dict(CONTEST),
        "mailbox": {"host": "127.0.0.1", "tls": "none", "username": ADDRESS},
        "smtp": {"host": sink.host, "port": sink.port, "tls": "none", "from_address": ADDRESS, **smtp},
        "replies": replies,
        "storage": {"database": database, "files": "files", "local": "."},
    }
