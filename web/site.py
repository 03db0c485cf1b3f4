"""What every page works with."""

from dataclasses import dataclass
from datetime import datetime

from jinja2 import Environment
from starlette.requests import Request

from parsers.process import Parser
from runtime.parts import Parts
from web.desk.queue import Queue
from web.numbers.cache import Cache
from web.presence import Presence
from web.reading import Mails
from web.staged import Staged
from web.when import Times


@dataclass(frozen=True, slots=True)
class Site:
    """The opened parts of the installation, the parser for acts that read mail again, and the templates.

    `parser` belongs to one thread at a time: whoever uses it holds `mails.turn`.
    """

    parts: Parts
    parser: Parser
    templates: Environment
    mails: Mails
    presence: Presence
    staged: Staged
    figures: Cache
    queue: Queue

    @property
    def now(self) -> datetime:
        """An aware time."""
        return self.parts.judge.clock()

    @property
    def times(self) -> Times:
        """How this page writes times."""
        return Times(self.parts.desk.zone, self.now)


def site_of(request: Request) -> Site:
    """The site that the request came to."""
    site: Site = request.app.state.site
    return site
