"""The whole program for a test: an account on one Dovecot, a sink and a folder of its own; for conftests."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from servers.dovecot import Dovecot
from servers.installation import Installation
from servers.polling import Polling, polling
from servers.postgres import Postgres
from servers.program import Program
from servers.s3 import S3
from servers.smtp_sink import SmtpSink

from parsers.process import Parser
from settings.tables import Limits


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Dovecot]:
    server = Dovecot(extra="verbose_proctitle = yes")
    try:
        yield server.start()
    finally:
        server.close()


@pytest.fixture(scope="session")
def program() -> Iterator[Program]:
    loaded = Program()
    try:
        yield loaded
    finally:
        loaded.close()


@pytest.fixture
def installation(
    mail_server: Dovecot, program: Program, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Installation]:
    mail_server.use_fresh_account(request.node.name)
    with SmtpSink() as sink:
        made = Installation(tmp_path, program, mail_server, sink)
        try:
            yield made
        finally:
            made.close()


@pytest.fixture(scope="session")
def parser() -> Iterator[Parser]:
    with Parser(Limits()) as started:
        yield started


@pytest.fixture
def polls(installation: Installation, parser: Parser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Polling]:
    """The poller in this process; what cannot be fetched is tried again at each look."""
    monkeypatch.setattr("ingest.retries.PAUSE", timedelta(0))
    with polling(installation, parser) as made:
        yield made


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres().start()
    try:
        yield server
    finally:
        server.close()


@pytest.fixture(scope="session")
def s3() -> Iterator[S3]:
    server = S3().start()
    try:
        yield server
    finally:
        server.close()
