"""`intake web`: the staff's pages alone; and, as the daemon starts it, their process beside it."""

import json
import sys
import threading
from contextlib import suppress
from socket import socket
from typing import TYPE_CHECKING, Annotated

import typer
from loguru import logger

from intake.context import of
from intake.logs import lead_in_other_loggers, start_log
from parsers.process import Parser
from runtime.parts import open_parts
from runtime.ready import require_records
from settings import Settings
from settings.errors import PartFailed

if TYPE_CHECKING:
    from loguru import Message
    from uvicorn import Server

    from web.health import Heard

ByDaemon = Annotated[bool, typer.Option("--by-daemon", hidden=True)]


def web(context: typer.Context, by_daemon: ByDaemon = False) -> None:
    """Serve the staff's pages at [web] host and port. `intake run` does it as well, where enabled."""
    # Not above: no other command needs a web server, and it takes half a second to load.
    from web.health import Heard
    from web.server import desk, serve, server_of
    from web.signals import Signals

    settings = of(context).settings()
    parts = open_parts(settings)
    if by_daemon:
        _log_to_the_daemon()
    else:
        require_records(parts)
        # The daemon turns its file over, and no second process may write to it.
        start_log(settings.log.model_copy(update={"file": None}))
    heard, signals = Heard(), Signals(sys.stdout if by_daemon else None)
    with (
        _at(settings) as on,
        Parser(settings.limits, settings.clamav.socket) as parser,
        desk(parts, parser, settings.web, heard=heard, signals=signals) as app,
    ):
        server = server_of(app, settings.web)
        if by_daemon:
            threading.Thread(target=_hear, args=(heard, server), daemon=True).start()
        logger.info("web: the staff's pages are at {}", settings.web.address)
        serve(server, on)


def _at(settings: Settings) -> socket:
    """Raises PartFailed where the address is taken."""
    from web.server import listening

    try:
        return listening(settings.web)
    except OSError as error:
        where = f"{settings.web.host}:{settings.web.port}"
        raise PartFailed(f"the staff's pages cannot be served at {where}: {error.strerror}") from None


def _hear(heard: "Heard", server: "Server") -> None:
    """What the daemon says, line by line. When it ends, so do we: at once where that cannot be orderly."""
    for line in sys.stdin.buffer:
        heard.hear(json.loads(line))
    server.should_exit = True


def _log_to_the_daemon() -> None:
    """Its log is ours: two processes cannot turn over one file."""

    def tell(message: "Message") -> None:
        level = message.record["level"].name
        with suppress(OSError):
            print(json.dumps({"log": level, "text": str(message).strip()}), flush=True)  # noqa: T201 - a pipe

    logger.remove()
    logger.add(tell, format="{message}", level="INFO", diagnose=False, backtrace=False)
    lead_in_other_loggers()
