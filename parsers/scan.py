"""The files of a message before a virus scanner: clamd's INSTREAM command (clamd(8)), by our own client.

Twenty lines of protocol; the client libraries on offer were left years ago. It runs beside the child, never
in it: the child has no network.
"""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from screening.model.submission import File, Parsed

_CONNECT_SECONDS = 5.0
_ANSWER_SECONDS = 120.0  # clamd's own limit on one file, MaxScanTime
_BLOCK = 1 << 18
_LONGEST_ANSWER = 4_096
_LONGEST_NAME = 200


class ScannerUnavailableError(Exception):
    """The scanner does not answer: a fault of our own, so nothing is judged unscanned. It is tried again."""

    temporary = True


def _connect(address: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    if host and port.isdigit():
        return socket.create_connection((host.strip("[]"), int(port)), _CONNECT_SECONDS)
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(_CONNECT_SECONDS)
        connection.connect(address)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _connected(address: str) -> Iterator[socket.socket]:
    """A connection to `address`, the path of a Unix socket or host:port. Raises ScannerUnavailableError."""
    try:
        with _connect(address) as connection:
            connection.settimeout(_ANSWER_SECONDS)
            yield connection
    except (OSError, ValueError) as error:
        raise ScannerUnavailableError(f"the virus scanner at {address} does not answer: {error}") from None


def _answer(connection: socket.socket) -> str:
    """What clamd says, up to the NUL that ends it."""
    said = b""
    while not said.endswith(b"\0") and len(said) < _LONGEST_ANSWER:
        block = connection.recv(_LONGEST_ANSWER)
        if not block:
            break
        said += block
    return said.rstrip(b"\0").decode("utf-8", "replace").strip()


def ping(address: str) -> str:
    """The scanner's own version. Raises ScannerUnavailableError."""
    with _connected(address) as connection:
        connection.sendall(b"zVERSION\0")
        version = _answer(connection)
    if not version.startswith("ClamAV"):
        raise ScannerUnavailableError(f"what answers at {address} is no virus scanner")
    return version


def _send(connection: socket.socket, file: BinaryIO) -> None:
    connection.sendall(b"zINSTREAM\0")
    while block := file.read(_BLOCK):
        connection.sendall(struct.pack("!L", len(block)) + block)
    connection.sendall(struct.pack("!L", 0))


def signature(path: Path, address: str) -> str:
    """The name of what the scanner finds in one file, or "". Raises ScannerUnavailableError, OSError."""
    with path.open("rb") as file, _connected(address) as connection:
        # It hangs up on more than its StreamMaxLength, and says so.
        with suppress(BrokenPipeError, ConnectionResetError):
            _send(connection, file)
        verdict = _answer(connection).removeprefix("stream: ")
    if verdict.endswith(" FOUND"):
        return "".join(filter(str.isprintable, verdict.removesuffix(" FOUND")))[:_LONGEST_NAME] or "unnamed"
    if verdict != "OK":
        raise ScannerUnavailableError(
            f"the virus scanner at {address} could not scan a file: {verdict[:200]}"
        )
    return ""


def scanned(parsed: Parsed, work: Path, address: str) -> Parsed:
    """The same facts, each file with what the scanner calls it. `work` holds the files, named by sha256.

    An empty `address` scans nothing. Raises ScannerUnavailableError.
    """
    if not address:
        return parsed
    digests = {file.sha256 for file in parsed.files if file.size}
    found = {digest: signature(work / digest, address) for digest in sorted(digests)}
    return replace(parsed, files=tuple(_marked(file, found.get(file.sha256, "")) for file in parsed.files))


def _marked(file: File, malware: str) -> File:
    return replace(file, content=replace(file.content, malware=malware)) if malware else file
