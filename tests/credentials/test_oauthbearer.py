"""A mail server that offers the standard's own mechanism alone (RFC 7628)."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers.dovecot import Dovecot
from servers.installation import Installation
from servers.token_server import TokenServer, dovecot_accepts

from credentials import Credentials
from ingest.mailbox import connect
from ingest.mailbox.errors import LoginRefused
from settings import load


@pytest.fixture
def bearer_only(signing: bytes) -> Iterator[Dovecot]:
    folder = Path(tempfile.mkdtemp(prefix="dovecot-oauthbearer-"))
    offered = dovecot_accepts(folder, signing).replace("plain login xoauth2 ", "plain ")
    server = Dovecot(extra=offered)
    try:
        yield server.start()
    finally:
        server.close()
        shutil.rmtree(folder)


@pytest.mark.parametrize("spoiled", [0, 1, 2])
def test_a_mailbox_that_offers_oauthbearer_alone_is_read(
    bearer_only: Dovecot, tokens: TokenServer, office: Installation, spoiled: int
) -> None:
    tokens.account, tokens.spoil = bearer_only.username, spoiled
    mailbox = bearer_only.settings("none", auth="oauth2", provider="microsoft365")
    credential = Credentials(load(office.config, {}).model_copy(update={"mailbox": mailbox})).mailbox()
    if spoiled == 2:
        with pytest.raises(LoginRefused, match="lets this program in"):
            connect(mailbox, credential)
    else:
        with connect(mailbox, credential) as connection:
            assert connection.status("INBOX").messages == 0
    assert len(tokens.grants()) == (2 if spoiled else 1)
