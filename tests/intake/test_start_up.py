"""What a command does not need it does not load: a start is most of what `intake log` takes."""

import subprocess
import sys

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
