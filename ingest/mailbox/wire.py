"""imapclient's client over a connection of our own, which streams a body and bounds every answer.

Measured: at its default debug level imapclient formats each message twice for a log nobody reads (27 % of
the CPU); imaplib allocates whatever size of literal a server announces.
"""

import imaplib
import logging
import re
import socket
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BufferedReader
from typing import Any, Protocol, cast

from imapclient import IMAPClient, SocketTimeout
from imapclient.response_parser import parse_fetch_response

from ingest.mailbox.errors import TooLarge
from settings.servers import Mailbox

PIECE = 64 * 1024
LINE_LIMIT = 16 * 1024 * 1024
ANSWER_LIMIT = 32 * 1024 * 1024
_BODY = re.compile(rb"BODY\[\] \{\d+\}\r\n$", re.IGNORECASE)

# At DEBUG it writes whole mails, and the login, into the log; its warnings quote whatever a server says.
logging.getLogger("imapclient").setLevel(logging.ERROR)


@dataclass(frozen=True)
class Timeouts:
    """Seconds: to connect and be greeted, of silence in a command, and for the farewell."""

    connect: float = 15
    read: float = 45
    close: float = 2


class Sink(Protocol):
    """Takes a body as it arrives."""

    def announce(self, size: int) -> None:
        """The size about to come; raises TooLarge to refuse it."""

    def write(self, piece: memoryview) -> None:
        """The next bytes; the view is reused afterwards."""


class Wire(imaplib.IMAP4):
    """The bytes of one connection. While `sink` is set, a message's body goes there, not into memory."""

    def __init__(self, host: str, port: int, timeout: float, tls: ssl.SSLContext | None) -> None:
        self.sink: Sink | None = None
        self._tls = tls
        self._line = b""
        self._received = 0
        super().__init__(host, port, timeout)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        sock = socket.create_connection((self.host, self.port), timeout)
        _keep_alive(sock)
        return self._tls.wrap_socket(sock, server_hostname=self.host) if self._tls else sock

    def send(self, data: Any) -> None:
        """A new command: its answer starts to count from nothing."""
        self._received = 0
        super().send(data)

    def readline(self) -> bytes:
        """The next line. A limit of our own: imaplib's is less than a structure of many parts may need."""
        self._line = self._reader.readline(LINE_LIMIT + 1)
        self._count(len(self._line))
        if len(self._line) > LINE_LIMIT:
            raise TooLarge(f"a line of more than {LINE_LIMIT} bytes")
        return self._line

    def read(self, size: int) -> bytes:
        """The literal of `size` bytes that the last line announced; b"" when the sink took it."""
        if self.sink is not None and _BODY.search(self._line):
            self._pour(size, self.sink)
            return b""
        self._count(size)
        return self._reader.read(size)

    def has_buffered(self) -> bool:
        """Whether bytes were read from the socket and not yet looked at: poll() does not tell of them."""
        timeout = self.sock.gettimeout()
        self.sock.setblocking(False)
        try:
            return bool(self._reader.peek(1))
        except OSError:
            return False
        finally:
            self.sock.settimeout(timeout)

    @property
    def _reader(self) -> BufferedReader:
        return cast(BufferedReader, self.file)

    def _count(self, size: int) -> None:
        self._received += size
        if self._received > ANSWER_LIMIT:
            raise TooLarge(f"an answer of more than {ANSWER_LIMIT} bytes")

    def _pour(self, size: int, sink: Sink) -> None:
        sink.announce(size)
        piece = memoryview(bytearray(min(PIECE, size)))
        while size:
            came = self._reader.readinto(piece[: min(PIECE, size)])
            if not came:
                raise self.abort(f"it broke off {size} bytes before the end of a message")
            sink.write(piece[:came])
            size -= came


def _keep_alive(sock: socket.socket) -> None:
    """Has the kernel ask whether a silent server is there (tcp(7)): one without power says no goodbye."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (("TCP_KEEPIDLE", 15), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 4)):
        if hasattr(socket, name):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


class Client(IMAPClient):  # type: ignore[misc]  # imapclient ships no types
    """An IMAPClient as this project wants it: quiet, with time-outs, aware times, and a streamed body."""

    _imap: Wire

    def __init__(self, settings: Mailbox, timeouts: Timeouts, context: ssl.SSLContext) -> None:
        self._context = context
        timeout = SocketTimeout(timeouts.connect, timeouts.read)
        implicit = settings.tls == "implicit"
        super().__init__(settings.host, settings.port, ssl=implicit, timeout=timeout)
        self.normalise_times = False
        self._imap.debug = 0

    def _create_IMAP4(self) -> Wire:  # noqa: N802 - imapclient's name
        return Wire(self.host, self.port, self._timeout.connect, self._context if self.ssl else None)

    @property
    def wire(self) -> Wire:
        """The connection below."""
        return self._imap

    def taken(self, kind: str) -> list[bytes]:
        """What the server told of `kind` beside its answers; told once."""
        return [told for told in self._imap.response(kind)[1] if told is not None]

    def stream_body(self, uid: int, sink: Sink) -> dict[int, dict[bytes, Any]]:
        """Fetches one whole message into `sink` and returns what came with it, by UID.

        A streamed body is b"" there. \\Seen is not set (BODY.PEEK).
        """
        self.taken("FETCH")  # what came with a refused one is still there
        self._imap.sink = sink
        try:
            kind, answer = self._imap.uid("FETCH", str(uid), "(UID BODY.PEEK[])")
        finally:
            self._imap.sink = None
        self._checkok("FETCH", kind, answer)
        return dict(parse_fetch_response(list(_emptied(answer)), self.normalise_times))


def _emptied(answer: Sequence[Any]) -> Iterator[Any]:
    """The parser holds each literal against its announced size: one that was streamed has none left."""
    for item in answer:
        if isinstance(item, tuple) and not item[1]:
            yield re.sub(rb"\{\d+\}$", b"{0}", item[0]), b""
        else:
            yield item
