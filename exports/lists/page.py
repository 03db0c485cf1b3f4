"""A frozen list as one HTML page, to be printed and signed."""

from exports.lists.wording import CHANGES, WARNINGS, day_of, title
from exports.pages import page
from exports.tables.entries import ELIGIBILITY
from notifications.rendering.desk import Desk
from storage.lists.freezing import Frozen


def list_page(frozen: Frozen, total: int, desk: Desk) -> str:
    """The page. `total`: entries on all lists together."""
    rows = [
        {
            "change": CHANGES[each.change][0],
            "entry": each.entry,
            "received": day_of(each.entry.received_at, desk.zone),
            "eligibility": ELIGIBILITY[each.entry.eligibility][0],
        }
        for each in frozen.changes
    ]
    return page(
        "list.html",
        desk,
        frozen=frozen,
        rows=rows,
        warned=[(WARNINGS[code][0], references) for code, references in frozen.warnings.items()],
        total=total,
        title=title(frozen, thai=True),
        made=day_of(frozen.at, desk.zone),
    )
