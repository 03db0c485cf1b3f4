"""The server process: uvicorn, with its bounds set, over one installation."""

import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from ipaddress import ip_network

from anyio.to_thread import current_default_thread_limiter
from starlette.applications import Starlette
from starlette.types import ASGIApp
from uvicorn import Config, Server

from parsers.process import Parser
from runtime.clock import now
from runtime.parts import Parts
from settings.web import LOOPBACK, Web
from web import limits
from web.app import application
from web.connection import Connection, Peers
from web.desk.queue import Queue
from web.entrance.gate import Entrance
from web.health import Heard
from web.hosts import OurHosts
from web.numbers.cache import Cache
from web.page import Page
from web.presence import Presence
from web.reading import Mails
from web.rendering import environment
from web.routes import ROUTES
from web.signals import Signals
from web.site import Site
from web.staged import Staged
from web.views_log import Later


class _Server(Server):
    """Pages wait for records in threads; more of them than connections to the records would only queue."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's."""
        current_default_thread_limiter().total_tokens = limits.THREADS
        await super().startup(sockets)


def _site(parts: Parts, parser: Parser) -> Site:
    return Site(parts, parser, environment(), Mails(parts, parser), Presence(), Staged(), Cache(), Queue())


@contextmanager
def desk(
    parts: Parts,
    parser: Parser,
    settings: Web,
    *,
    heard: Heard | None = None,
    signals: Signals | None = None,
    clock: Callable[[], datetime] = now,
    pages: Iterable[Page] = ROUTES,
) -> Iterator[Starlette]:
    """The application of an installation, with its gate and the thread that does what can wait."""
    later = Later(parts, signals or Signals())
    entrance = Entrance(parts, settings, clock, later.do)
    app = application(_site(parts, parser), entrance, pages, https=settings.is_https)
    app.add_middleware(OurHosts, settings=settings)
    app.state.entrance, app.state.later, app.state.heard = entrance, later, heard or Heard()
    later.start()
    try:
        yield app
    finally:
        later.close()


def listening(settings: Web) -> socket.socket:
    """The socket of `[web] host` and `port`. Raises OSError where it is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    on = socket.create_server((settings.host, settings.port), family=family)
    # An answer leaves in two writes, and the second would wait for the browser's delayed acknowledgement of
    # the first (40 ms, measured). Connections inherit this; asyncio sets it on its own sockets alone.
    on.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return on


def server_of(app: ASGIApp, settings: Web) -> Server:
    """A server that is run with the sockets that it listens to."""
    proxies = list(settings.trusted_proxies)
    # It tells of each broken request: a hostile client would fill the log.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    config = Config(
        app,
        loop="asyncio",
        http=Connection,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        # So many are accepted before the first of them is looked at: with uvicorn's 2048 a crowd takes every
        # descriptor of the process, and then nobody is answered for seconds (measured).
        backlog=limits.AT_THE_DOOR,
        # Believed only of these: who stands nearer than they may claim any address.
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        timeout_keep_alive=limits.HEAD_SECONDS,
        timeout_graceful_shutdown=limits.END_SECONDS,
        h11_max_incomplete_event_size=limits.HEAD_BYTES,
    )
    if settings.host not in LOOPBACK:
        networks = [ip_network(proxy) for proxy in (*proxies, "127.0.0.0/8", "::1")]
        config.peers = Peers(networks)  # type: ignore[attr-defined]
    return _Server(config)


def serve(server: Server, on: socket.socket) -> None:
    """Serves until SIGTERM, SIGINT or `should_exit`."""
    if threading.current_thread() is threading.main_thread():
        # uvicorn sends itself once more, at its end, what has ended it: then there is still to be tidied up.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
    server.run([on])
