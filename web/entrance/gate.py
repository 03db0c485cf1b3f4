"""The gate of the application: tells who asks by his session, and keeps what he typed when it has ended."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from runtime.parts import Parts
from settings.web import Web
from storage.accounts import kept, sessions
from storage.accounts.sessions import Lasting
from storage.engine import reading, writing
from storage.tables import Account, StaffSession
from web.entrance import cookies
from web.entrance.cookies import Cookies
from web.entrance.slowness import Slowness
from web.forms import has_token, origins_of
from web.rendering import show
from web.visitor import Visitor

TOUCHED = timedelta(minutes=1)
"""A session's last use is written down no more often: reading a page is not to wait for the records' lock."""


class Entrance:
    """Sessions by cookie. `clock` tells the time, `later` does what a page need not wait for."""

    def __init__(
        self,
        parts: Parts,
        settings: Web,
        clock: Callable[[], datetime],
        later: Callable[[Callable[[], None]], None],
    ) -> None:
        self.parts, self.settings, self.clock = parts, settings, clock
        self.cookies = Cookies(settings.is_https)
        self.origins = origins_of(settings.address)
        self.slowness = Slowness()
        self._lasting = Lasting(
            timedelta(hours=settings.session_hours), timedelta(minutes=settings.idle_minutes)
        )
        self._later = later
        # Longer than a session lasts: what was typed into one that has ended is kept for its person.
        self.remembered = 3 * self._lasting.longest
        self._key = secrets.token_hex(32)

    def visitor(self, request: Request) -> Visitor | None:
        """Who asks, if his session still lasts and his account is in use."""
        token = self.cookies.get(request, cookies.SESSION)
        found = self._found(token)
        if found is None:
            return None
        row, account = found
        now = self.clock()
        if row.ended_at or account.disabled_at or now >= self._lasting.ends_at(row):
            return None
        if now - row.used_at > TOUCHED:
            row.used_at = now
            self._later(lambda: self._touch(row.id, now))
        request.state.session_now, request.state.session_ends_at = now, self._lasting.ends_at(row)
        return Visitor(account.name, account.role, cookies.language_of(request), cookies.token_of(token))

    def stranger_token(self, request: Request) -> str:
        """Bound to the cookie that came with the login page; without one nothing fits."""
        knock = self.cookies.get(request, cookies.KNOCK)
        return self.token_for(knock) if knock else secrets.token_hex(32)

    def token_for(self, knock: str) -> str:
        """What the login form must carry that belongs to such a cookie."""
        return cookies.sealed(self._key, knock)

    def was_here(self, request: Request) -> bool:
        """Only what such a person has typed is taken in, to be kept."""
        found = self._found(self.cookies.get(request, cookies.SESSION))
        return found is not None and not (found[0].ended_at or found[1].disabled_at)

    def turn_away(self, request: Request, form: FormData | None) -> Response:
        """To the login, and from there back to the page, or to what was typed."""
        if request.method == "POST":
            came = "?kept=1" if form is not None and self._keep_of_the_past(request, form) else ""
            return RedirectResponse(f"/login{came}", HTTPStatus.SEE_OTHER)
        if request.headers.get("sec-fetch-site") == "cross-site":
            # A link in a mail: the browser withholds the cookie from it, and not from our own page's.
            answer = show(request, "entrance/again.html")
            answer.headers["Refresh"] = "0"
            return answer
        return RedirectResponse(f"/login?next={quote(_address_of(request), safe='')}", HTTPStatus.SEE_OTHER)

    def grown_old(self, request: Request, form: FormData) -> Response:
        """What a page of an earlier session has sent is not done: it is shown to its person once more."""
        found = self._found(self.cookies.get(request, cookies.SESSION))
        is_kept = found is not None and "token" in form and self._keep(request, form, found[1].id)
        return show(request, "entrance/old.html", {"is_kept": is_kept}, HTTPStatus.FORBIDDEN)

    def _keep(self, request: Request, form: FormData, account: int) -> bool:
        """Keeps what was typed, without files. False where it is too large."""
        fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        typed = [(name, value) for name, value in fields if name != "token"]
        with writing(self.parts.engine) as session:
            return kept.keep(session, account, _address_of(request), typed, self.clock())

    def _keep_of_the_past(self, request: Request, form: FormData) -> bool:
        """Only for a session that has ended by itself, and a form that was made in it: nobody else's."""
        token = self.cookies.get(request, cookies.SESSION)
        found = self._found(token)
        fits = found is not None and has_token(form, cookies.token_of(token))
        return found is not None and fits and self._keep(request, form, found[1].id)

    def _found(self, token: str) -> tuple[StaffSession, Account] | None:
        if not token:
            return None
        with reading(self.parts.engine) as session:
            return sessions.find(session, token)

    def _touch(self, number: int, at: datetime) -> None:
        with writing(self.parts.engine) as session:
            sessions.touch(session, number, at)


def _address_of(request: Request) -> str:
    """The page with what was asked of it, on this server."""
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


def entrance_of(request: Request) -> Entrance:
    """The entrance that the request came through."""
    entrance: Entrance = request.app.state.entrance
    return entrance
