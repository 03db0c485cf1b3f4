"""Turns a template into a page: in the visitor's language, with times as Thai offices write them."""

from collections.abc import Mapping
from datetime import date, datetime
from http import HTTPStatus
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from review import titles
from review.text.writers import titled
from review.titles import Title
from storage.engine import reading
from storage.switches import switches_of
from web.machine.alarms import lasting
from web.site import Site, site_of
from web.when import MONTHS
from web.words import tongue_of

_TEMPLATES = Path(__file__).with_name("templates")


def environment() -> Environment:
    """Escapes everything; a name that a page does not know is a fault, not an empty place."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(t=_in_language, TITLES=titles, MONTHS=MONTHS)
    made.filters.update(writer=titled, say=_say, brief=_brief, exact=_exact, full=_full, day=_day)
    made.filters.update(own=_own, tongue=_tongue)
    return made


@pass_context
def _in_language(context: Context, thai: str, english: str) -> str:
    return english if context["language"] == "en" else thai


@pass_context
def _say(context: Context, title: Title) -> str:
    return title[1] if context["language"] == "en" else title[0]


@pass_context
def _brief(context: Context, at: datetime) -> str:
    return _say(context, context["times"].brief(at))


@pass_context
def _exact(context: Context, at: datetime) -> str:
    return _say(context, context["times"].exact(at))


@pass_context
def _full(context: Context, at: datetime) -> str:
    return _say(context, context["times"].full(at))


@pass_context
def _day(context: Context, of: date) -> str:
    return _say(context, context["times"].day(of))


@pass_context
def _own(context: Context, text: object) -> Markup:
    """Words of somebody else, with their language. They are always marked: a page is made the same whatever
    a stranger writes.
    """
    return Markup("<span{}>{}</span>").format(_tongue(context, text), text)


@pass_context
def _tongue(context: Context, text: object) -> Markup:
    """The same as an attribute, for an element that holds nothing else."""
    return Markup(' lang="{}"').format(tongue_of(str(text), context["language"]))


def show(
    request: Request,
    template: str,
    values: Mapping[str, object] | None = None,
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    """A page. Every template is given `language`, `path`, `times`, `office`; `visitor`, None where nobody is
    logged in; and `session_ends_at`, when his session ends unless he goes on.
    """
    site, visitor = site_of(request), getattr(request.state, "visitor", None)
    shared = {
        "visitor": visitor,
        "language": visitor.language if visitor else request.cookies.get("language", "th"),
        "path": request.url.path,
        "session_ends_at": getattr(request.state, "session_ends_at", None),
        "session_now": getattr(request.state, "session_now", None),
        "times": site.times,
        "office": site.parts.desk,
        "alarms": lasting(site.parts, site.now) if visitor else [],
        "paused_since": _paused_since(site) if visitor else None,
    }
    page = site.templates.get_template(template).render(**shared, **(values or {}))
    return HTMLResponse(page, status)


def _paused_since(site: Site) -> datetime | None:
    with reading(site.parts.engine) as session:
        return switches_of(session, site.parts.contest).paused_since


def missing(request: Request) -> HTMLResponse:
    """There is nothing of that number."""
    return show(request, "missing.html", status=HTTPStatus.NOT_FOUND)


def refused(request: Request, why: Title, status: int = HTTPStatus.FORBIDDEN) -> HTMLResponse:
    """What is there and is not given, with the reason."""
    return show(request, "refused.html", {"why": why}, status)
