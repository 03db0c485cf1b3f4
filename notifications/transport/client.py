"""smtplib's client with answers that end: in size, and in time however slowly they drip."""

import smtplib
import socket
import time
from typing import Any

MOST_BYTES = 65_536
"""No honest answer comes near it: RFC 5321 section 4.5.3.1.5 allows a line 512 octets."""


class Client(smtplib.SMTP):
    """`getreply` ends within the socket's time-out, all lines of the answer together.

    smtplib's own waits so long for each piece anew, and keeps every line of an answer that never ends (read
    in its source).
    """

    def __init__(self) -> None:
        super().__init__(local_hostname="")
        self._ahead = b""

    def getreply(self) -> tuple[int, bytes]:
        """The code of the answer, -1 for none, and its text. Raises SMTPException and OSError."""
        wire = self._wire()
        patience = wire.gettimeout()
        end = None if patience is None else time.monotonic() + patience
        text: list[bytes] = []
        try:
            while True:
                line = self._line(wire, end, sum(map(len, text)))
                text.append(line[4:].strip())
                if not line[:3].isdigit():
                    return -1, b"\n".join([*text[:-1], line.strip()])
                if line[3:4] != b"-":
                    return int(line[:3]), b"\n".join(text)
        finally:
            wire.settimeout(patience)

    def send(self, s: Any) -> None:
        """Sends `s`, unless the answer to it could be mistaken."""
        self.check_in_step()
        super().send(s)

    def check_in_step(self) -> None:
        """Raises SMTPException when more was answered than asked: the rest would pass for the next answer."""
        if self._ahead:
            raise smtplib.SMTPException("it said more than it was asked")

    def start_tls_over(self, wire: socket.socket) -> None:
        """From here on the other side is `wire`. What was said in the clear is no part of it (RFC 3207)."""
        self.sock, self._ahead = wire, b""

    def _line(self, wire: socket.socket, end: float | None, before: int) -> bytes:
        while b"\n" not in self._ahead:
            if before + len(self._ahead) > MOST_BYTES:
                raise smtplib.SMTPException("its answer does not end")
            if end is not None:
                # Zero would mean "do not wait at all", and another error.
                wire.settimeout(max(end - time.monotonic(), 0.001))
            piece = wire.recv(8192)
            if not piece:
                raise smtplib.SMTPServerDisconnected("the connection was closed")
            self._ahead += piece
        line, _, self._ahead = self._ahead.partition(b"\n")
        if before + len(line) > MOST_BYTES:
            raise smtplib.SMTPException("its answer does not end")
        return line

    def _wire(self) -> socket.socket:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("the connection is closed")
        return self.sock
