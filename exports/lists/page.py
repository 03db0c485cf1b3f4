"""A frozen list as one HTML page, to be printed and signed."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from exports.lists.wording import CHANGES, ELIGIBILITY, WARNINGS, day_of, title
from notifications.rendering.desk import Desk
from storage.lists.freezing import Frozen


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(frozen: Frozen, total: int, desk: Desk) -> str:
    """The page, which needs nothing from the network. `total`: entries on all lists together."""
    rows = [
        {
            "change": CHANGES[each.change][0],
            "reference": each.entry.reference,
            "agency": each.entry.agency,
            "district": each.entry.district,
            "province": each.entry.province,
            "title": each.entry.title,
            "received": day_of(each.entry.first_received_at, desk.zone),
            "eligibility": ELIGIBILITY[each.entry.eligibility][0],
        }
        for each in frozen.changes
    ]
    warned = [(WARNINGS[code][0], references) for code, references in frozen.warnings.items()]
    return (
        _environment()
        .get_template("list.html")
        .render(
            frozen=frozen,
            rows=rows,
            warned=warned,
            total=total,
            desk=desk,
            title=title(frozen, thai=True),
            made=day_of(frozen.at, desk.zone),
        )
    )
