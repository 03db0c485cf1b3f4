"""One trial: the daemon dies at a point, is started again and ends its work; what does not hold is told."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from crash import deeds
from crash.holding import breaches, repeated
from crash.life import KILLED, Life, live
from crash.points import NEVER, Point
from crash.scenario import mails
from servers.dovecot import Dovecot
from servers.installation import Installation
from servers.program import Program
from servers.smtp_sink import SmtpSink

_NO_MOVE = "imap_capability = IMAP4rev1 LITERAL+ ENABLE IDLE NAMESPACE UIDPLUS ESEARCH"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a trial. `deaths`: how often the point was met. `recovery`: seconds from the last start to
    the end of all work; `cold`: with the loading of the program.
    """

    point: str
    seed: int
    deaths: int
    problems: list[str]
    repeated: int
    recovery: float
    cold: bool
    seconds: float


@dataclass
class Bench:
    """The servers and the loaded program of many trials; each has an account and a sink of its own."""

    program: Program = field(default_factory=lambda: Program("crash.victim"))
    second: Program | None = None
    servers: dict[bool, Dovecot] = field(default_factory=dict)
    root: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="crash-")))

    def close(self) -> None:
        """Ends the servers, and removes what the trials left."""
        self.program.close()
        if self.second:
            self.second.close()
        for server in self.servers.values():
            server.close()
        shutil.rmtree(self.root, ignore_errors=True)

    def try_(self, point: Point, seed: int, *, mutant: str = "", cold: bool = False) -> Result:
        """One trial with the mails of `seed`; `cold`: the last start is the real program's, by exec."""
        if point.acts:
            return self._try_act(point, seed, mutant)
        begun = time.monotonic()
        with self.installation(point) as installation:
            expected = mails(seed)
            installation.deliver(*(mail.raw for mail in expected))
            lives = list(_lives(installation, point, mutant, len(expected)))
            last = _cold(installation) if cold else live(installation, _after(point), mutant, len(expected))
            problems = [
                f"it ended with {life.code}: {life.told}" for life in lives if life.code not in (0, KILLED)
            ]
            if last.code == 0:
                problems += breaches(installation, expected, point)
            else:
                problems.append(f"started again, it ended with {last.code}: {last.told}")
            deaths = sum(life.code == KILLED for life in lives)
            times = (round(last.seconds, 3), cold, round(time.monotonic() - begun, 3))
            return Result(str(point), seed, deaths, problems, repeated(installation), *times)

    def _try_act(self, point: Point, seed: int, mutant: str) -> Result:
        """One trial with the act of `seed`."""
        begun = time.monotonic()
        with self.installation(point) as installation:
            beside = None
            if point.thread == "beside":
                self.second = self.second or Program("crash.victim")
                beside = installation.twin(installation.folder, self.second)
            lives, problems = deeds.Trial(installation, beside, deeds.deed_for(point, seed), mutant).run(
                point
            )
            deaths = sum(life.code == KILLED for life in lives)
            return Result(
                str(point), seed, deaths, problems, 0, 0.0, False, round(time.monotonic() - begun, 3)
            )

    @contextmanager
    def installation(self, point: Point) -> Iterator[Installation]:
        server = self._server(point.plain)
        server.use_fresh_account("crash")
        folder = Path(tempfile.mkdtemp(dir=self.root))
        home = folder / "home"
        if point.fresh:
            home.mkdir()
        else:
            shutil.copytree(self._prepared(), home)
        with SmtpSink() as sink:
            installation = Installation(home, self.program, server, sink)
            try:
                yield installation
            finally:
                installation.close()
                shutil.rmtree(folder)

    def _server(self, plain: bool) -> Dovecot:
        if plain not in self.servers:
            extra = "verbose_proctitle = yes\n" + (_NO_MOVE if plain else "")
            self.servers[plain] = Dovecot(extra=extra).start()
        return self.servers[plain]

    def _prepared(self) -> Path:
        """An installation that has looked once into an empty mailbox."""
        ready = self.root / "prepared"
        if not ready.exists():
            ready.mkdir()
            with SmtpSink() as sink:
                server = self._server(False)
                server.use_fresh_account("prepared")
                life = live(Installation(ready, self.program, server, sink), NEVER, "", 0)
                assert life.code == 0, life.told
        return ready


def _lives(installation: Installation, point: Point, mutant: str, messages: int) -> Iterator[Life]:
    """The lives that are to end at the point; one that did not has met no more of it."""
    for number in range(point.kills):
        life = live(installation, point.later if number else point, mutant, messages)
        yield life
        if life.code != KILLED:
            return


def _after(point: Point) -> Point:
    return replace(NEVER, thread=point.thread)


def _cold(installation: Installation) -> Life:
    begun = time.monotonic()
    daemon = installation.start("--once")
    code = daemon.wait()
    return Life(code, time.monotonic() - begun, installation.daemon_log.read_text())
