"""A real PostgreSQL on loopback: Debian's, with a folder, a port and an account of its own."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from servers.ports import free_port

OWNER = "intake"
_FRESH = "fresh"
_CONFIG = """\
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
fsync = off
full_page_writes = off
max_connections = 60
shared_buffers = 32MB
log_statement = ddl
"""


def programs() -> Path:
    """The folder of initdb and pg_ctl. Skips the test where there is none, unless CI is set."""
    found = shutil.which("pg_ctl")
    places = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not places or not (places[-1] / "pg_ctl").exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("PostgreSQL is not installed (postgresql)")
    return places[-1]


class Postgres:
    """The server. It sorts as Thai does and not by bytes, as a server of the field may."""

    def __init__(self) -> None:
        self._programs = programs()
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        self.port = free_port()
        self._numbers = count(1)
        self.log = self._folder / "log"

    def start(self) -> "Postgres":
        user = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        os.chown(self._folder, user.pw_uid, user.pw_gid)
        self._as = (
            {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        )
        icu = ("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=th")
        self._run("initdb", "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-sync", *icu)
        with (self._folder / "data" / "postgresql.conf").open("a") as config:
            config.write(_CONFIG.format(port=self.port))
        self.run()
        return self

    def run(self) -> None:
        """Starts it, again too."""
        self._run("pg_ctl", "start", "--wait", "--silent", "--log", str(self.log))

    def stop(self, mode: str = "fast") -> None:
        """Ends it; `run` starts it again on the same records."""
        self._run("pg_ctl", "stop", "--wait", "--silent", "--mode", mode)

    def close(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self._folder)

    def url(self, name: str) -> str:
        """The address of a database, as `[storage] database` takes it."""
        return f"postgresql://{OWNER}@127.0.0.1:{self.port}/{name}"

    def make(self, template: str = "template1") -> str:
        """A new database like `template`; returns its address."""
        name = f"d{next(self._numbers)}"
        self.admin(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                *map(sql.Identifier, (name, template))
            )
        )
        return self.url(name)

    def make_encoded(self, encoding: str) -> str:
        """The same in another encoding."""
        name = f"d{next(self._numbers)}"
        self.admin(
            sql.SQL(
                "CREATE DATABASE {} TEMPLATE template0 ENCODING {} LOCALE 'C' LOCALE_PROVIDER libc"
            ).format(sql.Identifier(name), encoding)
        )
        return self.url(name)

    def end_sessions(self, url: str) -> None:
        """All connections to the database, as its administrator may end them."""
        statement = sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}")
        self.admin(statement.format(url.rpartition("/")[2]))

    def drop(self, url: str) -> None:
        name = sql.Identifier(url.rpartition("/")[2])
        self.admin(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))

    def hide_trigrams(self, url: str) -> None:
        """To clients of this database the server has no pg_trgm: a view stands before its list."""
        name = sql.Identifier(url.rpartition("/")[2])
        with closing(psycopg.connect(url, autocommit=True)) as connection:
            connection.execute(
                "CREATE SCHEMA before CREATE VIEW pg_available_extensions AS"
                " SELECT * FROM pg_catalog.pg_available_extensions WHERE name <> 'pg_trgm'"
            )
            path = sql.SQL("ALTER DATABASE {} SET search_path = before, pg_catalog, public").format(name)
            connection.execute(path)

    def as_guest(self, url: str) -> str:
        """The same database under an account that may only connect."""
        with suppress(psycopg.errors.DuplicateObject):
            self.admin(sql.SQL("CREATE ROLE guest LOGIN").format())
        return url.replace(f"{OWNER}@", "guest@")

    def admin(self, statement: sql.Composed) -> None:
        with closing(psycopg.connect(self.url("postgres"), autocommit=True)) as connection:
            connection.execute(statement)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), "-D", str(self._folder / "data"), *arguments]
        # Not over a pipe: the server would hold it open.
        with (self._folder / "said").open("w") as said:
            done = subprocess.run(command, stdout=said, stderr=said, cwd="/", timeout=60, **self._as)  # type: ignore[call-overload]
        assert done.returncode == 0, (self._folder / "said").read_text()
