"""Whether the time that an act names makes sense: by a wrong year a card would rest for ever."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from decisions.acts.errors import ActRefusedError
from decisions.acts.refusals import of_acts
from decisions.acts.refusals.refusal import Both, Refusal
from decisions.judge import Judge
from notifications.rendering.dates import loose, moment
from screening.model.act import Act, ActKind

FARTHEST = timedelta(days=366)
"""So far from today, and from the contest, an act's time may be."""
_CAME = (ActKind.NEW, ActKind.TIME)
_UNTIL = (ActKind.LATER, ActKind.EXTEND, ActKind.APPEAL)
_ONE_DAY = timedelta(days=1)


def check_time(act: Act, judge: Judge) -> None:
    """Raises ActRefusedError for a time at which nothing can have come, or until which nothing can wait; the
    error says what was understood, and what may be given.
    """
    if act.at is None:
        return
    now = judge.clock().astimezone(judge.desk.zone)
    if act.kind in _CAME:
        _check_came(act.at, now, judge)
    if act.kind in _UNTIL:
        _check_until(act.kind, act.at, now, judge)


def _check_came(at: datetime, now: datetime, judge: Judge) -> None:
    earliest = judge.rules.opens - FARTHEST
    if at > now:
        raise _refused(of_acts.STILL_TO_COME, at, now, judge)
    if at < earliest:
        raise _refused(of_acts.TOO_LONG_AGO, at, now, judge, earliest=earliest)


def _check_until(kind: ActKind, at: datetime, now: datetime, judge: Judge) -> None:
    """An appeal is due on a day, whatever its hour; more time is time behind the close."""
    closes = judge.rules.closes
    extends = kind is ActKind.EXTEND
    latest = (max(now, closes) if extends else now) + FARTHEST
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    past = at < today if kind is ActKind.APPEAL else at <= now
    example = (max(now, closes) if extends else now) + _ONE_DAY
    if past:
        raise _refused(of_acts.ALREADY_PAST, at, example, judge, kind, latest=latest)
    if at > latest:
        raise _refused(of_acts.TOO_FAR, at, example, judge, kind, latest=latest)
    if extends and at <= closes:
        raise _refused(of_acts.NO_MORE_TIME, at, example, judge, kind, earliest=closes)


def _refused(
    why: Refusal,
    at: datetime,
    example: datetime,
    judge: Judge,
    kind: ActKind = ActKind.TIME,
    **bounds: datetime,
) -> ActRefusedError:
    zone = judge.desk.zone
    told = {name: _told(bound, zone) for name, bound in bounds.items()}
    typed = f"{example.astimezone(zone):%Y-%m-%dT%H:%M}"
    return ActRefusedError(why, (), at=_told(at, zone), kind=kind, example=typed, **told)


def _told(at: datetime, zone: ZoneInfo) -> Both:
    try:
        return Both(loose(moment(at, zone, "th")), loose(moment(at, zone, "en")))
    except OverflowError:
        # The last hours that there are, which no zone can be asked about.
        return Both(at.isoformat(), at.isoformat())
