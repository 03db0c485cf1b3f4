"""Wakes the daemon's threads: APScheduler only sets events, so that a slow step never meets itself."""

from collections.abc import Mapping
from datetime import datetime
from threading import Event

from apscheduler.schedulers.background import BackgroundScheduler


def waking(every: Mapping[Event, int], now: datetime) -> BackgroundScheduler:
    """A schedule, not started yet, that sets each event now and again after so many seconds."""
    scheduler = BackgroundScheduler(timezone="UTC")
    for wake, seconds in every.items():
        scheduler.add_job(
            wake.set,
            "interval",
            seconds=seconds,
            misfire_grace_time=None,
            coalesce=True,
            next_run_time=now,
        )
    return scheduler
