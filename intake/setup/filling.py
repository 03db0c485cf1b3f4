"""Puts answers into the commented configuration that comes along, line by line: its comments stay."""

import json
import re
import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from settings.errors import PartFailed

Key = tuple[str, str]
"""A table and a key of it."""

_SHARED = Path("share", "intake", "config.toml")
_LINE = re.compile(r"^(#\s*)?([a-z_]+) = ")


def shipped() -> str:
    """The configuration that comes along, in the clone or where it was installed. Raises PartFailed."""
    places = [Path(__file__).parents[2] / "config.toml", Path(sys.prefix) / _SHARED]
    for place in places:
        if place.exists():
            return place.read_text("utf-8")
    raise PartFailed(f"the configuration that comes along is missing: {' or '.join(map(str, places))}")


def filled(text: str, answers: Mapping[Key, object]) -> str:
    """`text` with these values, each in the place of its key. Raises KeyError for a key that it lacks."""
    left, lines, table = dict(answers), [], ""
    for line in text.splitlines():
        if line.startswith("["):
            table = line.strip("[]")
        found = _LINE.match(line)
        if found and (table, found[2]) in left:
            line = f"{found[2]} = {spelled(left.pop((table, found[2])))}"
        lines.append(line)
    if left:
        raise KeyError(f"the configuration that comes along has no {sorted(left)}")
    return "\n".join(lines) + "\n"


def spelled(value: object) -> str:
    """A value as TOML has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(spelled, value))}]"
    # A basic string of TOML is spelled as one of JSON, but for the escape of DEL.
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False).replace("\x7f", "")
