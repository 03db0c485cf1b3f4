"""GET /healthz: how the daemon is, as it tells us; a daemon that tells nothing is down, and so are pages
without records.
"""

import threading
import time
from http import HTTPStatus

from sqlmodel import select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from runtime.faults import OUR_FAULTS, fault_of
from storage.engine import reading
from storage.tables import Counter
from web.site import Site, site_of

SILENCE_SECONDS = 15.0
"""The daemon speaks every second."""


class Heard:
    """What the daemon has said last."""

    def __init__(self) -> None:
        self._document: dict[str, object] = {}
        self._at: float | None = None
        self._lock = threading.Lock()

    def hear(self, document: dict[str, object]) -> None:
        """It has spoken."""
        with self._lock:
            self._document, self._at = document, time.monotonic()

    def document(self) -> dict[str, object]:
        """The whole answer, ready for JSON. One that speaks no more is not as it said it was."""
        with self._lock:
            silent = self._at is None or time.monotonic() - self._at > SILENCE_SECONDS
            return {**self._document, **({"status": "down"} if silent else {})}


def health_of(request: Request) -> dict[str, object]:
    """How the daemon is."""
    heard: Heard = request.app.state.heard
    return heard.document()


def healthz(request: Request) -> Response:
    """For watchers: 503 where the daemon is down, or the pages cannot read the records, whatever it says."""
    document = health_of(request)
    if fault := _unreadable(site_of(request)):
        document |= {"status": "down", "storage": fault}
    down = document["status"] == "down"
    return JSONResponse(document, HTTPStatus.SERVICE_UNAVAILABLE if down else HTTPStatus.OK)


def _unreadable(site: Site) -> str:
    """The kind of alarm for which the records cannot be read; empty where they can."""
    engine = site.parts.engine
    try:
        with reading(engine) as session:
            session.exec(select(Counter.contest).limit(1)).first()
    except OUR_FAULTS as error:
        # What is broken stays so for a connection that was opened to it.
        engine.dispose()
        return fault_of(error).alarm.value
    return ""
