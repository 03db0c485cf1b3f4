"""What was done lately, and the act that a page is told of after it."""

from typing import Any

from starlette.requests import Request

from review.about import title_of
from screening.model.act import ActKind
from storage.acts.recent import recent_acts
from storage.engine import reading
from web.site import site_of
from web.visitor import visitor_of

_RECENT = 10
UNDOABLE = frozenset(ActKind) - {ActKind.UNDO, ActKind.PROPOSE, ActKind.CONFIRM, ActKind.ERASE}


def lately(request: Request) -> dict[str, Any]:
    """The last acts, the one that was just done, and the one that the visitor would take back by a key."""
    site, name = site_of(request), visitor_of(request).name
    with reading(site.parts.engine) as session:
        recent = recent_acts(session, site.parts.contest, _RECENT)
    done = request.query_params.get("done", "")
    own = (each.id for each in recent if each.by == name and not each.undone and each.kind in UNDOABLE)
    return {
        "recent": recent,
        "done_act": next((each for each in recent if str(each.id) == done), None),
        "undo_id": next(own, None),
        "undoable": UNDOABLE,
        "title_of": title_of,
    }
