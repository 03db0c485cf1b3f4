"""An organiser's webhook on loopback: keeps what it is told, and answers as a test says."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "s3cret-t0ken"


class WebhookSink(ThreadingHTTPServer):
    """`told` is what was posted, oldest first; `answer` the status it gives, with `location` if set."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.told: list[dict[str, Any]] = []
        self.requests: list[str] = []
        self.answer, self.location = 204, ""
        self.url = f"http://127.0.0.1:{self.server_port}/{TOKEN}"

    @property
    def keys(self) -> list[tuple[str, str]]:
        """What was told of which alarm."""
        return [(each["key"], each["state"]) for each in self.told]


@contextmanager
def webhook_sink() -> Iterator[WebhookSink]:
    """One that listens until the end."""
    with WebhookSink() as sink:
        thread = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: WebhookSink

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append(f"{self.command} {self.path}")
        if self.server.answer < 300:
            self.server.told.append(json.loads(body))
        self.send_response(self.server.answer)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_: object) -> None:
        pass
