"""Microsoft 365, by msal: client credentials, and a person's consent by device code.

The permissions are those of "Authenticate an IMAP, POP or SMTP connection using OAuth" (learn.microsoft.com).
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from credentials.answers import refusal
from credentials.errors import CredentialFault
from credentials.token import Person, Token
from credentials.web import Web
from settings.load import ConfigError
from settings.oauth2 import OAuth2
from settings.secrets import client_secret

_USUAL = "https://login.microsoftonline.com"
_APP_SCOPES = ["https://outlook.office365.com/.default"]
_CONSENT_SCOPES = [
    "https://outlook.office.com/IMAP.AccessAsUser.All",
    "https://outlook.office.com/SMTP.Send",
]


class Microsoft:
    """One registered program in one tenant."""

    name = "Microsoft 365"

    def __init__(self, settings: OAuth2) -> None:
        """Raises ConfigError and WrongUse for what could never give a token."""
        for key in ("tenant", "client_id"):
            if not getattr(settings, key):
                raise ConfigError(f"[oauth2] {key} is missing: the Entra admin center shows it")
        self._settings = settings
        self._key: dict[str, str] = {}
        self._secret = ""
        if settings.flow == "app" and settings.key_file:
            self._key = _certificate(settings.key_file)
        elif settings.flow == "app":
            self._secret = client_secret()

    def by_app(self, account: str) -> Token:
        """One token reads every mailbox that the program was given; the login names which."""
        from msal import ConfidentialClientApplication

        app = self._made(ConfidentialClientApplication, client_credential=self._key or self._secret)
        return _token(app.acquire_token_for_client(_APP_SCOPES))

    def by_consent(self, refresh: str) -> Token:
        """Microsoft gives a new refresh token each time; the old one goes on for a while."""
        return _token(self._public().acquire_token_by_refresh_token(refresh, _CONSENT_SCOPES))

    def log_in(self, person: Person) -> Token:
        """Waits until the person has typed the code, or it has expired."""
        app = self._public()
        flow = app.initiate_device_flow(_CONSENT_SCOPES)
        if "user_code" not in flow:
            raise refusal(self.name, flow)
        person.visit(flow["verification_uri"], flow["user_code"])
        token = _token(app.acquire_token_by_device_flow(flow))
        if not token.refresh:
            told = f"{self.name} gave access for an hour and no consent; nothing is kept"
            raise CredentialFault(f"{told}. See docs/providers.md.", lasting=True)
        return token

    def key_ends(self) -> datetime | None:
        """The end of the certificate."""
        if not self._key:
            return None
        from cryptography.x509 import load_pem_x509_certificate

        return load_pem_x509_certificate(self._key["public_certificate"].encode()).not_valid_after_utc

    def _public(self) -> Any:
        from msal import PublicClientApplication

        return self._made(PublicClientApplication)

    def _made(self, kind: Any, **more: Any) -> Any:
        """msal's object, made anew each time: it would keep tokens, and refusals for a minute, by itself."""
        settings = self._settings
        authority = f"{settings.authority or _USUAL}/{settings.tenant}"
        try:
            return kind(
                settings.client_id,
                authority=authority,
                # An authority of the organiser's own is believed: Microsoft is not asked whether it is one.
                instance_discovery=False,
                http_client=Web(self.name),
                **more,
            )
        except ValueError:
            told = f"{self.name}: {authority} is no tenant. Check [oauth2] tenant"
            raise CredentialFault(f"{told}, and key_file where it is set.", lasting=True) from None


def _token(answer: Mapping[str, Any]) -> Token:
    if "access_token" not in answer:
        raise refusal(Microsoft.name, answer)
    claims = answer.get("id_token_claims") or {}
    return Token(
        answer["access_token"],
        datetime.now(UTC) + timedelta(seconds=int(answer.get("expires_in", 0))),
        answer.get("refresh_token", ""),
        str(claims.get("preferred_username", "")),
    )


def _certificate(path: Path) -> dict[str, str]:
    """The certificate and its key, as msal takes them. Raises ConfigError."""
    from cryptography.x509 import load_pem_x509_certificate

    try:
        pem = path.read_text("ascii")
        load_pem_x509_certificate(pem.encode())
    except (OSError, ValueError):
        raise ConfigError(f"[oauth2] key_file: {path} cannot be read as a certificate (PEM)") from None
    parts = {"private_key": _part(pem, "PRIVATE KEY"), "public_certificate": _part(pem, "CERTIFICATE")}
    if not all(parts.values()):
        raise ConfigError(f"[oauth2] key_file: {path} must hold the private key as well")
    return parts


def _part(pem: str, kind: str) -> str:
    """The first block of that kind, whatever stands before the word (RSA, EC)."""
    lines = pem.splitlines()
    begins = [number for number, line in enumerate(lines) if line.startswith("-----BEGIN") and kind in line]
    if not begins:
        return ""
    ends = [n for n, line in enumerate(lines) if n > begins[0] and line.startswith("-----END")]
    return "\n".join(lines[begins[0] : ends[0] + 1]) if ends else ""
