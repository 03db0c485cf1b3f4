"""The mail host of the demonstration, in its own process: IMAP by pymap, SMTP by aiosmtpd, one event loop.

`demo.servers` starts it and speaks to it: one JSON line of `Orders` on standard input, one JSON line back
with the two ports (or an `error`), then nothing until standard input ends; with it ends this process.
"""

import asyncio
import json
import signal
import socket
import sys
from argparse import Namespace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage

from demo.servers import HOST, Orders

_LARGEST_MAIL = 100 * 1024 * 1024


class Delivery:
    """Takes what arrives by SMTP: the contest's mail into its IMAP inbox, everybody else's into a folder."""

    def __init__(self, backend: DictBackend, orders: Orders) -> None:
        self._identity = backend.login.demo_user_identity
        self._address = orders.address.lower()
        self._outgoing = Path(orders.outgoing)
        numbers = [int(path.stem) for path in self._outgoing.glob("*.eml") if path.stem.isdecimal()]
        self._last = max(numbers, default=0)

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Delivers to every recipient and says so, or that it will not."""
        content, now = envelope.content, datetime.now(UTC)
        if not isinstance(content, bytes):
            return "554 5.6.0 no content"
        stamp = f"from {_ascii(session.host_name)} by {HOST} with ESMTP; {format_datetime(now)}\r\n"
        for recipient in dict.fromkeys(envelope.rcpt_tos):
            if recipient.lower() == self._address:
                trace = f"Return-Path: <{_ascii(envelope.mail_from)}>\r\nReceived: {stamp}"
                await self._into_inbox(trace.encode("ascii") + content, now)
            else:
                trace = f"Delivered-To: {_ascii(recipient)}\r\nReceived: {stamp}"
                self._into_folder(trace.encode("ascii") + content)
        return "250 2.0.0 delivered"

    async def _into_inbox(self, message: bytes, now: datetime) -> None:
        async with self._identity.new_session() as session:
            await session.append_messages("INBOX", [AppendMessage(message, now, frozenset())])

    def _into_folder(self, message: bytes) -> None:
        self._last += 1
        unfinished = self._outgoing / f"{self._last:06}.tmp"
        unfinished.write_bytes(message)
        unfinished.rename(unfinished.with_suffix(".eml"))


def _ascii(text: str | None) -> str:
    """A word of the SMTP dialogue as it may stand in a header line."""
    return "".join(character if "!" <= character <= "~" else "?" for character in text or "")


async def _backend(orders: Orders) -> DictBackend:
    arguments = Namespace(
        host=HOST, port=0, debug=False, cert=None, key=None, tls=False, passlib_cfg=None, proxy_protocol=None
    )
    arguments.demo_data, arguments.demo_user, arguments.demo_password = False, orders.address, orders.password
    backend, config = await DictBackend.init(arguments)
    config.apply_context()
    return backend


async def serve(orders: Orders) -> None:
    """Serves both protocols until standard input ends. Raises OSError when a port cannot be had."""
    imap_socket, smtp_socket = _listener(orders.imap_port), _listener(orders.smtp_port)
    loop = asyncio.get_running_loop()
    backend = await _backend(orders)
    delivery = Delivery(backend, orders)
    # pymap's own service opens its sockets by itself and keeps the number of a free port to itself.
    imap = ProxyProtocolReader(backend.config.proxy_protocol).get_callback(
        IMAPServer(backend.login, backend.config)
    )
    servers = [
        await asyncio.start_server(imap, sock=imap_socket),
        await loop.create_server(
            lambda: SMTP(
                delivery, hostname="localhost", enable_SMTPUTF8=True, data_size_limit=_LARGEST_MAIL, loop=loop
            ),
            sock=smtp_socket,
        ),
    ]
    _answer(imap_port=imap_socket.getsockname()[1], smtp_port=smtp_socket.getsockname()[1])
    await asyncio.to_thread(sys.stdin.buffer.read)
    for server in servers:
        server.close()


def _listener(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        raise OSError(f"port {port} on {HOST} cannot be used: {error.strerror}") from None


def _answer(**fields: int | str) -> None:
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Obeys one line of orders. Ctrl-C reaches the whole terminal: the parent ends first, then this."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        asyncio.run(serve(Orders(**json.loads(sys.stdin.buffer.readline()))))
    except OSError as error:
        _answer(error=str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
