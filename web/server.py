"""The server process: uvicorn, with its bounds set."""

import socket

from starlette.types import ASGIApp
from uvicorn import Config, Server

from settings.web import Web
from web import limits
from web.connection import Connection


def listening(settings: Web) -> socket.socket:
    """The socket of `[web] host` and `port`. Raises OSError where it is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    return socket.create_server((settings.host, settings.port), family=family, backlog=512)


def server_of(app: ASGIApp, settings: Web) -> Server:
    """A server that is run with the sockets that it listens to."""
    proxies = list(settings.trusted_proxies)
    return Server(
        Config(
            app,
            loop="asyncio",
            http=Connection,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            # Believed only of these: who stands nearer than they may claim any address.
            proxy_headers=bool(proxies),
            forwarded_allow_ips=proxies,
            timeout_keep_alive=limits.HEAD_SECONDS,
            timeout_graceful_shutdown=limits.END_SECONDS,
            h11_max_incomplete_event_size=limits.HEAD_BYTES,
        )
    )
