"""The staff's pages on a real server: uvicorn on a free port, in a thread of the test's process."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import httpx
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from parsers.process import Parser
from runtime.parts import Parts
from settings.web import Web
from storage.accounts.roles import StaffRole
from web.app import application
from web.desk.queue import Queue
from web.numbers.cache import Cache
from web.presence import Presence
from web.reading import Mails
from web.rendering import environment
from web.routes import ROUTES
from web.server import server_of
from web.site import Site
from web.staged import Staged
from web.visitor import Visitor


class Doorman:
    """Knows a visitor of each role by his cookie."""

    def __init__(self, origin: str) -> None:
        self.origins = frozenset({origin})

    def visitor(self, request: Request) -> Visitor | None:
        role = request.cookies.get("session", "")
        if role not in set(StaffRole):
            return None
        english = request.cookies.get("language") == "en"
        return Visitor(role, StaffRole(role), "en" if english else "th", f"token-{role}")

    def stranger_token(self, request: Request) -> str:
        return "token-stranger"

    def turn_away(self, request: Request, form: FormData | None) -> Response:
        return RedirectResponse("/login", 303)


@dataclass
class Pages:
    """The pages of an installation under `url`."""

    parts: Parts
    url: str
    _clients: ExitStack = field(default_factory=ExitStack)

    def client(self, role: StaffRole | None = None) -> httpx.Client:
        """A browser, logged in as the member of staff who is named as his role is; or as nobody."""
        client = httpx.Client(base_url=self.url, headers={"Origin": self.url}, timeout=30)
        self._clients.callback(client.close)
        if role:
            client.cookies.set("session", role.value)
        return client

    def token(self, role: StaffRole) -> str:
        """What his forms must carry."""
        return f"token-{role}"


def _site(parts: Parts, parser: Parser) -> Site:
    return Site(parts, parser, environment(), Mails(parts, parser), Presence(), Staged(), Cache(), Queue())


@contextmanager
def pages_of(parts: Parts, parser: Parser) -> Iterator[Pages]:
    """Serves every page there is over these parts."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = application(_site(parts, parser), Doorman(url), ROUTES)
        server = server_of(app, Web())
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        pages = Pages(parts, url)
        try:
            yield pages
        finally:
            pages._clients.close()
            server.should_exit = True
            thread.join()
