"""What every page works with."""

from dataclasses import dataclass

from jinja2 import Environment
from starlette.requests import Request

from parsers.process import Parser
from runtime.parts import Parts


@dataclass(frozen=True, slots=True)
class Site:
    """The opened parts of the installation, the parser for acts that read mail again, and the templates."""

    parts: Parts
    parser: Parser
    templates: Environment


def site_of(request: Request) -> Site:
    """The site that the request came to."""
    site: Site = request.app.state.site
    return site
