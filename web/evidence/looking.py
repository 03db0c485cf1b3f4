"""A page of a form, or the pictures in a deck, within a page of ours: with its name, and a way back."""

from starlette.requests import Request
from starlette.responses import Response

from storage.codec import file_of
from storage.engine import reading
from web.desk.filters import Filter
from web.evidence.downloads import rows_of_entry
from web.evidence.sheets import drawable
from web.rendering import missing, show
from web.site import site_of


def look(request: Request) -> Response:
    """The picture itself is a request of its own, and recorded there as seen."""
    site, asked = site_of(request), request.path_params
    with reading(site.parts.engine) as session:
        rows = rows_of_entry(session, site, asked["reference"])
    files = (file_of(row) for row in rows if row.sha256 == asked["digest"])
    sheet = next((found for file in files if (found := drawable(file))), None)
    if sheet is None or asked["number"] >= sheet.pages:
        return missing(request)
    from_entry = request.query_params.get("from") == "entry"
    values = {
        "reference": asked["reference"],
        "sheet": sheet,
        "number": asked["number"],
        "came_from": "entry" if from_entry else "desk",
        "query": "?from=entry" if from_entry else Filter.of(request.query_params).query,
    }
    return show(request, "look.html", values)
