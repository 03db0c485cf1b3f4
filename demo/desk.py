"""The staff's desk of the demonstration: somebody who may do everything on it, and a link for him."""

import secrets
import time
import urllib.request
from datetime import timedelta

from runtime.parts import Parts
from settings.errors import PartFailed
from storage.accounts import accounts, passwords, sessions
from storage.accounts.accounts import By
from storage.accounts.roles import StaffRole
from storage.engine import writing

NAME = "demo"
_LASTS = timedelta(hours=1)
_PATIENCE_SECONDS = 30


def login_link(parts: Parts) -> str:
    """An address that lets its reader in once, within an hour. Raises PartFailed where no page is served."""
    address = parts.settings.web.address
    _wait_for(address)
    now = parts.judge.clock()
    with writing(parts.engine) as session:
        by = By(NAME, parts.contest, now)
        # Nobody knows this password: who wants one of his own says `intake user password demo`.
        hidden = passwords.hash_of(secrets.token_urlsafe(32), NAME)
        account = accounts.add(session, NAME, StaffRole.ADMIN, hidden, by)
        return f"{address}/login/{sessions.give_ticket(session, account, now + _LASTS)}"


def _wait_for(address: str) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{address}/login", timeout=5).close()  # noqa: S310 - our own, on loopback
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise PartFailed(f"the staff's pages are not served at {address}")
