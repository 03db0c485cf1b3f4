"""`intake web`: the staff's pages alone; and, as the daemon starts it, their process beside it."""

import json
import sys
import threading
import time
from contextlib import suppress
from socket import socket
from typing import TYPE_CHECKING, Annotated

import typer
from loguru import logger

from intake.context import of
from intake.logs import lead_in_other_loggers, start_log
from parsers.process import Parser
from runtime.faults import fault_of
from runtime.lock import at_the_records
from runtime.parts import Parts, open_parts
from runtime.ready import require_records
from settings import Settings
from settings.errors import IntakeError, PartFailed

if TYPE_CHECKING:
    from loguru import Message
    from uvicorn import Server

    from web.health import Heard

_TRIED_AGAIN_SECONDS = 10.0
"""The records that could not be opened are looked at again; a restored copy is served then."""

ByDaemon = Annotated[bool, typer.Option("--by-daemon", hidden=True)]


def web(context: typer.Context, by_daemon: ByDaemon = False) -> None:
    """Serve the staff's pages where the configuration says. `intake run` does it as well, where enabled."""
    # Not above: no other command needs a web server, and it takes half a second to load.
    from web.health import Heard
    from web.server import desk, serve, server_of
    from web.signals import Signals

    settings = of(context).settings()
    heard, signals = Heard(), Signals(sys.stdout if by_daemon else None)
    daemon = _Daemon(heard)
    if by_daemon:
        _log_to_the_daemon()
        threading.Thread(target=daemon.listen, daemon=True).start()
        parts = _opened(settings, heard, daemon)
    else:
        parts = open_parts(settings)
        require_records(parts)
        # The daemon turns its file over, and no second process may write to it.
        start_log(settings.log.model_copy(update={"file": None}), parts.desk.zone)
    if parts is None:
        return
    with (
        at_the_records(parts),
        _at(settings) as on,
        Parser(settings.limits, settings.clamav.socket) as parser,
        desk(parts, parser, settings.web, heard=heard, signals=signals) as app,
    ):
        server = server_of(app, settings.web)
        daemon.ends_with_it(server)
        logger.info("web: the staff's pages are at {}", settings.web.address)
        serve(server, on)


def _opened(settings: Settings, heard: "Heard", daemon: "_Daemon") -> Parts | None:
    """The parts; as long as the records cannot be opened, a server without them tells how the daemon is.

    None where the daemon has ended meanwhile.
    """
    from web.bare import bare
    from web.server import serve, server_of

    while not daemon.has_ended:
        try:
            return open_parts(settings)
        except IntakeError:
            raise
        except Exception as error:  # whatever stands in a damaged database: the health is told all the same
            fault = fault_of(error)
        logger.error("web: the staff's pages are shut: {}", fault.text)
        server = server_of(bare(heard, fault.alarm.value, https=settings.web.is_https), settings.web)
        daemon.ends_with_it(server)
        threading.Thread(target=_until_they_open, args=(settings, server), daemon=True).start()
        with _at(settings) as on:
            serve(server, on)
    return None


def _until_they_open(settings: Settings, server: "Server") -> None:
    while not server.should_exit:
        time.sleep(_TRIED_AGAIN_SECONDS)
        with suppress(Exception):
            open_parts(settings)
            server.should_exit = True


class _Daemon:
    """The daemon at the other end of our input: what it says line by line, and whether it has ended."""

    def __init__(self, heard: "Heard") -> None:
        self._heard = heard
        self._server: Server | None = None
        self.has_ended = False

    def listen(self) -> None:
        """Until it ends; then so do we."""
        for line in sys.stdin.buffer:
            self._heard.hear(json.loads(line))
        self.has_ended = True
        if self._server is not None:
            self._server.should_exit = True

    def ends_with_it(self, server: "Server") -> None:
        """The server is to end when the daemon does."""
        self._server = server
        server.should_exit = server.should_exit or self.has_ended


def _at(settings: Settings) -> socket:
    """Raises PartFailed where the address is taken."""
    from web.server import listening

    try:
        return listening(settings.web)
    except OSError as error:
        where = f"{settings.web.host}:{settings.web.port}"
        raise PartFailed(f"the staff's pages cannot be served at {where}: {error.strerror}") from None


def _log_to_the_daemon() -> None:
    """Its log is ours: two processes cannot turn over one file."""

    def tell(message: "Message") -> None:
        level = message.record["level"].name
        with suppress(OSError):
            print(json.dumps({"log": level, "text": str(message).strip()}), flush=True)  # noqa: T201 - a pipe

    logger.remove()
    logger.add(tell, format="{message}", level="INFO", diagnose=False, backtrace=False)
    lead_in_other_loggers()
