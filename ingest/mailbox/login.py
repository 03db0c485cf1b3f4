"""Logs in: LOGIN with a password, AUTHENTICATE with an access token."""

import imaplib
from collections.abc import Callable

from imapclient.exceptions import LoginError

from credentials import Credential
from ingest.mailbox.errors import ILL, LoginRefused, MailboxError, quote
from ingest.mailbox.wire import Client
from settings.load import ConfigError
from settings.servers import Mailbox


def secret(settings: Mailbox, credential: Credential) -> str:
    """What to log in with, before the server is asked for anything. Raises ConfigError and CredentialFault.

    imaplib sends ASCII only, and line breaks as commands.
    """
    found = credential.secret()
    if not found:
        raise ConfigError("INTAKE_MAILBOX_PASSWORD is not set")
    for name, text in (("INTAKE_MAILBOX_PASSWORD", found), ("[mailbox] username", settings.username)):
        if not (text.isascii() and text.isprintable()):
            raise ConfigError(f"{name} must be of plain ASCII characters; IMAP's LOGIN carries no others")
    return found


def log_in(client: Client, settings: Mailbox, credential: Credential, secret: str, where: str) -> None:
    """Raises LoginRefused. A refused access token is fetched anew and tried once more: it may be old."""
    log_in = _by_token if credential.bearer else _by_password
    try:
        log_in(client, settings.username, secret, where)
    except LoginRefused as refused:
        other = "" if refused.temporary else credential.renewed(secret)
        if not other:
            raise
        log_in(client, settings.username, other, where)


def _by_password(client: Client, username: str, password: str, where: str) -> None:
    if client.has_capability("LOGINDISABLED"):
        told = "it takes no password on this connection. Check [mailbox] tls; nothing was sent in clear"
        raise LoginRefused(f"{where}: {told}.")
    # imaplib quotes the password alone.
    quoted = username.replace("\\", "\\\\").replace('"', '\\"')
    try:
        client.login(f'"{quoted}"', password)
    except LoginError as error:
        cure = "Check [mailbox] username and INTAKE_MAILBOX_PASSWORD"
        if "[EXPIRED]" in str(error).upper():  # RFC 5530, section 3
            cure = "It was right once and has expired: set a new INTAKE_MAILBOX_PASSWORD"
        raise _refused(error, username, password, cure, where) from None


def _by_token(client: Client, username: str, token: str, where: str) -> None:
    """By XOAUTH2, which both providers have, or its standard form (RFC 7628) where that alone is offered."""
    if client.has_capability("AUTH=XOAUTH2") or not client.has_capability("AUTH=OAUTHBEARER"):
        mechanism, answers = "XOAUTH2", _once(f"user={username}\1auth=Bearer {token}\1\1", "")
    else:
        escaped = username.replace("=", "=3D").replace(",", "=2C")
        mechanism, answers = "OAUTHBEARER", _once(f"n,a={escaped},\1auth=Bearer {token}\1\1", "\1")
    try:
        client.wire.authenticate(mechanism, answers)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        cure = "Check [mailbox] username, and that the account lets this program in (docs/providers.md)"
        raise _refused(error, username, token, cure, where) from None


def _once(response: str, after_error: str) -> Callable[[bytes], bytes]:
    """The response; a second challenge tells of an error, and is answered so that the refusal follows."""
    answers = iter((response.encode(), after_error.encode()))
    return lambda _challenge: next(answers, b"")


def _refused(error: imaplib.IMAP4.error, username: str, secret: str, cure: str, where: str) -> MailboxError:
    said = "" if secret in str(error) else f": {quote(error).rstrip('.')}"
    message = f"{where}: the login of {username} is refused{said}. {cure}."
    return LoginRefused(message, temporary=bool(ILL.search(str(error))))
