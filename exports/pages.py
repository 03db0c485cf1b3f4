"""Pages that are read without the program: one file, nothing fetched, made for paper."""

from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from exports.when import buddhist
from notifications.rendering.desk import Desk
from screening.words.visible import visible

_TEMPLATES = Path(__file__).with_name("templates")


def page(template: str, desk: Desk, **values: Any) -> str:
    """The page of that template; everything that it shows is escaped, and made visible."""
    return _environment(desk.zone).get_template(template).render(desk=desk, **values)


@cache
def _environment(zone: ZoneInfo) -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # What does not show (bidirectional controls, escapes) would turn a line around on paper, too.
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
    made.filters["be"] = lambda at: buddhist(at, zone)
    return made
