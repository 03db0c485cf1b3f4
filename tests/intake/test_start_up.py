"""What a command does not need it does not load: a start is most of what `intake log` takes."""

import subprocess
import sys
import tomllib
from pathlib import Path

from intake.version import VERSION

HEAVY = (
    "starlette",
    "uvicorn",
    "argon2",
    "pyotp",
    "segno",
    "pygal",
    "prometheus_client",
    "anyio",
    "msal",
    "google.auth",
    "requests",
    "cryptography",
)


def test_the_commands_load_no_web_server_no_password_hash_and_no_oauth2() -> None:
    program = (
        f"import sys, intake.main, intake.daemon; print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_version_is_told_without_loading_the_program() -> None:
    program = (
        "import sys; sys.argv = ['intake', '--version']; from intake.__main__ import start; start();"
        "print([name for name in ('typer', 'pydantic', 'loguru', 'rich') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == f"intake {VERSION}\n[]\n"
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "intake.version.VERSION"}
