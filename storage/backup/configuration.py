"""The configuration as it goes into a backup."""

import tomllib
from pathlib import Path

_LEFT_OUT = b"# left out: [alarm] webhook is spelled so that it cannot be taken out\n"


def without_secrets(configuration: Path) -> bytes:
    """The file without the address of the webhook, which may hold a token, however it is spelled there.

    Raises OSError; tomllib.TOMLDecodeError, a ValueError.
    """
    text = configuration.read_text("utf-8")
    address = _webhook(text)
    bare = text.replace(address, "") if address else text
    return _LEFT_OUT if _webhook(bare) else bare.encode()


def _webhook(text: str) -> str:
    alarm = tomllib.loads(text).get("alarm", {})
    return str(alarm.get("webhook", "")).strip() if isinstance(alarm, dict) else ""
