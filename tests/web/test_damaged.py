"""Pages over a database that is damaged while they are served."""

from pathlib import Path

import pytest
from servers.office import Office
from servers.pages import pages_of

from parsers.process import Parser
from storage.accounts.roles import StaffRole
from storage.schema import database_file
from web.health import Heard


@pytest.mark.sqlite
def test_the_health_is_told_in_a_plain_word_whoever_asks(
    desk_office: Office, parser: Parser, capfd: pytest.CaptureFixture[str]
) -> None:
    heard = Heard()
    heard.hear({"status": "ok", "storage": "ok"})
    with pages_of(desk_office.parts, parser, heard=heard) as pages:
        clients = pages.client(), pages.client(StaffRole.ADMIN)
        assert [client.get("/healthz").status_code for client in clients] == [200, 200]
        database = database_file(desk_office.parts.engine)
        assert database
        desk_office.parts.engine.dispose()
        for each in (database, Path(f"{database}-wal"), Path(f"{database}-shm")):
            each.unlink(missing_ok=True)
        database.write_bytes(b"no database at all " * 1000)
        for client in clients:
            answer = client.get("/healthz")
            assert answer.status_code == 503
            assert answer.json() == {"status": "down", "storage": "database-damaged"}
    assert "Traceback" not in capfd.readouterr().err
