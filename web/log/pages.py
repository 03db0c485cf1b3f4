"""The log in the browser: a page at a time, the address being the view."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlencode

from sqlmodel import Session, select
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from storage.engine import reading
from storage.newest import Wanted, came_after, newest
from storage.tables import Entry
from web.desk.pages import queue_of
from web.log.tabs import TITLES, Tab, held_to, needs_queue
from web.page import LARGEST_NUMBER
from web.rendering import show
from web.site import Site, site_of
from web.views_log import Action, record

_PAGE = 50
_LONGEST_SEARCH = 100
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
"""No word holds one, and at a NUL SQLite would take the search for cut off."""


@dataclass(frozen=True, slots=True)
class View:
    """What the address asks for, as text: it is shown again in the form."""

    tab: Tab
    q: str
    province: str
    since: str
    until: str
    before: int | None

    @property
    def fields(self) -> dict[str, str]:
        """The parts of the address, without the place in the list."""
        said = {"q": self.q, "province": self.province, "since": self.since, "until": self.until}
        return {name: value for name, value in said.items() if value}

    def address(self, **other: object) -> str:
        """The address of this view with something changed."""
        tab = {"tab": self.tab.value} if self.tab is not Tab.ALL else {}
        return f"/log?{urlencode({**tab, **self.fields, **other})}"


def log(request: Request) -> Response:
    """The newest messages of a view; a search that names a receipt number leads to its entry."""
    site, view = site_of(request), view_of(request.query_params)
    if view.q:
        record(request, Action.SEARCH, view.q)
    with reading(site.parts.engine) as session:
        if named := _named(session, site, view.q):
            return RedirectResponse(f"/entry/{named}", 303)
        queue = queue_of(site) if needs_queue(view.tab) else []
        wanted = held_to(view.tab, _wanted(site, view), queue)
        rows = newest(session, site.parts.contest, wanted, _PAGE + 1, view.before)
    shown = rows[:_PAGE]
    values = {
        "view": view,
        "tabs": TITLES,
        "rows": shown,
        "provinces": site.figures.provinces(site.parts, site.now),
        "older": view.address(before=shown[-1].id) if len(rows) > _PAGE else "",
        "newest": shown[0].id if shown and view.before is None else 0,
    }
    return show(request, "log.html", values)


def new_mail(request: Request) -> Response:
    """How many messages have come since the one that is the newest on a page."""
    site, number = site_of(request), min(request.path_params["number"], LARGEST_NUMBER)
    with reading(site.parts.engine) as session:
        return JSONResponse({"new": came_after(session, site.parts.contest, number)})


def view_of(query: Mapping[str, str]) -> View:
    """What is not understood is left out."""
    tab = query.get("tab", "")
    before = query.get("before", "")
    return View(
        tab=Tab(tab) if tab in set(Tab) else Tab.ALL,
        q=_CONTROL.sub(" ", query.get("q", "")).strip()[:_LONGEST_SEARCH],
        province=query.get("province", "")[:_LONGEST_SEARCH],
        since=query.get("since", "")[:10],
        until=query.get("until", "")[:10],
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None,
    )


def _wanted(site: Site, view: View) -> Wanted:
    since, until = _day(site, view.since), _day(site, view.until)
    return Wanted(
        words=view.q,
        province=view.province,
        since=since,
        until=until + timedelta(days=1) if until else None,
    )


def _day(site: Site, said: str) -> datetime | None:
    """The first moment of a day of the office, in UTC as the records are."""
    try:
        day = datetime.fromisoformat(said).date()
    except ValueError:
        return None
    return datetime.combine(day, time(), site.parts.desk.zone).astimezone(UTC)


def _named(session: Session, site: Site, words: str) -> str | None:
    """The receipt number that the search names, as it is written; a bare number is the contest's own."""
    contest, said = site.parts.contest, words.strip().upper()
    prefix = site.parts.judge.rules.prefix
    asked = f"{prefix}-{int(said):04}" if said.isascii() and said.isdigit() and len(said) < 9 else said
    query = select(Entry.reference).where(Entry.contest == contest, Entry.reference == asked)
    return session.exec(query).first() if asked else None
