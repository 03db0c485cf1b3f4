"""What this account may not use is told with its path, its owner and the account, by doctor in its rows."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from encodings import idna
from pathlib import Path

import pytest
from typer.testing import CliRunner

from intake.commands import doctor, log
from intake.main import app
from runtime.faults import problem_of
from runtime.rights import refusal
from settings import ConfigError, load

ROOT = Path(__file__).parents[2]
NOBODY = 65534
LOADED = (doctor, log, idna)
"""While we are root: what is imported later may lie where nobody else may read."""


@pytest.fixture
def another() -> Iterator[Path]:
    """The folder of an installation whose records this account may not use: root's, where we are root."""
    folder = Path(tempfile.mkdtemp(prefix="rights-"))
    folder.chmod(0o755)
    text = (ROOT / "config.toml").read_text(encoding="utf-8").replace(".dga.or.th", ".invalid")
    (folder / "config.toml").write_text(text, encoding="utf-8")
    (folder / "data").mkdir()
    (folder / "data" / "intake.db").touch()
    (folder / "data").chmod(0o700 if os.geteuid() == 0 else 0)
    was = os.geteuid()
    if was == 0:
        os.seteuid(NOBODY)
    yield folder
    if was == 0:
        os.seteuid(was)
    (folder / "data").chmod(0o700)
    shutil.rmtree(folder)


@contextmanager
def as_its_owner() -> Iterator[None]:
    """Whoever runs the tests, for a moment."""
    was, own = os.geteuid(), os.getuid()
    if was != own:
        os.seteuid(own)
    yield
    if was != own:
        os.seteuid(was)


def whose(folder: Path) -> str:
    return f"{folder / 'data'} belongs to root" if os.getuid() == 0 else f"{folder / 'data'} is "


def test_a_command_says_whose_folder_refuses_it(another: Path) -> None:
    told = CliRunner().invoke(app, ["--config", str(another / "config.toml"), "log"]).exception
    assert isinstance(told, Exception)
    assert str(told).startswith(whose(another)), str(told)
    assert " ".join(str(told).split()) == str(told)


def test_doctor_says_it_in_the_row_of_the_database_and_goes_on(
    another: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("INTAKE_MAILBOX_PASSWORD", "INTAKE_SMTP_PASSWORD"):
        monkeypatch.setenv(name, "x")
    done = CliRunner().invoke(app, ["--config", str(another / "config.toml"), "doctor"])
    rows = {name: told for name, _, told in (line.split("\t") for line in done.stdout.splitlines())}
    assert rows["database"].startswith(whose(another))
    assert rows["disk"].startswith(whose(another))
    assert rows["contest"] == rows["clock"] == "not known: the database cannot be used"
    assert "there is no such host" in rows["mailbox"]
    assert done.exit_code == 1


def test_a_configuration_that_this_account_may_not_read_says_so(another: Path) -> None:
    config = another / "config.toml"
    with as_its_owner():
        config.chmod(0o600 if os.getuid() == 0 else 0)
    with pytest.raises(ConfigError, match=r"config\.toml: this account may not read it: run this as"):
        load(config, {})


def test_a_file_of_anothers_in_a_folder_that_lets_us_pass_is_named(another: Path) -> None:
    with as_its_owner():
        (another / "data").chmod(0o755)
        (another / "data" / "intake.db").chmod(0o600 if os.getuid() == 0 else 0)
    assert refusal(another / "data" / "intake.db").startswith(str(another / "data" / "intake.db"))


def test_what_is_missing_is_named_by_the_first_folder_that_is_not_there(tmp_path: Path) -> None:
    gone = OSError(errno.ENOENT, "No such file or directory", str(tmp_path / "files" / "ab" / "cd"))
    assert problem_of(gone) == f"{tmp_path / 'files'}: No such file or directory"
    locked = OSError(errno.EROFS, "Read-only file system", str(tmp_path / "x"))
    assert problem_of(locked).endswith(f": Read-only file system ({tmp_path})")
    assert refusal(tmp_path / "x") == ""
