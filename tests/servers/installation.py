"""One organiser's set-up: a folder with its config.toml, a mailbox, a way out, and the program itself."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from servers.dovecot import Dovecot
from servers.mails import ADDRESS, CLOSES, CONTEST, OPENS
from servers.program import Program
from servers.smtp_script import Received
from servers.smtp_sink import SmtpSink
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlmodel import select

from review.contract import logged
from runtime.parts import Parts, open_parts
from settings import load
from storage.engine import reading, writing
from storage.intake_log import rows
from storage.invariants import check
from storage.tables import Message, Outbox

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds for what takes one; a machine that compiles meanwhile takes ten."""

FOLDERS = {
    "accepted": "ตรวจแล้ว/รับแล้ว",
    "rejected": "ตรวจแล้ว/รอแก้ไข",
    "held": "ตรวจแล้ว/รอเจ้าหน้าที่",
    "ignored": "ตรวจแล้ว/อัตโนมัติ",
}
_NO_TABLES = (OperationalError, ProgrammingError)
SMTP_LOGIN = ("intake", "smtp-Pa55-word")


def _title(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # the process has ended since it was listed
        return b""


class Installation:
    """The program, its configuration, and the servers around it.

    `tables` are those of config.toml, to be changed by `configure`; `environment` is the processes' own.
    """

    def __init__(self, folder: Path, program: Program, dovecot: Dovecot, sink: SmtpSink) -> None:
        self.folder, self.dovecot, self.sink = folder, dovecot, sink
        self._program = program
        self.config = folder / "config.toml"
        self.tables = _tables(dovecot, sink)
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("INTAKE_")
        }
        self.environment["INTAKE_MAILBOX_PASSWORD"] = dovecot.password
        self._started: list[subprocess.Popen[str]] = []
        self._looked: tuple[str, Parts] | None = None
        self.configure()

    def twin(self, folder: Path, program: Program | None = None) -> "Installation":
        """The same mailbox and way out, in another folder, or with another process to run commands in."""
        return Installation(folder, program or self._program, self.dovecot, self.sink)

    def configure(self, **tables: Mapping[str, object]) -> None:
        """Writes config.toml anew, with these keys changed; None leaves a key out."""
        for name, changes in tables.items():
            self.tables.setdefault(name, {}).update(changes)
        lines: list[str] = []
        for name, table in self.tables.items():
            lines.append(f"[{name}]")
            lines += [f"{key} = {_toml(value)}" for key, value in table.items() if value is not None]
        self.config.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def deliver(self, *messages: bytes, folder: str = "INBOX") -> None:
        """Puts mail into the mailbox, received in the middle of the contest."""
        self.dovecot.deliver(messages, OPENS + (CLOSES - OPENS) / 2, folder)

    def intake(
        self, *arguments: str, stdin: bytes | None = None, named: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Runs one command to its end; its output as text. `named`: the configuration, by `--config`."""
        done = self._program.run(
            [*(["--config", str(self.config)] if named else []), *arguments],
            self.folder if named else self.folder.parent,
            self.environment,
            stdin or b"",
            PATIENCE * 5,
        )
        out, err = (text.decode("utf-8", "surrogateescape") for text in (done.stdout, done.stderr))
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    def run_once(self) -> None:
        """`intake run --once`, which must succeed."""
        done = self.intake("run", "--once")
        assert done.returncode == 0, done.stderr

    def verify(self) -> None:
        """`intake verify`, which must find nothing."""
        done = self.intake("verify")
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.splitlines()[-1] == "everything holds"

    def log_json(self, *filters: str) -> list[dict[str, Any]]:
        """`intake log --json`, read."""
        done = self.intake("log", "--json", *filters)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def start(
        self, *arguments: str, program: Sequence[str] = ("-m", "intake"), under: Sequence[str] = ()
    ) -> subprocess.Popen[str]:
        """Starts `intake run` and returns at once; its log goes to `daemon.log` in the folder.

        `under`: a program that is to run it, with its arguments, and becomes it.
        """
        with self.daemon_log.open("w") as log:
            daemon = subprocess.Popen(
                [*under, sys.executable, *program, "--config", str(self.config), "run", *arguments],
                env=self.environment,
                cwd=self.folder,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        self._started.append(daemon)
        return daemon

    def stop(self, daemon: "subprocess.Popen[str]") -> float:
        """Ends it as an organiser would, with SIGTERM; returns how many seconds that took."""
        asked = time.monotonic()
        daemon.terminate()
        daemon.wait(PATIENCE)
        return time.monotonic() - asked

    def close(self) -> None:
        """Ends what still runs."""
        for daemon in self._started:
            with suppress(ProcessLookupError):
                daemon.kill()
            daemon.wait()

    def command(self, *arguments: str) -> list[str]:
        """The program's command line."""
        return [sys.executable, "-m", "intake", "--config", str(self.config), *arguments]

    @property
    def daemon_log(self) -> Path:
        """What the daemon last started said."""
        return self.folder / "daemon.log"

    @contextmanager
    def parts(self) -> Iterator[Parts]:
        """The program's own records, to read in this process while it works."""
        parts = open_parts(load(self.config, {}))
        try:
            yield parts
        finally:
            parts.engine.dispose()

    @contextmanager
    def _looking(self) -> Iterator[Parts]:
        """The same parts each time while config.toml stays: SQLAlchemy keeps its statements compiled."""
        written = self.config.read_text("utf-8")
        if self._looked is None or self._looked[0] != written:
            self._looked = written, open_parts(load(self.config, {}))
        try:
            yield self._looked[1]
        finally:
            self._looked[1].engine.dispose()

    def rows(self) -> list[dict[str, Any]]:
        """What `log_json` gives, without a process; empty while the daemon has made no tables yet."""
        with (
            suppress(*_NO_TABLES),
            self._looking() as parts,
            reading(parts.engine) as session,
        ):
            return [logged(row) for row in rows(session, parts.contest)]
        return []

    def reading(self) -> int:
        """How many messages the daemon is reading, or was when it died."""
        with (
            suppress(*_NO_TABLES),
            self._looking() as parts,
            reading(parts.engine) as session,
        ):
            return len(session.exec(select(Message).where(Message.attempts > 0)).all())
        return 0

    def findings(self) -> list[str]:
        """What `verify --offline` finds, without a process."""
        with self.parts() as parts, reading(parts.engine) as session:
            return [f"{each.invariant}: {each.line}" for each in check(session, parts.contest, parts.files)]

    def statuses(self) -> list[str]:
        """How far each message has come."""
        return [row["status"] for row in self.rows()]

    def is_idling(self) -> bool:
        """Whether a session of our account waits for the server's word; Dovecot shows that in its title."""
        titles = [_title(path) for path in Path("/proc").glob("[0-9]*/cmdline")]
        name = self.dovecot.username.encode()
        return any(
            name in title and b"IDLE" in title for title in titles if title.startswith(b"dovecot/imap")
        )

    def make_due(self) -> None:
        """Lets the time pass after which a reply that was put off is tried again."""
        with self.parts() as parts, writing(parts.engine) as session:
            for reply in session.exec(select(Outbox)).all():
                reply.not_before = reply.created_at

    def wait_for(self, holds: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
        """Waits until something holds; fails with the daemon's log if it never does, or the daemon ends."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end and not self._ended(), f"no {what}: {self.daemon_log.read_text()}"
            time.sleep(0.05)

    def _ended(self) -> bool:
        return bool(self._started) and self._started[-1].poll() is not None

    def wait_for_log(self, words: str) -> None:
        """Waits until the daemon has said something."""
        self.wait_for(lambda: words in self.daemon_log.read_text(), repr(words))

    def folders(self) -> dict[str, list[str]]:
        """The mailbox as it is: the Message-IDs in each folder that holds any."""
        held: dict[str, list[str]] = {}
        with self.dovecot.client() as client:
            for flags, _, name in client.list_folders():
                if b"\\Noselect" in flags:
                    continue
                client.select_folder(name, readonly=True)
                # Each message's header alone, in one request for all.
                found = client.fetch(client.search(), ["BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"])
                ids = [message_id(row[b"BODY[HEADER.FIELDS (MESSAGE-ID)]"]) for row in found.values()]
                if ids:
                    held[name] = ids
        return held

    def answered(self) -> list[str]:
        """The Message-ID that each mail at the sink answers."""
        return [str(parsed(mail)["In-Reply-To"]) for mail in self.sink.mails]


def parsed(mail: Received) -> EmailMessage:
    """A mail at the sink, to look into."""
    message = message_from_bytes(mail.data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(mail: Received) -> str:
    """What its reader sees."""
    body = parsed(mail).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def message_id(raw: bytes) -> str:
    """The Message-ID of a raw mail."""
    return str(message_from_bytes(raw)["Message-ID"]).strip()


def one_clear_line(text: str) -> str:
    """The one line of an error, held to what every error must be."""
    lines = [line for line in text.splitlines() if line.strip()]
    assert len(lines) == 1, text
    assert "Traceback" not in text
    return lines[0]


def _tables(dovecot: Dovecot, sink: SmtpSink) -> dict[str, dict[str, Any]]:
    """The contest of 2566 on loopback, as one that has just begun would set it up."""
    return {
        "contest": dict(CONTEST),
        "mailbox": {
            "host": "127.0.0.1",
            "port": dovecot.port,
            "tls": "none",
            "username": dovecot.username,
            "poll_seconds": 1,
            **{f"{verdict}_folder": folder for verdict, folder in FOLDERS.items()},
        },
        "smtp": {"host": sink.host, "port": sink.port, "tls": "none", "from_address": ADDRESS},
        "storage": {"database": "sqlite:///intake.db", "files": "files"},
        "privacy": {
            "retention_th": "10 ปี",
            "dpo_contact": "dpo@dga.or.th",
            "notice_url": "https://www.dga.or.th/",
        },
    }


def _toml(value: object) -> str:
    """A TOML value; JSON writes text, numbers, truth and lists the same way."""
    return value.isoformat() if hasattr(value, "isoformat") else json.dumps(value, ensure_ascii=False)
