"""The lists in the browser: looked at, frozen, printed. What is frozen is what was shown, or nothing."""

from contextlib import suppress
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from exports.lists.page import list_page
from exports.lists.sheet import list_tables
from exports.lists.standing import standing
from exports.lists.wording import CHANGES, WARNINGS
from exports.tables.entries import ELIGIBILITY
from exports.tables.xlsx import write_workbook
from review.titles import Title
from storage.accounts.roles import StaffRole
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.lists.freezing import Frozen, all_lists, freeze, lists_until, proposed, sum_of
from web.desk.fields import text
from web.evidence.downloads import sent_once
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
_NOTHING_SEEN = "-"
"""The digest of no list: a form without one freezes nothing."""


def lists(request: Request) -> Response:
    """All lists, and what the next one would hold now."""
    site = site_of(request)
    with reading(site.parts.engine) as session:
        made = all_lists(session, site.parts.contest)
        following = proposed(session, site.parts.contest, standing(session, site.parts.contest))
    values = {
        "lists": made,
        "following": following,
        "changes": following.changes[:_SHOWN],
        "count": len(following.changes),
        "warned": [(WARNINGS[code], references) for code, references in following.warnings.items()],
        "CHANGES": CHANGES,
        "ELIGIBILITY": ELIGIBILITY,
        "approver": StaffRole.APPROVER,
    }
    return show(request, "lists.html", values)


def freeze_next(request: Request) -> Response:
    """Freezes what was shown, or nothing."""
    site, seen = site_of(request), text(request.state.form, "digest")
    try:
        with writing(site.parts.engine) as session:
            found = standing(session, site.parts.contest)
            who = visitor_of(request).name
            freeze(session, site.parts.contest, found, who, site.now, seen=seen or _NOTHING_SEEN)
    except StorageError:
        return refused(request, _STALE, HTTPStatus.UNPROCESSABLE_ENTITY)
    return RedirectResponse("/lists", HTTPStatus.SEE_OTHER)


def printed(request: Request) -> Response:
    """One list as a page to print and sign."""
    if not (found := _found(request)):
        return missing(request)
    record(request, Action.EXPORT, f"list {found[-1].number}")
    html = list_page(found[-1], len(sum_of(found)), site_of(request).parts.desk)
    return HTMLResponse(html, headers={"Content-Security-Policy": _ALONE})


def workbook(request: Request) -> Response:
    """One list as a workbook."""
    site = site_of(request)
    if not (found := _found(request)):
        return missing(request)
    record(request, Action.EXPORT, f"list {found[-1].number}")
    desk, name = site.parts.desk, f"list-{found[-1].number}.xlsx"
    return sent_once(site, name, lambda path: write_workbook(path, list_tables(found[-1], desk), desk.zone))


def _found(request: Request) -> list[Frozen]:
    """The list of the address and all before it; none where there is no such list."""
    site, number = site_of(request), min(request.path_params["number"], LARGEST_NUMBER)
    with reading(site.parts.engine) as session, suppress(StorageError):
        return lists_until(session, site.parts.contest, number)
    return []
