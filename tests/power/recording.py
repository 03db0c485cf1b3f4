"""One run of the real daemon with all that it did to its disk, and what the world saw of it meanwhile."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from power import trace
from power.disk import Disk
from servers.installation import PATIENCE, ROOT, Installation, message_id
from servers.mails import entry, form, mail, presentation
from servers.smtp_script import Received

from storage.milestones import Milestone

MARKED = str(Path(__file__).parent / "marked.py")

_MOVE = re.compile(rb'UID MOVE ([\d,:]+) "?([^"\r\n]+)"?')
_STEP = re.compile(rb"step ([a-z-]+)\n")
_MAIL_ENDS = b"\r\n.\r\n"

COMMITTED = (Milestone.STORED, Milestone.DECIDED, Milestone.SENT)
"""The steps that say: this is recorded."""

FIRST = {
    entry(0): "accepted",
    entry(1): "accepted",
    mail(2, [form(2)]): "rejected",
    mail(3, [], subject="สอบถาม", text="ขอทราบวันประกาศผล"): "held",
    mail(4, [], subject="ตอบกลับอัตโนมัติ", text="ไม่อยู่ที่สำนักงาน"): "ignored",
}
"""What lies in the mailbox at the daemon's very first start, and the verdicts."""


@dataclass(slots=True)
class World:
    """What others had of the daemon at one moment.

    `steps` counts the named steps that it had reached, `mails` the replies that the SMTP server had taken,
    `moves` are the UIDs and the target of each move asked of the server since `run` began (from 0).
    """

    run: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    mails: int = 0
    moves: list[tuple[list[int], str]] = field(default_factory=list)

    def see(self, call: trace.Call) -> bool:
        """Takes note of a call; whether it promised something to somebody."""
        said = b"".join(call.texts) if call.name in ("write", "sendto") else b""
        if call.name == "write" and (found := _STEP.fullmatch(said)):
            self.steps[found.group(1).decode()] += 1
            return found.group(1).decode() in COMMITTED
        if call.name != "sendto":
            return False
        if move := _MOVE.search(said):
            self.moves.append((_uids(move.group(1)), move.group(2).decode()))
            return True
        self.mails += said.endswith(_MAIL_ENDS)
        return said.endswith(_MAIL_ENDS)


@dataclass(slots=True)
class Recording:
    """`runs` are the calls of each run; `mailboxes` the account as each found it; `delivered` what had come.

    `base` is the folder before the first; `mails` are those that went out, in order.
    """

    root: Path
    base: Path
    runs: list[list[trace.Call]]
    mailboxes: list[Path]
    delivered: list[dict[str, str]]
    mails: list[Received]

    def __len__(self) -> int:
        return sum(map(len, self.runs))

    def moments(self) -> Iterator[tuple[int, trace.Call, bool, World, Disk]]:
        """After each call: its number (from 1), the call, whether it promised something, world and disk."""
        world, disk, number = World(), Disk.holding(self.root, self.base), 0
        for run, calls in enumerate(self.runs):
            world.run, world.moves = run, []
            for call in calls:
                number += 1
                disk.apply(call)
                yield number, call, world.see(call), world, disk

    def at(self, cut: int) -> tuple[World, Disk]:
        """World and disk after the first `cut` calls."""
        for number, _, _, world, disk in self.moments():
            if number == cut:
                return world, disk
        raise ValueError("the recording is shorter than that")


def record(installation: Installation, folder: Path, mutant: Sequence[str] = ()) -> Recording:
    """Two runs: a first start on a full mailbox, and a poll that brings answers, repeats and copies.

    `folder` takes the recording. Raises ValueError if the trace does not give the disk that is there.
    """
    shutil.copytree(installation.folder, folder / "base")
    made = Recording(installation.folder, folder / "base", [], [], [], installation.sink.mails)
    _run(installation, folder, made, FIRST, mutant)
    _run(installation, folder, made, _second(installation), mutant)
    _hold_true(made, folder)
    return made


def _second(installation: Installation) -> dict[bytes, str]:
    """The answer to a correction, the same files again, a staff's copy of an old mail, and a new entry."""
    correction = next(
        mail_ for mail_, to in zip(installation.sink.mails, installation.answered(), strict=True)
        if to == message_id(mail(2, []))
    )  # fmt: skip
    answer = message_id(correction.data)
    return {
        mail(2, [presentation(2)], slug="answer", answering=answer, text="ส่งไฟล์ที่ขาด"): "accepted",
        entry(0, slug="again"): "accepted",
        entry(1): "accepted",
        entry(5): "accepted",
    }


def _run(
    installation: Installation,
    folder: Path,
    made: Recording,
    messages: dict[bytes, str],
    mutant: Sequence[str],
) -> None:
    number = len(made.runs)
    installation.deliver(*messages)
    with installation.dovecot.client() as client:
        client.select_folder("INBOX", readonly=True)  # every message has its UID from here on
    made.mailboxes.append(copy_account(home_of(installation), folder / f"mailbox-{number}"))
    before = made.delivered[-1] if made.delivered else {}
    made.delivered.append(before | {message_id(raw): verdict for raw, verdict in messages.items()})
    output = folder / f"trace-{number}"
    intake = ["--config", str(installation.config), "run", "--once"]
    told = subprocess.run(
        [*trace.command(output), sys.executable, "-P", MARKED, *mutant, "--", *intake],
        cwd=installation.folder,
        env=installation.environment | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
        capture_output=True,
        timeout=PATIENCE,
    )
    if told.returncode:
        raise ValueError(f"the recorded run failed: {told.stderr.decode()}")
    offset = made.runs[-1][-1].ended + 1 if made.runs else 0
    root = str(made.root)
    made.runs.append([call for call in trace.calls(output, offset) if _matters(call, root)])
    output.unlink()


def home_of(installation: Installation) -> Path:
    """Where the mail server keeps the account."""
    return installation.dovecot.root / "mail" / installation.dovecot.username


def copy_account(home: Path, target: Path) -> Path:
    """Copies a mailbox as its server keeps it, owners and times too, in place of what was at `target`."""
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run(["cp", "-a", str(home), str(target)], check=True)
    return target


def _matters(call: trace.Call, root: str) -> bool:
    """Not what Python reads of itself."""
    paths = [*call.places, call.opened, *(text.decode(errors="replace") for text in call.texts[:2])]
    return call.name in ("write", "sendto") or any(path and path.startswith(root) for path in paths)


def _hold_true(made: Recording, folder: Path) -> None:
    """The disk rebuilt from the trace is, byte for byte, the one that the daemon left."""
    world, disk = made.at(len(made))
    if world.mails != len(made.mails):
        raise ValueError(f"{world.mails} mails in the trace, and {len(made.mails)} at the server")
    disk.write_live(folder / "live")
    found, real = _tree(folder / "live"), _tree(made.root)
    if found != real:
        differing = sorted(path for path in found | real if found.get(path) != real.get(path))
        raise ValueError(f"the trace does not tell how these came about: {differing[:5]}")
    shutil.rmtree(folder / "live")


def _tree(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
        if not path.name.endswith("-shm")
    }


def _uids(told: bytes) -> list[int]:
    uids: list[int] = []
    for span in told.decode().split(","):
        low, _, high = span.partition(":")
        uids += range(int(low), int(high or low) + 1)
    return uids
