"""One message that lies in no entry: what was made of it, and what it says."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from notifications.rendering.catalogue import explain
from storage.engine import reading
from storage.intake_log import lookup
from web.page import LARGEST_NUMBER
from web.rendering import missing, show
from web.site import site_of
from web.views_log import Action, record
from web.visitor import visitor_of


def message(request: Request) -> Response:
    """An ignored message, or one that is not judged yet. One that lies in an entry is shown with that."""
    site, language = site_of(request), visitor_of(request).language
    number = min(request.path_params["number"], LARGEST_NUMBER)
    with reading(site.parts.engine) as session:
        row = next(iter(lookup(session, site.parts.contest, str(number))), None)
    if row is None:
        return missing(request)
    if row.reference:
        return RedirectResponse(f"/entry/{row.reference}", HTTPStatus.SEE_OTHER)
    record(request, Action.VIEW, f"message {row.id}")
    values = {
        "row": row,
        "mail": site.mails.read(row.id),
        "reasons": [explain(reason, language, "staff", site.parts.desk).what for reason in row.reasons],
    }
    return show(request, "message.html", values)
