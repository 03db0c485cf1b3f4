"""The demonstration: a real mail server with sample entries, the real daemon on them, and what came of it."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from demo.samples import REGISTER, Sample, samples
from demo.servers import HOST, DemoMail
from runtime.parts import Parts, open_parts
from screening.words.era import ERA
from settings import load
from settings.errors import PartFailed
from storage.engine import reading
from storage.intake_log import rows
from storage.outbox import replies
from storage.schema import SchemaState, schema_state
from storage.states import OutboxState

ADDRESS = "dgti_awards@dga.or.th"
_BANGKOK = ZoneInfo("Asia/Bangkok")
_WINDOW = timedelta(days=30)
_PATIENCE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Stage:
    """The folder of one demonstration, its configuration, its mail host and its samples."""

    folder: Path
    config: Path
    host: DemoMail
    samples: Sequence[Sample]
    environment: dict[str, str]

    @property
    def command(self) -> list[str]:
        """The daemon's command line."""
        return [sys.executable, "-m", "intake", "--config", str(self.config), "run"]

    def parts(self) -> Parts:
        """The daemon's own records, to read."""
        return open_parts(load(self.config, {}))


@contextmanager
def set_up(folder: Path) -> Iterator[Stage]:
    """A fresh stage in `folder`, which is made anew: servers running, samples in the inbox, no daemon yet.

    Raises MailHostError when the servers do not start, OSError when the folder cannot be written.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    today = datetime.now(_BANGKOK).replace(minute=30, second=0, microsecond=0)
    opens, closes = today.replace(hour=8) - _WINDOW, today.replace(hour=16, second=59) + _WINDOW
    with DemoMail(ADDRESS, folder) as host:
        config = folder / "config.toml"
        shutil.copy(REGISTER, folder / "register.csv")
        config.write_text(_configuration(host, opens, closes), encoding="utf-8")
        made = samples(opens, closes, ADDRESS)
        host.deposit((sample.message, sample.received) for sample in made)
        environment = {**os.environ, "INTAKE_MAILBOX_PASSWORD": host.password}
        yield Stage(folder, config, host, made, environment)


def run_once(stage: Stage) -> None:
    """The daemon's whole work on the samples, once. Raises PartFailed when it fails."""
    done = subprocess.run([*stage.command, "--once"], env=stage.environment, check=False)  # noqa: S603
    if done.returncode:
        raise PartFailed("the demonstration's daemon failed; its log is above")


@contextmanager
def running(stage: Stage) -> Iterator[subprocess.Popen[bytes]]:
    """The daemon at work in the background, its log in the stage's folder; ended as an organiser would."""
    with (stage.folder / "intake.log").open("wb") as log:
        daemon = subprocess.Popen(  # noqa: S603 - our own program
            stage.command, env=stage.environment, stderr=log, start_new_session=True
        )
        try:
            yield daemon
        finally:
            daemon.terminate()
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()


def wait_until_answered(stage: Stage, daemon: subprocess.Popen[bytes]) -> None:
    """Waits until every sample is decided and no answer is on its way. Raises PartFailed."""
    parts = stage.parts()
    end = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < end:
        if daemon.poll() is not None:
            raise PartFailed(f"the demonstration's daemon ended; see {stage.folder / 'intake.log'}")
        if schema_state(parts.engine) is SchemaState.CURRENT and _all_done(parts, len(stage.samples)):
            return
        time.sleep(0.2)
    raise PartFailed(f"the samples were not all judged in time; see {stage.folder / 'intake.log'}")


def _all_done(parts: Parts, number: int) -> bool:
    with reading(parts.engine) as session:
        decided = [row for row in rows(session, parts.contest) if row.verdict]
        busy = replies.listed(session, parts.contest, [OutboxState.PENDING, OutboxState.ATTEMPTING])
    return len(decided) >= number and not busy


def _free_port() -> int:
    """One that nothing listens at now."""
    with socket.create_server((HOST, 0)) as found:
        return int(found.getsockname()[1])


def _configuration(host: DemoMail, opens: datetime, closes: datetime) -> str:
    """The contest's own settings, but for the servers, the window and the register."""
    year_be, port = opens.year + ERA, _free_port()
    return f"""\
# Made by `intake demo`, for its own servers; made anew each time.
[contest]
id = "demo-{secrets.token_hex(4)}"
name_th = "ท้องถิ่นดิจิทัล"
name_en = "Digital Local Award"
year_be = {year_be}
reference_prefix = "DGTI-{year_be}"
opens = {opens.isoformat()}
closes = {closes.isoformat()}
email = "{ADDRESS}"
phone = "02-612-6060"
unit_th = "ฝ่ายเลขานุการ"

[mailbox]
host = "{host.host}"
port = {host.imap_port}
tls = "none"
username = "{ADDRESS}"
poll_seconds = 2
accepted_folder = "ตรวจแล้ว/รับแล้ว"
rejected_folder = "ตรวจแล้ว/รอแก้ไข"
held_folder = "ตรวจแล้ว/รอเจ้าหน้าที่"
ignored_folder = "ตรวจแล้ว/อัตโนมัติ"

[smtp]
host = "{host.host}"
port = {host.smtp_port}
tls = "none"
from_address = "{ADDRESS}"

[web]
enabled = true
port = {port}

[storage]
database = "sqlite:///intake.db"
files = "files"

[agencies]
register = "register.csv"

[privacy]
retention_th = "10 ปี ตามระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ"
dpo_contact = "dpo@dga.or.th"
notice_url = "https://www.dga.or.th/document-sharing/pdpa/"
"""
