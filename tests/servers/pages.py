"""The staff's pages on a real server: uvicorn on a free port, in a thread of the test's process."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import httpx

from parsers.process import Parser
from runtime.clock import now
from runtime.parts import Parts
from settings.web import Web
from storage.accounts import accounts, passwords, sessions
from storage.accounts.accounts import By
from storage.accounts.roles import StaffRole
from storage.engine import reading, writing
from web.entrance.cookies import token_of
from web.health import Heard
from web.page import Page
from web.routes import ROUTES
from web.server import desk, listening, serve, server_of
from web.signals import Signals

PASSWORD = "a sentence is long enough"
"""Of every member of staff."""


@dataclass
class Clock:
    """The time of the sessions: this moment, and what was added to it."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return now() + self.ahead


@cache
def _hash() -> str:
    return passwords.hash_of(PASSWORD, "nobody")


@dataclass
class Pages:
    """The pages of an installation under `url`, and the clock by which its sessions end."""

    parts: Parts
    url: str
    settings: Web
    clock: Clock
    _clients: ExitStack = field(default_factory=ExitStack)

    def client(self, role: StaffRole | None = None, *, origin: str | None = None) -> httpx.Client:
        """A browser, logged in as the member of staff who is named as his role is; or as nobody.

        It says that its forms come from our pages, unless another `origin` is given.
        """
        ours = self.settings.address if origin is None else origin
        client = httpx.Client(base_url=self.url, headers={"Origin": ours} if ours else {}, timeout=30)
        self._clients.callback(client.close)
        if role:
            client.cookies.set(self.cookie, self.session(role), domain="127.0.0.1")
        return client

    @property
    def cookie(self) -> str:
        """The name of the session's cookie."""
        return "__Host-session" if self.settings.is_https else "session"

    def account(self, name: str, role: StaffRole) -> int:
        """The account of that name, made where there is none."""
        with writing(self.parts.engine) as session:
            found = accounts.account_named(session, name)
            made = found or accounts.add(session, name, role, _hash(), self.by)
            return made.id

    @property
    def by(self) -> By:
        """Who changes accounts."""
        return By("root", self.parts.contest, self.clock())

    def session(self, role: StaffRole) -> str:
        """A login of the member of staff with that role; the value of its cookie."""
        self.account(role.value, role)
        with writing(self.parts.engine) as session:
            return sessions.begin(session, accounts.required(session, role.value), self.clock())

    def token(self, client: httpx.Client) -> str:
        """What the forms of a browser must carry."""
        return token_of(client.cookies[self.cookie])

    def change(self, name: str, change: Any) -> None:
        """Changes an account as `intake user` does."""
        with writing(self.parts.engine) as session:
            change(session, accounts.required(session, name), self.by)

    def rows(self, query: Any) -> list[Any]:
        """What stands in the records."""
        with reading(self.parts.engine) as session:
            return list(session.exec(query).all())

    def close(self) -> None:
        """Closes the browsers."""
        self._clients.close()


@contextmanager
def pages_of(
    parts: Parts,
    parser: Parser,
    pages: Sequence[Page] = ROUTES,
    *,
    heard: Heard | None = None,
    signals: Signals | None = None,
    **web: Any,
) -> Iterator[Pages]:
    """Serves the pages over these parts; further keywords are keys of `[web]`."""
    with listening(Web.model_construct(host="127.0.0.1", port=0)) as on:
        settings = Web(port=on.getsockname()[1], **web)
        clock = Clock()
        with desk(parts, parser, settings, heard=heard, signals=signals, clock=clock, pages=pages) as app:
            server = server_of(app, settings)
            thread = threading.Thread(target=serve, args=(server, on), daemon=True)
            thread.start()
            made = Pages(parts, f"http://127.0.0.1:{settings.port}", settings, clock)
            try:
                yield made
            finally:
                made.close()
                server.should_exit = True
                thread.join()
