"""A credential whose secret is an access token, fetched anew whenever it is about to end or is refused."""

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from credentials.errors import CredentialFault
from credentials.record import Kept, Record, with_refresh
from credentials.token import Provider, Token

EARLY = timedelta(minutes=5)
"""A token with less left is not begun with: a login and a look must fit into the rest."""


class OAuth2:
    """Access of one account. `key` opens the consent; empty where the program has a right of its own."""

    bearer = True

    def __init__(self, provider: Provider, record: Record, account: str, key: str = "") -> None:
        self._provider, self._record, self._account, self._key = provider, record, account, key
        self._lock = threading.Lock()
        self._token: Token | None = None

    def secret(self) -> str:
        """An access token that is good for some minutes. Raises CredentialFault, ConfigError, OSError."""
        with self._lock:
            if self._token is None or self._token.ends - EARLY < datetime.now(UTC):
                self._token = self._fetched()
            return self._token.access

    def renewed(self, refused: str) -> str:
        """Another token than the refused one: fetched, unless another thread has done so meanwhile."""
        with self._lock:
            if self._token is None or self._token.access == refused:
                self._token = None  # a refused one is never offered again, even if no other is had
                self._token = self._fetched()
            return self._token.access if self._token.access != refused else ""

    def _fetched(self) -> Token:
        return self._by_consent() if self._key else self._by_app()

    def _by_app(self) -> Token:
        """Nothing is lost with the record of it: a full disk keeps no mail from being answered."""
        kept = self._record.read_or_forget().model_copy(update={"whose": self._account})
        try:
            token = self._provider.by_app(self._account)
        except CredentialFault as fault:
            with suppress(OSError):
                self._record.write(_failed(kept, fault))
            raise
        with suppress(OSError):
            self._record.write(_succeeded(kept, token))
        return token

    def _by_consent(self) -> Token:
        """A new refresh token is on the disk before the access token that came with it is used."""
        with self._record.locked():
            kept = self._record.read()
            refresh = self._record.refresh_token(kept, self._key)
            try:
                token = self._provider.by_consent(refresh)
            except CredentialFault as fault:
                with suppress(OSError):
                    self._record.write(_failed(kept, fault))
                raise
            kept = _succeeded(kept, token)
            if token.refresh and token.refresh != refresh:
                kept = with_refresh(kept, self._key, token.refresh)
            self._record.write(kept)
            return token


def _failed(kept: Kept, fault: CredentialFault) -> Kept:
    return kept.model_copy(update={"last_error": str(fault), "last_error_at": datetime.now(UTC)})


def _succeeded(kept: Kept, token: Token) -> Kept:
    changes = {"last_success": datetime.now(UTC), "last_error": "", "last_error_at": None}
    return kept.model_copy(update=changes | ({"until": token.until} if token.until else {}))
