"""A server that speaks S3 (moto), in a process of its own, with one bucket in memory."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import Request, urlopen

import obstore
from obstore.store import S3Store
from servers.ports import free_port

BUCKET = "contest"
_SECONDS = 30


class S3:
    """The server; `environment` is what leads a client to it."""

    def __init__(self) -> None:
        self.port = free_port()
        self.environment = environment(self.port)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> "S3":
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + _SECONDS
        while True:
            try:
                self._make_bucket()
            except URLError:
                assert self._process.poll() is None and time.monotonic() < end, "moto does not start"
                time.sleep(0.1)
            else:
                return self

    def put(self, key: str, data: bytes) -> None:
        """An object as somebody else writes it."""
        obstore.put(self._client(), key, data)

    def names(self) -> list[str]:
        """The names of all objects."""
        return [each["path"] for part in obstore.list(self._client()) for each in part]

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def _client(self) -> S3Store:
        with led_to(self.environment):
            return S3Store(BUCKET, client_options={"allow_http": True})

    def _make_bucket(self) -> None:
        url = f"http://127.0.0.1:{self.port}/{BUCKET}"
        with urlopen(Request(url, data=b"", method="PUT"), timeout=10):
            pass


def environment(port: int) -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": "intake",
        "AWS_SECRET_ACCESS_KEY": "s3-Pa55-word",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ALLOW_HTTP": "true",
    }


@contextmanager
def led_to(variables: Mapping[str, str]) -> Iterator[None]:
    """Clients of this process find that server."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
