"""What goes wrong meanwhile, at random: servers, disk, database, and the parser's helper."""

import os
import random
import resource
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress

from servers.installation import Installation
from soak.meters import helper_of


class Troubles:
    """Each method does something to the running installation, and undoes it before it returns."""

    def __init__(self, installation: Installation, daemon: int, chance: random.Random) -> None:
        self._installation = installation
        self._daemon = daemon
        self._chance = chance
        self.kinds: list[Callable[[], None]] = [
            self.mail_server_restarts,
            self.mail_server_is_away,
            self.smtp_server_is_away,
            self.smtp_server_defers,
            self.smtp_server_refuses_us,
            self.smtp_server_cuts,
            self.smtp_server_is_slow,
            self.disk_takes_no_more,
            self.database_is_locked,
            self.helper_dies,
        ]

    def one(self) -> str:
        """Makes one of them happen; its name."""
        trouble = self._chance.choice(self.kinds)
        trouble()
        return trouble.__name__

    def mail_server_restarts(self) -> None:
        self._installation.dovecot.restart()

    def mail_server_is_away(self) -> None:
        self._installation.dovecot.stop()
        self._wait()
        self._installation.dovecot.start()

    def smtp_server_is_away(self) -> None:
        self._installation.sink.stop()
        self._wait()
        self._installation.sink.start()

    def smtp_server_defers(self) -> None:
        self._installation.sink.fail(self._chance.choice(["rcpt", "data", "final"]), "451 later", times=3)

    def smtp_server_refuses_us(self) -> None:
        self._installation.sink.fail(self._chance.choice(["banner", "ehlo", "mail"]), "554 not you", times=2)

    def smtp_server_cuts(self) -> None:
        # Not after the final dot: what then is sent twice is counted by tests of its own.
        self._installation.sink.drop(self._chance.choice(["ehlo", "rcpt", "data"]), times=2)

    def smtp_server_is_slow(self) -> None:
        self._installation.sink.stall(self._chance.choice(["ehlo", "rcpt", "final"]), 2.0, times=2)

    def disk_takes_no_more(self) -> None:
        """Every write of the daemon beyond the first 4 KiB of a file fails (EFBIG)."""
        before = resource.prlimit(self._daemon, resource.RLIMIT_FSIZE)
        resource.prlimit(self._daemon, resource.RLIMIT_FSIZE, (4096, before[1]))
        try:
            self._wait()
        finally:
            resource.prlimit(self._daemon, resource.RLIMIT_FSIZE, before)

    def database_is_locked(self) -> None:
        with closing(sqlite3.connect(self._installation.folder / "intake.db", timeout=10)) as database:
            with suppress(sqlite3.OperationalError):
                database.execute("BEGIN IMMEDIATE")
            self._wait()
            database.rollback()

    def helper_dies(self) -> None:
        with suppress(StopIteration, OSError):
            os.kill(helper_of(self._daemon), signal.SIGKILL)

    def _wait(self) -> None:
        time.sleep(self._chance.uniform(1, 4))
