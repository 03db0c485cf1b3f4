"""Turns a template into a page: in the visitor's language, with times as Thai offices write them."""

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from starlette.requests import Request
from starlette.responses import HTMLResponse

from web.site import site_of

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
    made.globals["t"] = in_language
    return made


@pass_context
def in_language(context: Context, thai: str, english: str) -> str:
    """The words in the language of the page."""
    return english if context["language"] == "en" else thai


def show(
    request: Request,
    template: str,
    values: Mapping[str, object] | None = None,
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    """A page. `language`, `visitor` (None where nobody is logged in) and `path` are given to every template."""
    visitor = getattr(request.state, "visitor", None)
    shared = {
        "visitor": visitor,
        "language": visitor.language if visitor else request.cookies.get("language", "th"),
        "path": request.url.path,
    }
    page = site_of(request).templates.get_template(template).render(**shared, **(values or {}))
    return HTMLResponse(page, status)
