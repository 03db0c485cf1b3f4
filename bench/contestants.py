"""Who takes the mail in, how each is started, and whether it brings every byte safely to disk."""

import hashlib
import os
import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from servers.dovecot import Dovecot
from servers.installation import Installation
from servers.program import Program
from servers.smtp_sink import SmtpSink

HERE = Path(__file__).parent
ROOT = HERE.parent
PEERS = ROOT / ".venv-bench" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Course:
    """What all have in common: the server with its filled mailboxes, and the way out."""

    dovecot: Dovecot
    sink: SmtpSink
    program: Program


@dataclass(frozen=True, slots=True)
class Contestant:
    """`syncs`: whether what it stored survives a loss of power, by reading its source. `files`: where it puts
    the files of mails, in its folder; None: it keeps none. `ends`: when the last mail was done (time.time),
    where the process goes on after that.
    """

    name: str
    what: str
    syncs: str
    files: str | None
    start: Callable[[Course, Path], Sequence[str]]
    ends: Callable[[Path], float] | None = None

    def environment(self, course: Course) -> Mapping[str, str]:
        return os.environ | {
            "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}",
            "INTAKE_MAILBOX_PASSWORD": course.dovecot.password,
        }

    def kept(self, folder: Path) -> frozenset[str]:
        """The hashes of all files that it left."""
        if self.files is None:
            return frozenset()
        found = (path for path in (folder / self.files).rglob("*") if path.is_file())
        return frozenset(map(_hash, found))


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _peer(script: str, python: Path) -> Callable[[Course, Path], Sequence[str]]:
    def start(course: Course, folder: Path) -> Sequence[str]:
        server = course.dovecot
        given = (str(server.port), server.username, server.password, str(folder))
        return [str(python), str(HERE / "peers" / f"{script}.py"), *given]

    return start


def _installed(course: Course, folder: Path, **replies: object) -> Path:
    installation = Installation(folder, course.program, course.dovecot, course.sink)
    installation.configure(replies=replies)
    return installation.config


def _stored(course: Course, folder: Path) -> Sequence[str]:
    return [sys.executable, str(HERE / "peers" / "ours_stored.py"), str(_installed(course, folder))]


def _judged(course: Course, folder: Path) -> Sequence[str]:
    config = _installed(course, folder, mode="approve")
    return [sys.executable, "-m", "intake", "--config", str(config), "run", "--once"]


def _whole(course: Course, folder: Path) -> Sequence[str]:
    config = _installed(course, folder, mode="send", per_hour=100_000)
    return [sys.executable, "-m", "intake", "--config", str(config), "run", "--once"]


def _last_decision(folder: Path) -> float:
    """Our pictures are drawn once all is answered."""
    with closing(sqlite3.connect(folder / "intake.db")) as records:
        (told,) = records.execute("SELECT max(decided_at) FROM decision").fetchone()
    return datetime.fromisoformat(told).replace(tzinfo=UTC).timestamp()


_OURS = Path(sys.executable)
CONTESTANTS = (
    Contestant("socket", "a bare socket, everything thrown away", "–", None, _peer("raw_socket", _OURS)),
    Contestant("imap-tools", "attachments saved", "no", ".", _peer("imap_tools_saving", PEERS)),
    Contestant("django-mailbox", "complete", "database only", "media", _peer("django_mailbox_all", PEERS)),
    Contestant("ours, stored", "mails stored", "all", None, _stored),
    Contestant(
        "ours, judged", "judged, recorded, reply queued", "all", "files/files", _judged, _last_decision
    ),
    Contestant("ours, whole", "the same, and replied", "all", "files/files", _whole),
)


def able() -> list[Contestant]:
    """Those that can run here; the peers need an environment of their own (`make bench` makes it)."""
    with suppress(OSError):
        if PEERS.exists():
            return list(CONTESTANTS)
    return [each for each in CONTESTANTS if each.name.startswith(("socket", "ours"))]
