"""Servers of mail that take access tokens, the server that gives them, and the program between."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers.dovecot import Dovecot
from servers.fixtures import program
from servers.installation import Installation
from servers.program import Program
from servers.smtp_sink import SmtpSink
from servers.token_server import CLIENT, SECRET, TENANT, TokenServer, dovecot_accepts

__all__ = ["program"]

KEY = "a-key-of-the-organiser's-own"


@pytest.fixture(scope="session")
def signing() -> bytes:
    return secrets.token_bytes(32)


@pytest.fixture(scope="session")
def mail_server(signing: bytes) -> Iterator[Dovecot]:
    folder = Path(tempfile.mkdtemp(prefix="dovecot-oauth2-"))
    server = Dovecot(extra=dovecot_accepts(folder, signing))
    try:
        yield server.start()
    finally:
        server.close()
        shutil.rmtree(folder)


@pytest.fixture
def tokens(
    mail_server: Dovecot, signing: bytes, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TokenServer]:
    mail_server.use_fresh_account(request.node.name)
    server = TokenServer(mail_server.username, mail_server.certificates, signing).start()
    monkeypatch.setenv("SSL_CERT_FILE", str(mail_server.certificates.authority))
    monkeypatch.setenv("INTAKE_OAUTH2_CLIENT_SECRET", SECRET)
    monkeypatch.setenv("INTAKE_SECRET_KEY", KEY)
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def office(
    mail_server: Dovecot, program: Program, tokens: TokenServer, tmp_path: Path
) -> Iterator[Installation]:
    """Microsoft 365 with a client secret; neither password is in the environment."""
    with SmtpSink(login=("nobody", "-"), mechanisms=("XOAUTH2",), tokens=tokens.accepts) as sink:
        made = Installation(tmp_path, program, mail_server, sink)
        del made.environment["INTAKE_MAILBOX_PASSWORD"]
        made.environment |= {
            "SSL_CERT_FILE": str(mail_server.certificates.authority),
            "INTAKE_OAUTH2_CLIENT_SECRET": SECRET,
            "INTAKE_SECRET_KEY": KEY,
        }
        made.configure(
            mailbox={"auth": "oauth2", "provider": "microsoft365"},
            smtp={"auth": "oauth2", "username": tokens.account},
            oauth2={
                "flow": "app",
                "tenant": TENANT,
                "client_id": CLIENT,
                "authority": tokens.url,
            },
        )
        try:
            yield made
        finally:
            made.close()
