"""The demonstration as somebody watches it: mail sent by hand shows up, and nothing outlives it."""

import re
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

PATIENCE = 120.0
HAND = b"From: a@office.example\r\nSubject: test\r\nMessage-ID: <by.hand@office.example>\r\n\r\nhello\r\n"


@pytest.mark.parametrize(
    "end",
    [signal.SIGINT, pytest.param(signal.SIGHUP, marks=pytest.mark.slow)],
    ids=["ctrl-c", "window closed"],
)
def test_mail_sent_by_hand_is_shown_and_the_end_leaves_nothing_running(
    tmp_path: Path, end: signal.Signals
) -> None:
    told = tmp_path / "told"
    with told.open("wb") as out:
        demo = subprocess.Popen(
            [sys.executable, "-m", "intake", "demo"],
            cwd=tmp_path,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        wait_until(lambda: "Ctrl-C ends" in told.read_text(encoding="utf-8"), demo)
        port = int(re.findall(r"port (\d+)", told.read_text(encoding="utf-8"))[-1])
        with smtplib.SMTP("127.0.0.1", port) as smtp:
            smtp.sendmail("a@office.example", ["dgti_awards@dga.or.th"], HAND)
        wait_until(lambda: "a@office.example" in told.read_text(encoding="utf-8"), demo)
        demo.send_signal(end)
        assert demo.wait(30) == 0
    finally:
        demo.kill()
        demo.wait()
    assert not running_in(tmp_path)


def wait_until(happened: Callable[[], bool], demo: "subprocess.Popen[bytes]") -> None:
    limit = time.monotonic() + PATIENCE
    while not happened():
        assert demo.poll() is None and time.monotonic() < limit
        time.sleep(0.2)


def running_in(folder: Path) -> list[str]:
    """Command lines of processes whose working folder is `folder`."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder:
                found.append((process / "cmdline").read_text())
        except OSError:
            continue
    return found
