"""Serves GET /healthz, and nothing else, while the daemon works."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from typing import Any

from loguru import logger

from settings.web import Web

_MOST_AT_ONCE = 16
_SECONDS = 5.0


@contextmanager
def serving(settings: Web, document: Callable[[], dict[str, object]]) -> Iterator[None]:
    """Answers at `[web] host` and `port` if enabled. A port that is taken costs the page, not the work."""
    if not settings.enabled:
        yield
        return
    try:
        server = _Server((settings.host, settings.port), document)
    except OSError as error:
        logger.error("/healthz cannot be served at {}:{}: {}", settings.host, settings.port, error)
        yield
        return
    threading.Thread(target=server.serve_forever, name="health", daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    """A thread a request, and no more than a few: who holds connections open keeps only watchers waiting."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], document: Callable[[], dict[str, object]]) -> None:
        self.document = document
        self._places = threading.BoundedSemaphore(_MOST_AT_ONCE)
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._places.acquire(blocking=False):
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except RuntimeError:  # no more threads
            self._places.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: socket | tuple[bytes, socket], client_address: Any) -> None:
        """A client that leaves in the middle is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _SECONDS
    server_version, sys_version = "intake", ""

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        if self.path.partition("?")[0] != "/healthz":
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        document = self.server.document()
        body = json.dumps(document).encode() + b"\n"
        down = document["status"] == "down"
        self.send_response(HTTPStatus.SERVICE_UNAVAILABLE if down else HTTPStatus.OK)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """A watcher asks every few seconds: that is nothing for the log."""
