"""Sleeps until the server tells of new mail (IDLE, RFC 2177). Only a wake-up: polling finds the mail."""

import threading
import time
from collections.abc import Iterable
from typing import Any

from ingest.mailbox.session import Session

# Servers end a silent connection after 30 minutes (RFC 3501, section 5.4), address translators much earlier.
REARM_SECONDS = 9 * 60
LOOK_SECONDS = 0.5


def wait(session: Session, seconds: float, stop: threading.Event) -> bool:
    """Waits for at most `seconds`, or until `stop` is set (seen within half a second).

    True when something came, also something announced since the last search. Raises ConnectionLost.
    """
    end = time.monotonic() + seconds
    with session.exchange("wait for mail") as client:
        arrived = bool(client.taken("EXISTS"))
        if not client.has_capability("IDLE"):
            stop.wait(0 if arrived else seconds)
            return arrived
    while not arrived and not stop.is_set() and time.monotonic() < end:
        arrived = _idle(session, min(end, time.monotonic() + REARM_SECONDS), stop)
    return arrived


def _idle(session: Session, end: float, stop: threading.Event) -> bool:
    """One IDLE until `end` (monotonic seconds)."""
    with session.exchange("wait for mail") as client:
        client.idle()
        told: list[Any] = []
        # What came together with the server's "+" lies in a buffer, where polling the socket cannot see it.
        awake = client.wire.has_buffered()
        while not awake and not stop.is_set() and (left := end - time.monotonic()) > 0:
            asked = time.monotonic()
            told += client.idle_check(timeout=min(LOOK_SECONDS, left))
            # At once and empty: the server hung up, and it stays so. idle_done() meets the end and says so.
            vain = not told and time.monotonic() - asked < min(LOOK_SECONDS, left) / 2
            awake = vain or _has_news(told)
        told += client.idle_done()[1]
    return _has_news(told)


def _has_news(responses: Iterable[Any]) -> bool:
    """EXISTS tells of a new message, BYE of the end; the rest is flags, expunges and signs of life."""
    return any(b"EXISTS" in response or response[:1] == (b"BYE",) for response in responses)
