"""Faults of the disk, put into the real daemon's own system calls by strace(1)."""

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from servers.installation import Installation, message_id
from servers.mails import entry, form, mail

EXPECTED = {
    entry(0): "accepted",
    entry(1): "accepted",
    mail(2, [form(2)]): "rejected",
    mail(3, [], subject="สอบถาม", text="ขอทราบวันประกาศผล"): "held",
    mail(4, [], subject="ตอบกลับอัตโนมัติ", text="ไม่อยู่ที่สำนักงาน"): "ignored",
}
"""Each raw mail, and its verdict; four replies go out."""


@dataclass(frozen=True)
class Point:
    """The calls of each thread that fail: `when` as strace has it, "3" the third, "3+" it and all after."""

    call: str
    error: str
    when: str

    def __str__(self) -> str:
        return f"{self.call}-{self.error}-{self.when}"

    def tracer(self, log: Path) -> Sequence[str]:
        """The command under which the daemon runs; it stays the parent of what it runs (-D)."""
        return [*self._strace(log), "-D", "--seccomp-bpf"]

    @property
    def lasting(self) -> bool:
        """Whether it fails from some call on, for as long as the program runs."""
        return self.when.endswith("+")

    def fired(self, log: Path) -> bool:
        """Whether a call on a file or folder failed by it, in what the tracer wrote down.

        A pipe never says that the disk is full: the call that hit one shows nothing.
        """
        failed = [line for line in log.read_text(errors="replace").splitlines() if "(INJECTED)" in line]
        return any(re.search(r"\((?:\d+</|AT_FDCWD|\")", line) for line in failed)

    @contextmanager
    def at(self, pid: int) -> Iterator[None]:
        """A process that runs meets the fault from the beginning to the end of this context."""
        with subprocess.Popen([*self._strace(Path(os.devnull)), "-p", str(pid)]) as tracer:
            try:
                yield
            finally:
                tracer.terminate()

    def _strace(self, log: Path) -> list[str]:
        if shutil.which("strace") is None:
            if os.environ.get("CI"):
                pytest.fail("strace is not installed, and CI must have it: apt-get install strace")
            pytest.skip("strace is not installed (apt-get install strace)")
        inject = f"inject={self.call}:error={self.error}:when={self.when}"
        return ["strace", "-f", "-y", "-qqq", "-o", str(log), "-e", f"trace={self.call}", "-e", inject]


def hold_everything(installation: Installation, *, lasting: bool = False) -> None:
    """Each message once, with its verdict; each answered once; the records whole, mailbox included.

    A reply that a disk that never came back (`lasting`) did not let us record as sent may come once more.
    """
    rows = installation.rows()
    assert Counter(row["message_id"] for row in rows) == Counter(map(message_id, EXPECTED))
    assert {row["message_id"]: row["verdict"] for row in rows} == {
        message_id(raw): verdict for raw, verdict in EXPECTED.items()
    }
    assert {row["status"] for row in rows} == {"filed"}
    answered = [message_id(raw) for raw, verdict in EXPECTED.items() if verdict != "ignored"]
    counted = Counter(installation.answered())
    assert set(counted) == set(answered)
    assert max(counted.values()) <= (2 if lasting else 1)
    assert len({each.data for each in installation.sink.mails}) == len(answered)
    installation.verify()
