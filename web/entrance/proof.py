"""Whether somebody is who he says: name, password and one-time code, checked together.

No answer tells which of them was wrong, nor whether there is such a name: all take the same time.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from loguru import logger
from pyotp import TOTP

from storage.accounts import kept, passwords, sessions
from storage.accounts.accounts import account_named, spelled
from storage.engine import reading, writing
from storage.tables import Account
from web.entrance.cookies import browser_of, known_browser
from web.entrance.gate import Entrance

STEP_SECONDS, WINDOW = 30, 1
"""A code is taken half a minute early or late: telephones' clocks differ."""
_AT_ONCE, _IN_LINE, _LINE_SECONDS = 2, 8, 10.0
"""Passwords checked at once: each takes 64 MB and a core for a moment."""

_checking = threading.BoundedSemaphore(_AT_ONCE)
_line = threading.BoundedSemaphore(_AT_ONCE + _IN_LINE)


class BusyError(Exception):
    """Too many log in at this moment."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody has typed, and the cookie by which his browser may be known."""

    name: str
    password: str
    code: str
    browser: str


@dataclass(frozen=True, slots=True)
class Proven:
    """The account, and the token of its new session."""

    name: str
    token: str
    known: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Something did not fit. `name` is the account that was tried, where there is one. `seen` is false where
    the try came too soon after others: such come by the thousand, and are written nowhere.
    """

    name: str = ""
    seen: bool = True


def proven(entrance: Entrance, claim: Claim) -> Proven | Refused:
    """Lets in whoever proves himself. Raises BusyError."""
    with reading(entrance.parts.engine) as session:
        account = account_named(session, claim.name)
    browser = browser_of(account, claim.browser) if account else ""
    key, now = browser or spelled(claim.name)[:100], time.monotonic()
    if entrance.slowness.seconds_left(key, now):
        return Refused(seen=False)
    with _a_place():
        fits = passwords.fits(account.password if account else "", claim.password)
    token = _begin(entrance, account, claim) if account and fits else None
    if account is None or token is None:
        entrance.slowness.failed(key, time.monotonic(), known=account is not None)
        return Refused(account.name if account else "")
    entrance.slowness.succeeded(key)
    return Proven(account.name, token, known_browser(account))


def _begin(entrance: Entrance, found: Account, claim: Claim) -> str | None:
    """One transaction: of two who bring the same code, one is let in."""
    at = entrance.clock()
    anew = passwords.anew(claim.password) if passwords.is_old(found.password) else ""
    with writing(entrance.parts.engine) as session:
        account = session.get_one(Account, found.id)
        # While it was being checked an admin may have changed it.
        if account.disabled_at or account.password != found.password:
            return None
        if not _code_fits(entrance, account, claim.code, at):
            return None
        account.password = anew or account.password
        session.add(account)
        sessions.forget(session, at - entrance.remembered)
        kept.forget_old(session, at)
        return sessions.begin(session, account, at)


def _code_fits(entrance: Entrance, account: Account, code: str, at: datetime) -> bool:
    if not account.second_factor:
        if entrance.settings.is_beyond:
            logger.warning("web: an account has no second factor: intake user totp NAME; it is not let in")
        return not entrance.settings.is_beyond
    step = step_of(account.second_factor, code, at)
    if step is None or step <= account.code_used:
        return False
    account.code_used = step
    return True


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """The time step whose code it is, within the window; None for none."""
    totp, now = TOTP(secret, interval=STEP_SECONDS), int(at.timestamp()) // STEP_SECONDS
    typed = "".join(code.split()).encode()
    for step in range(now - WINDOW, now + WINDOW + 1):
        if compare_digest(totp.generate_otp(step).encode(), typed):
            return step
    return None


@contextmanager
def _a_place() -> Iterator[None]:
    if not _line.acquire(blocking=False):
        raise BusyError
    try:
        if not _checking.acquire(timeout=_LINE_SECONDS):
            raise BusyError
        try:
            yield
        finally:
            _checking.release()
    finally:
        _line.release()
