"""GET /healthz: how the daemon is, as it tells us; a daemon that tells nothing is down."""

import threading
import time
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

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
    """For watchers: 503 where the daemon is down."""
    document = health_of(request)
    down = document["status"] == "down"
    return JSONResponse(document, HTTPStatus.SERVICE_UNAVAILABLE if down else HTTPStatus.OK)
