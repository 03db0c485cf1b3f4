"""The cookies: none is seen by scripts, none goes along with what another site makes a browser send."""

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from storage.tables import Account

SESSION, KNOCK, KNOWN, LANGUAGE = "session", "knock", "known", "language"
_YEAR = 365 * 24 * 3600


def sealed(key: str, *words: str) -> str:
    """A seal over the words that only the holder of the key can make."""
    return hmac.new(key.encode(), "\n".join(words).encode(), sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Cookies:
    """Their names and flags. Over https `__Host-` keeps neighbours of our domain from setting them."""

    https: bool

    def get(self, request: Request, name: str) -> str:
        """What the browser brought; empty for none."""
        return request.cookies.get(self._spelled(name), "")

    def put(self, answer: Response, name: str, value: str, *, stays: bool = False) -> None:
        """Gives the browser one, until it is closed or for a year."""
        answer.set_cookie(
            self._spelled(name),
            value,
            max_age=_YEAR if stays else None,
            path="/",
            secure=self.https,
            httponly=True,
            samesite="strict",
        )

    def drop(self, answer: Response, name: str) -> None:
        """Takes it back."""
        answer.delete_cookie(
            self._spelled(name), path="/", secure=self.https, httponly=True, samesite="strict"
        )

    def _spelled(self, name: str) -> str:
        # The language is read by every page, and is nobody's secret.
        return f"__Host-{name}" if self.https and name != LANGUAGE else name


def new_knock() -> str:
    """What the forms of somebody who is not logged in are bound to."""
    return secrets.token_urlsafe(16)


def language_of(request: Request) -> Literal["th", "en"]:
    """The language that the browser has chosen."""
    return "en" if request.cookies.get(LANGUAGE) == "en" else "th"


def token_of(session: str) -> str:
    """What the forms of a session carry: it proves the session, and tells nothing of its cookie."""
    return sealed(session, "form")


def known_browser(account: Account) -> str:
    """The value of the cookie by which a browser is known again."""
    nonce = secrets.token_urlsafe(16)
    return f"{nonce}.{sealed(account.browsers, nonce)}"


def browser_of(account: Account, cookie: str) -> str:
    """Which browser of this person's it is; empty for one from which he has never logged in."""
    nonce, _, seal = cookie.partition(".")
    return nonce if hmac.compare_digest(seal, sealed(account.browsers, nonce)) else ""
