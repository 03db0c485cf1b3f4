"""The pages' process beside the daemon: it answers, comes again when it dies, and ends with it."""

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from servers.installation import Installation
from servers.mails import entry


@pytest.fixture
def port(installation: Installation) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        number: int = unused.getsockname()[1]
    installation.configure(web={"enabled": True, "port": number})
    yield number


def ask(port: int, path: str = "/healthz") -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as client:
        client.request("GET", path)
        answer = client.getresponse()
        return answer.status, answer.read()


def status(port: int) -> str:
    with suppress(OSError, http.client.HTTPException):
        return str(json.loads(ask(port)[1]).get("status"))
    return "none"


def code_of(port: int, path: str) -> int:
    """0 where nobody listens: between two servers there is a moment without one."""
    with suppress(OSError, http.client.HTTPException):
        return ask(port, path)[0]
    return 0


def wait(holds: Callable[[], Any], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


def children(of: int) -> list[int]:
    """The processes of the pages among a daemon's children."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == of and b"--by-daemon" in (path / "cmdline").read_bytes():
                found.append(int(path.name))
    return found


def test_the_pages_answer_beside_the_daemon_and_end_with_it(installation: Installation, port: int) -> None:
    daemon = installation.start()
    wait(lambda: status(port) == "ok")
    (child,) = children(daemon.pid)
    assert ask(port, "/login")[0] == 200
    environment = Path(f"/proc/{child}/environ").read_bytes()
    assert b"INTAKE_MAILBOX_PASSWORD" not in environment
    held = [str(each.readlink()) for each in Path(f"/proc/{child}/fd").iterdir() if each.is_symlink()]
    assert not [name for name in held if name.endswith(".lock")]
    assert installation.stop(daemon) < 5
    assert not Path(f"/proc/{child}").exists()
    assert status(port) == "none"


def test_pages_that_die_come_again_and_a_killed_daemon_takes_them_along(
    installation: Installation, port: int
) -> None:
    daemon = installation.start()
    wait(lambda: status(port) == "ok")
    (first,) = children(daemon.pid)
    os.kill(first, signal.SIGKILL)
    wait(lambda: status(port) == "degraded" and children(daemon.pid) != [first])
    (second,) = children(daemon.pid)
    installation.deliver(entry(0))
    installation.sink.wait_for_mails(1, 60)
    daemon.kill()
    daemon.wait()
    wait(lambda: not Path(f"/proc/{second}").exists())


def test_a_daemon_that_is_stopped_is_down(installation: Installation, port: int) -> None:
    daemon = installation.start()
    wait(lambda: status(port) == "ok")
    os.kill(daemon.pid, signal.SIGSTOP)
    try:
        wait(lambda: status(port) == "down")
        assert ask(port)[0] == 503
    finally:
        os.kill(daemon.pid, signal.SIGCONT)
    wait(lambda: status(port) == "ok")
    installation.stop(daemon)


def test_a_port_that_is_taken_costs_only_the_pages(installation: Installation, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        daemon = installation.start()
        installation.deliver(entry(0))
        installation.sink.wait_for_mails(1, 60)
        installation.wait_for_log("cannot be served")
    wait(lambda: status(port) != "none")
    installation.stop(daemon)


def test_alone_they_are_served_without_a_daemon(installation: Installation, port: int) -> None:
    installation.intake("db", "upgrade")
    command, environment = installation.command("web"), installation.environment
    with subprocess.Popen(command, cwd=installation.folder, env=environment) as pages:
        wait(lambda: status(port) == "down")
        assert ask(port, "/login")[0] == 200
        pages.terminate()
        assert pages.wait(10) == 0


def test_over_records_that_cannot_be_opened_they_tell_it_and_open_when_these_are_restored(
    installation: Installation, port: int
) -> None:
    listed = installation.folder / "agencies.csv"
    listed.write_text("name,type,district,province\nเทศบาลตำบลแม่สาย,เทศบาลตำบล,แม่สาย,เชียงราย\n")
    assert installation.intake("register", "import", str(listed)).returncode == 0
    with sqlite3.connect(installation.folder / "intake.db") as records:
        (sound,) = records.execute("SELECT content FROM register").fetchone()
        records.execute("UPDATE register SET content = x'00'")
    records.close()
    command, environment = installation.command("web", "--by-daemon"), installation.environment
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=installation.folder, env=environment, stdin=pipe, stdout=pipe, stderr=pipe
    ) as pages:
        wait(lambda: status(port) == "down")
        assert ask(port)[0] == 503
        code, body = ask(port, "/desk")
        assert (code, "เปิดฐานข้อมูลไม่ได้" in body.decode()) == (503, True)
        with sqlite3.connect(installation.folder / "intake.db") as records:
            records.execute("UPDATE register SET content = ?", (sound,))
        records.close()
        wait(lambda: code_of(port, "/login") == 200)
        told, errors = pages.communicate(timeout=20)
    assert pages.returncode == 0
    assert b"the staff's pages are shut" in told
    assert b"Traceback" not in told + errors
