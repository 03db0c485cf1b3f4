"""What every command works with, put together once from the settings."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine

from decisions.judge import Judge
from notifications.alarms import Alarms
from notifications.sending.outgoing import Outgoing
from registers.agencies.in_force import register_in_force
from registers.rules import rules_of
from registers.sheets import SheetError
from runtime.clock import now
from runtime.records import Records, open_records
from screening.model.register import Register
from settings import Settings
from settings.errors import WrongUse


@dataclass(slots=True)
class Parts(Records):
    """The records of one installation, with all that judging and telling take.

    `judge` is replaced when a new register comes into force, and nothing else is. Whoever needs the rules
    asks for them here, each time: no second set stays in memory, and all threads judge by the same.
    """

    judge: Judge
    alarms: Alarms

    @property
    def outgoing(self) -> Outgoing:
        """What sending works with."""
        judge = self.judge
        return Outgoing(
            self.engine,
            judge.rules.contest,
            self.desk,
            self.alarms,
            judge.clock,
            judge.rules.replies,
            judge.hold_first,
        )


def open_parts(settings: Settings, register: Register | None = None) -> Parts:
    """The parts of an installation. Only the operator's files are read, and which register is in force.

    With a `register` given, no database is looked into. Raises WrongUse for one that cannot be used.
    """
    records = open_records(settings)
    engine = records.engine
    judge = Judge(
        rules=rules_of(settings, _register(settings, engine) if register is None else register),
        desk=records.desk,
        clock=now,
        hold_first=settings.replies.hold_first,
        letter_waits=timedelta(minutes=settings.review.letter_waits),
        second_person=frozenset(settings.review.second_person),
    )
    return Parts(settings, records.desk, engine, records.files, records.credentials, judge, _alarms(settings))


def _register(settings: Settings, engine: Engine) -> Register:
    path = settings.agencies.register_
    try:
        return register_in_force(path, engine, settings.contest.id).register
    except SheetError as error:
        raise WrongUse(f"[agencies] register: {path} {error}") from None
    finally:
        # The parser's helper is started after this, and must inherit no open database.
        engine.dispose()


def _alarms(settings: Settings) -> Alarms:
    beside = settings.storage.beside
    return Alarms(beside.with_name(f"{beside.name}.alarms"), now)
