"""nginx with the configuration that docs/running.md shows."""

import os
import re
import shutil
import socket
import subprocess
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from servers.certificates import Certificates

PAGE = Path(__file__).parents[2] / "docs" / "running.md"
_AROUND = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
{server}
}}
"""


def _program() -> str:
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("nginx is not installed (nginx-light)")
    return found


def shown() -> str:
    """The server that the page shows."""
    (found,) = re.findall(r"^    server \{$.*?^    \}$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return textwrap.dedent(found)


@contextmanager
def nginx(folder: Path, certificates: Certificates, pages: int) -> Iterator[int]:
    """Speaks https on a free port, which is given, before the pages at the port `pages`."""
    program = _program()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    changes = {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "/etc/ssl/desk/fullchain.pem": str(certificates.certificate),
        "/etc/ssl/desk/privkey.pem": str(certificates.key),
        "127.0.0.1:8025": f"127.0.0.1:{pages}",
    }
    server = shown()
    for what, instead in changes.items():
        assert what in server
        server = server.replace(what, instead)
    configuration = folder / "nginx.conf"
    configuration.write_text(_AROUND.format(folder=folder, server=server))
    started = [program, "-p", str(folder), "-e", f"{folder}/start.log", "-c", str(configuration)]
    running = subprocess.Popen(started)
    try:
        _wait(port, running, folder)
        yield port
    finally:
        running.terminate()
        running.wait(10)


def _wait(port: int, running: "subprocess.Popen[bytes]", folder: Path) -> None:
    for _ in range(100):
        assert running.poll() is None, [log.read_text() for log in folder.glob("*.log")]
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("nginx does not listen")
