"""The lists in the browser: looked at, frozen, printed. What is frozen is what was shown, or nothing."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from exports.lists.page import page
from exports.lists.sheet import sheet
from exports.lists.wording import CHANGES, ELIGIBILITY, WARNINGS
from review.titles import Title
from storage.accounts.roles import StaffRole
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.lists.freezing import Frozen, all_lists, freeze, sum_of
from storage.lists.listed import difference, digest_of, standing
from storage.lists.warnings import warnings_of
from web.desk.fields import text
from web.page import LARGEST_NUMBER
from web.rendering import missing, refused, show
from web.site import site_of
from web.views_log import Action, record
from web.visitor import visitor_of

_SHOWN = 500
_ALONE = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
"""The printed page brings its own style, and nothing that runs."""
_STALE: Title = (
    "มีการเปลี่ยนแปลงระหว่างที่ท่านดูหน้านี้ ยังไม่ได้จัดทำบัญชี โปรดตรวจดูใหม่อีกครั้ง",
    "Something changed while you were looking: nothing was frozen. Look once more.",
)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _StaleError(Exception):
    """Undoes the transaction: what would be frozen is not what was shown."""


def lists(request: Request) -> Response:
    """All lists, and what the next one would hold now."""
    site = site_of(request)
    with reading(site.parts.engine) as session:
        made = all_lists(session, site.parts.contest)
        changes = difference(sum_of(made), standing(session, site.parts.contest))
        warned = warnings_of(session, site.parts.contest)
    values = {
        "lists": made,
        "next": len(made) + 1,
        "changes": changes[:_SHOWN],
        "count": len(changes),
        "digest": digest_of(changes),
        "warned": [(WARNINGS[code], references) for code, references in warned.items()],
        "CHANGES": CHANGES,
        "ELIGIBILITY": ELIGIBILITY,
        "approver": StaffRole.APPROVER,
    }
    return show(request, "lists.html", values)


def freeze_next(request: Request) -> Response:
    """Freezes what was shown, as the list of that number."""
    site, form = site_of(request), request.state.form
    try:
        with writing(site.parts.engine) as session:
            made = freeze(session, site.parts.contest, visitor_of(request).name, site.now)
            if (str(made.number), made.digest) != (text(form, "number"), text(form, "digest")):
                raise _StaleError
    except (_StaleError, StorageError):
        return refused(request, _STALE, HTTPStatus.UNPROCESSABLE_ENTITY)
    return RedirectResponse("/lists", HTTPStatus.SEE_OTHER)


def printed(request: Request) -> Response:
    """One list as a page to print and sign."""
    site = site_of(request)
    found, total = _found(request)
    if found is None:
        return missing(request)
    record(request, Action.EXPORT, f"list {found.number}")
    return HTMLResponse(page(found, total, site.parts.desk), headers={"Content-Security-Policy": _ALONE})


def workbook(request: Request) -> Response:
    """One list as a workbook."""
    found, _ = _found(request)
    if found is None:
        return missing(request)
    record(request, Action.EXPORT, f"list {found.number}")
    name = f'attachment; filename="list-{found.number}.xlsx"'
    data = sheet(found, site_of(request).parts.desk)
    return Response(data, media_type=_XLSX, headers={"Content-Disposition": name})


def _found(request: Request) -> tuple[Frozen | None, int]:
    """The list of the address, and how many entries all lists up to it come to."""
    site, number = site_of(request), min(request.path_params["number"], LARGEST_NUMBER)
    with reading(site.parts.engine) as session:
        until = [each for each in all_lists(session, site.parts.contest) if each.number <= number]
    if not until or until[-1].number != number:
        return None, 0
    return until[-1], len(sum_of(until))
