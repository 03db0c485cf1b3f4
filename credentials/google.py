"""Google Workspace, by google-auth: a service account, and a person's consent as an installed program.

The consent is "OAuth 2.0 for iOS & Desktop Apps" (developers.google.com), with the browser sent to an address
of its own machine that nobody serves: the person copies it out of the browser, which may run elsewhere.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from credentials.answers import refusal
from credentials.errors import CredentialFault
from credentials.token import Person, Token
from credentials.web import Web
from settings.errors import WrongUse
from settings.load import ConfigError
from settings.oauth2 import OAuth2
from settings.secrets import client_secret

SCOPE = "https://mail.google.com/"
_PAGE = "https://accounts.google.com/o/oauth2/v2/auth"
_TOKENS = "https://oauth2.googleapis.com/token"
_BACK = "http://127.0.0.1"


class Google:
    """One project of Google Cloud; `account` is whose consent is asked for."""

    name = "Google"

    def __init__(self, settings: OAuth2, account: str) -> None:
        """Raises ConfigError and WrongUse for what could never give a token."""
        if settings.flow == "consent" and not settings.client_id:
            raise ConfigError("[oauth2] client_id is missing: the Google Cloud console shows it")
        self._client, self._account = settings.client_id, account
        self._key = _service_account(settings) if settings.flow == "app" else {}
        self._secret = client_secret() if settings.flow == "consent" else ""
        authority = settings.authority
        self._page = f"{authority}/o/oauth2/v2/auth" if authority else _PAGE
        self._tokens = f"{authority}/token" if authority else _TOKENS

    def by_app(self, account: str) -> Token:
        """The service account speaks for `account`: domain-wide delegation."""
        from google.oauth2.service_account import Credentials

        try:
            # Where the assertion goes is ours to say, not the file's.
            credentials = Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
                self._key | {"token_uri": self._tokens}, scopes=[SCOPE], subject=account
            )
        except (ValueError, TypeError):
            told = (
                "the private key in [oauth2] key_file cannot be used: make a new key for the service account"
            )
            raise CredentialFault(f"{told}.", lasting=True) from None
        return self._refreshed(credentials)

    def by_consent(self, refresh: str) -> Token:
        """Google's refresh tokens stay the same."""
        from google.oauth2.credentials import Credentials

        credentials = Credentials(  # type: ignore[no-untyped-call]
            None,
            refresh_token=refresh,
            token_uri=self._tokens,
            client_id=self._client,
            client_secret=self._secret,
        )
        return self._refreshed(credentials)

    def log_in(self, person: Person) -> Token:
        """Sends the person to Google's page; what the browser then shows in its address line is pasted."""
        verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        ours = {"client_id": self._client, "redirect_uri": _BACK}
        asked = {
            "response_type": "code",
            "scope": f"{SCOPE} openid email",
            "access_type": "offline",
            "prompt": "consent",
            "login_hint": self._account,
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        person.visit(f"{self._page}?{urlencode(ours | asked)}", "")
        code = self._code(person.paste(), state)
        given = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
        answer = Web(self.name).post(self._tokens, ours | given | {"client_secret": self._secret}).json
        if "refresh_token" not in answer:
            raise refusal(self.name, answer)
        return _consented(answer)

    def key_ends(self) -> None:
        """A service account's key does not tell."""

    def _code(self, pasted: str, state: str) -> str:
        told = {name: values[0] for name, values in parse_qs(urlsplit(pasted.strip()).query).items()}
        if not secrets.compare_digest(told.get("state", "").encode(), state.encode()):
            raise WrongUse(
                "that is not the address to which the browser was sent; nothing is kept. Try again"
            )
        if "code" not in told:
            raise refusal(self.name, told)
        return told["code"]

    def _refreshed(self, credentials: Any) -> Token:
        from google.auth.exceptions import GoogleAuthError

        try:
            credentials.refresh(Web(self.name))
        except GoogleAuthError as error:
            said = error.args[1] if len(error.args) > 1 else {}
            raise refusal(self.name, said if isinstance(said, dict) else {}) from None
        if not credentials.token:
            raise CredentialFault(f"{self.name} answered without a token. It is asked again.", lasting=False)
        ends = credentials.expiry or datetime.now(UTC).replace(tzinfo=None)
        refresh = getattr(credentials, "refresh_token", None) or ""
        return Token(credentials.token, ends.replace(tzinfo=UTC), refresh)


def _service_account(settings: OAuth2) -> dict[str, Any]:
    """Its JSON key. Raises ConfigError."""
    if settings.key_file is None:
        raise ConfigError("[oauth2] key_file is missing: the JSON key of the service account")
    try:
        key = json.loads(settings.key_file.read_text("utf-8"))
        if {"client_email", "private_key"} <= key.keys():
            return dict(key)
    except (OSError, ValueError, AttributeError):
        pass
    raise ConfigError(f"[oauth2] key_file: {settings.key_file} is not the JSON key of a service account")


def _consented(answer: Mapping[str, Any]) -> Token:
    """Google tells when a consent ends where it does: seven days for a program that is still in testing."""
    now = datetime.now(UTC)
    lasts = answer.get("refresh_token_expires_in")
    return Token(
        answer["access_token"],
        now + timedelta(seconds=int(answer.get("expires_in", 0))),
        answer["refresh_token"],
        _whose(answer.get("id_token", "")),
        now + timedelta(seconds=int(lasts)) if lasts else None,
    )


def _whose(id_token: str) -> str:
    """Who consented. From Google itself over https, it needs no signature (OpenID Connect Core, 3.1.3.7)."""
    try:
        claims = json.loads(base64.urlsafe_b64decode(f"{id_token.split('.')[1]}=="))
        return str(claims.get("email", ""))
    except (IndexError, ValueError, AttributeError):
        return ""
