"""What lies in deploy/: units that systemd takes, that hold the daemon tightly, and let it do its work."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from servers.fixtures import installation, mail_server, program
from servers.installation import Installation
from servers.mails import entry

__all__ = ["installation", "mail_server", "program"]

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SERVICES = sorted(path.name for path in DEPLOY.glob("*.service"))
EXPOSURE = 20  # of 100, as `systemd-analyze security` counts; 15 when this was written
FOLDERS = sorted(path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests")


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    """`systemd-analyze`, which needs no running systemd for this."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, check=False)


def on_this_machine(folder: Path) -> list[str]:
    """The units with a program that is there."""
    paths = []
    for source in (*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")):
        text = source.read_text("utf-8").replace("/srv/intake/.venv/bin/intake", sys.executable)
        (folder / source.name).write_text(text, encoding="utf-8")
        paths.append(str(folder / source.name))
    return paths


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    found = analyze("verify", *on_this_machine(tmp_path))
    assert (found.returncode, found.stdout + found.stderr) == (0, "")


@pytest.mark.parametrize("service", SERVICES)
def test_the_daemon_is_held_tightly(service: str) -> None:
    found = analyze("security", "--offline=true", f"--threshold={EXPOSURE}", str(DEPLOY / service))
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("service", SERVICES)
def test_the_services_differ_in_how_they_run_alone(service: str) -> None:
    held = (DEPLOY / service).read_text("utf-8").partition("OOMPolicy=continue")[2].partition("[Install]")[0]
    daemon = (DEPLOY / "intake.service").read_text("utf-8").partition("OOMPolicy=continue")[2]
    assert held.strip() == daemon.partition("[Install]")[0].strip()


def allowed(group: str) -> set[str]:
    """The system calls of a group of systemd's."""
    names = analyze("syscall-filter", group).stdout.split("\n", 1)[1]
    found = set(re.findall(r"^ +([a-z_0-9]+)$", names, re.MULTILINE))
    return found.union(*map(allowed, re.findall(r"^ +(@[a-z-]+)$", names, re.MULTILINE)))


def test_a_look_that_takes_an_entry_needs_no_other_system_call(installation: Installation) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    (filter_,) = re.findall(r"^SystemCallFilter=(.+)$", (DEPLOY / "intake.service").read_text(), re.MULTILINE)
    named = filter_.split()
    may = allowed(named[0]) | set(named[1:])
    installation.deliver(entry(1))
    with tempfile.NamedTemporaryFile() as calls:
        under = ("strace", "-f", "-qq", "-o", calls.name, "-e", "signal=none")
        daemon = installation.start("--once", under=under)
        assert daemon.wait(120) == 0, installation.daemon_log.read_text()
        made = re.findall(
            r"^\d+ +(?:<\.\.\. )?([a-z_0-9]+)[( ]",
            Path(calls.name).read_text("utf-8", "replace"),
            re.MULTILINE,
        )
    assert installation.statuses() == ["filed"]
    assert "landlock_restrict_self" in made
    assert set(made) - may == set()


def test_what_is_installed_is_whole_without_the_clone(tmp_path: Path) -> None:
    """As the container has it: every file of the program, and it starts from elsewhere."""
    copy = tmp_path / "clone"
    shutil.copytree(
        ROOT, copy, ignore=shutil.ignore_patterns(".*", "tests", "bench", "data", "build", "__pycache__")
    )
    there = tmp_path / "installed"
    install = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation")
    subprocess.run([*install, "--target", str(there), str(copy)], check=True, capture_output=True)
    for folder in FOLDERS:
        files = {path.relative_to(copy) for path in (copy / folder).rglob("*") if path.is_file()}
        assert {path for path in files if not (there / path).exists()} == set()
    started = subprocess.run(
        [sys.executable, "-m", "intake", "--config", str(ROOT / "config.toml"), "log"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(there), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "there are no records yet" in started.stderr


def test_what_the_container_copies_is_there() -> None:
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    (first,) = re.findall(r"^COPY (.+) \./$", text, re.MULTILINE)
    assert [name for name in first.split() if not (ROOT / name).exists()] == []
    assert "USER intake" in text
    assert "HEALTHCHECK" in text
