"""What waits, for staff who are not at the desk: when they are told, and in which words. Numbers only."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from notifications.rendering.desk import Desk
from review.piles import FIRST_SCREEN, TITLES, Pile, counted
from review.queue import Waiting
from review.titles import POINTS

_MORNING = time(8, 30)
_LAST_DAY = timedelta(hours=24)
_NO_OFTENER = timedelta(minutes=10)


def may_be_due(desk: Desk, told: datetime | None, now: datetime) -> bool:
    """Whether the queue is worth reading for it: each morning, and every ten minutes of the last day."""
    if _is_last_day(desk, now):
        return told is None or now - told >= _NO_OFTENER
    local = now.astimezone(desk.zone)
    return local.time() >= _MORNING and (told is None or told.astimezone(desk.zone).date() < local.date())


def is_due(desk: Desk, told: datetime | None, now: datetime, found: Sequence[Waiting]) -> bool:
    """Whether there is something to tell; on the last day something that was not told before."""
    waiting = [each for each in found if not each.rests]
    if not waiting or not may_be_due(desk, told, now):
        return False
    if _is_last_day(desk, now):
        return told is None or any(each.card.entry.last_received_at > told for each in waiting)
    return True


def _is_last_day(desk: Desk, now: datetime) -> bool:
    return desk.closes - _LAST_DAY <= now <= desk.closes


def words(desk: Desk, now: datetime, found: Sequence[Waiting], address: str) -> tuple[str, str]:
    """Subject and text, Thai and English; `address` is where the desk is served, empty for nowhere."""
    counts = counted(found, now.astimezone(desk.zone).date())
    shown = [pile for pile in FIRST_SCREEN if counts[pile]]
    numbers = ", ".join(f"{TITLES[pile][0]} {counts[pile]}" for pile in shown)
    subject = f"[intake {desk.contest}] คิวงาน: {numbers}"
    lines = [f"{TITLES[pile][0]} {TITLES[pile][1]}: {counts[pile]}" for pile in shown]
    codes = Counter(point.code for each in found if not each.rests for point in each.card.points)
    lines += ["", "ตามเหตุ by reason:"]
    lines += [f"  {POINTS.get(code, (code,))[0]} ({code}): {count}" for code, count in codes.most_common()]
    if counts[Pile.RESTING]:
        lines += ["", f"{TITLES[Pile.RESTING][0]} {TITLES[Pile.RESTING][1]}: {counts[Pile.RESTING]}"]
    if address:
        lines += ["", f"เปิดคิวงาน the desk: {address}"]
    return subject, "\n".join(lines) + "\n"
