"""Which alarms there are, and when each is told next. Pure: no clock, no disk, no threads."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from settings.alarm_kinds import AlarmKind

REMINDER = timedelta(days=1)
QUIET = timedelta(hours=1)
"""What comes back sooner after it was told is the same trouble; reports are gathered for as long."""

_FIRST_RETRY, _LONGEST_RETRY = timedelta(minutes=1), timedelta(hours=1)
_MOST_ALARMS, _MOST_TEXTS = 200, 20

State = Literal["raised", "lasts", "over", "report"]


@dataclass(slots=True)
class Alarm:
    """One trouble. All times are aware and in UTC.

    `due` is when it is told next, None for not at all; `told` when it last was. `lasts` is false for a report
    and for what is over. `confirmed` is false for what an earlier run raised, until this one meets it too.
    `texts` are what was reported since, at most twenty of `count`.
    """

    key: str
    text: str
    since: datetime
    due: datetime | None
    told: datetime | None = None
    lasts: bool = True
    confirmed: bool = True
    failures: int = 0
    texts: list[str] = field(default_factory=list)
    count: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell. `text` has a line for each report."""

    key: str
    state: State
    text: str
    since: datetime
    count: int = 0

    @property
    def kind(self) -> AlarmKind | None:
        """The key without what it is about; None for one that another version remembered."""
        word = self.key.partition(":")[0]
        return AlarmKind(word) if word in set(AlarmKind) else None


class Book:
    """The alarms by their keys. Every method takes the moment at which it is called."""

    def __init__(self, alarms: Iterable[Alarm] = ()) -> None:
        self._alarms = {alarm.key: alarm for alarm in alarms}

    def raise_(self, key: str, text: str, now: datetime, after: timedelta) -> bool:
        """`key` is the case: told once it has lasted for `after`. One that lasts only takes the new text.

        Returns whether that is news to this run.
        """
        alarm = self._alarms.get(key)
        if alarm and alarm.lasts:
            news = not alarm.confirmed or alarm.text != text
            alarm.text, alarm.confirmed = text, True
            return news
        told = alarm.told if alarm else None
        self._put(Alarm(key, text, now, _later(now + after, told), told), now)
        return True

    def clear(self, key: str, now: datetime) -> bool:
        """`key` is over; that is told if the alarm was. Returns whether there was one."""
        alarm = self._alarms.get(key)
        if alarm is None or not alarm.lasts:
            return False
        alarm.lasts = False
        alarm.due = now if _was_told(alarm) else None
        return True

    def report(self, key: str, text: str, now: datetime) -> None:
        """Something has happened; the first is told at once, those of the next hour together."""
        alarm = self._alarms.get(key)
        if alarm is None or alarm.lasts or alarm.due is None:
            told = alarm.told if alarm else None
            alarm = Alarm(key, text, now, _later(now, told), told, lasts=False)
            self._put(alarm, now)
        alarm.texts = [*alarm.texts, text][:_MOST_TEXTS]
        alarm.count += 1

    def due(self, now: datetime) -> list[Notice]:
        """What is to be told now."""
        return [
            _notice(alarm)
            for alarm in self._alarms.values()
            if alarm.due and alarm.due <= now and (alarm.confirmed or not alarm.lasts)
        ]

    def next_due(self) -> datetime | None:
        """When something is next to be told."""
        return min(
            (a.due for a in self._alarms.values() if a.due and (a.confirmed or not a.lasts)), default=None
        )

    def was_told(self, notice: Notice, now: datetime) -> None:
        """The organiser knows of it."""
        alarm = self._alarms.get(notice.key)
        if alarm is None:
            return
        alarm.told, alarm.failures = now, 0
        if alarm.lasts:
            alarm.due = now + REMINDER
        elif notice.state == "report":
            alarm.count -= notice.count
            alarm.texts = alarm.texts[notice.count :]
            alarm.due = now + QUIET if alarm.count else None
        else:
            # Over while it was being told: that follows.
            alarm.due = None if notice.state == "over" else now

    def was_not_told(self, notice: Notice, now: datetime) -> None:
        """Nobody could be reached: tried again after a minute, doubling to an hour."""
        alarm = self._alarms.get(notice.key)
        if alarm:
            alarm.due = now + min(_FIRST_RETRY * 2 ** min(alarm.failures, 10), _LONGEST_RETRY)
            alarm.failures += 1

    def lasting(self) -> list[Alarm]:
        """What is the case now, as far as this run has met it."""
        return [replace(alarm) for alarm in self._alarms.values() if alarm.lasts and alarm.confirmed]

    def all(self) -> list[Alarm]:
        """Everything worth keeping over a restart."""
        return [replace(alarm) for alarm in self._alarms.values()]

    def _put(self, alarm: Alarm, now: datetime) -> None:
        if len(self._alarms) >= _MOST_ALARMS:
            self._alarms = {key: each for key, each in self._alarms.items() if _matters(each, now)}
        if len(self._alarms) < _MOST_ALARMS or alarm.key in self._alarms:
            self._alarms[alarm.key] = alarm


def _notice(alarm: Alarm) -> Notice:
    if alarm.count:
        more = [f"… and {alarm.count - len(alarm.texts)} more"] if alarm.count > len(alarm.texts) else []
        return Notice(alarm.key, "report", "\n".join([*alarm.texts, *more]), alarm.since, alarm.count)
    state: State = "over" if not alarm.lasts else "lasts" if _was_told(alarm) else "raised"
    return Notice(alarm.key, state, alarm.text, alarm.since)


def _later(due: datetime, told: datetime | None) -> datetime:
    return max(due, told + QUIET) if told else due


def _was_told(alarm: Alarm) -> bool:
    """Of this time that it lasts, not of an earlier one."""
    return alarm.told is not None and alarm.told >= alarm.since


def _matters(alarm: Alarm, now: datetime) -> bool:
    return alarm.lasts or alarm.due is not None or (alarm.told is not None and alarm.told + QUIET > now)
