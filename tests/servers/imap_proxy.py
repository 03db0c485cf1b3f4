"""A line to a real server that breaks when and how it is told to."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

Change = Callable[[bytes], bytes]


@dataclass
class Break:
    """The end of a line: `after` so many bytes of the server's, counted from a command that holds `on`."""

    after: int
    on: bytes
    say: bytes
    silent: bool
    times: int


class ImapProxy:
    """Listens on a port of its own and passes everything on to `port`, except for what it is told to break.

    `heard` are the commands as they came; `broken` counts the breaks, and `happened` is set with the first.
    """

    def __init__(self, port: int) -> None:
        self._server = port
        self._break: Break | None = None
        self._answer: Change | None = None
        self._command: Change | None = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lines: list[_Line] = []
        self.port: int = self._listener.getsockname()[1]
        self.heard: list[bytes] = []
        self.broken = 0
        self.happened = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def break_after(
        self, size: int, *, on: bytes = b"", say: bytes = b"", silent: bool = False, times: int = 1
    ) -> None:
        """Cuts the next connections, `times` of them, after `size` bytes from the server; `say` comes last.

        Counted from the start, or from the command that holds `on`. `silent`: they stay open, saying nothing.
        """
        self._break = Break(size, on, say, silent, times)

    def change(self, answer: Change | None = None, command: Change | None = None) -> None:
        """Passes on what these make of the server's and the client's words, each as it comes off the net."""
        self._answer, self._command = answer, command

    def mend(self) -> None:
        """From here on the line is good."""
        self._break = self._answer = self._command = None

    def close(self) -> None:
        """Ends the line and what runs over it."""
        _end(self._listener)
        self._listener.close()
        for line in self._lines:
            line.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self._server))
                except OSError:  # the server is down, and so are we
                    near.close()
                    continue
                for line in [line for line in self._lines if line.ended]:
                    line.close()
                    self._lines.remove(line)
                self._lines.append(_Line(self, near, far))


class _Line:
    """One connection; `_left` is how many bytes of the server's may still pass."""

    def __init__(self, proxy: ImapProxy, near: socket.socket, far: socket.socket) -> None:
        self._proxy, self._near, self._far = proxy, near, far
        self._left: int | None = None
        self._arm(b"")
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._listen, self._pass_on)]
        for thread in self._threads:
            thread.start()

    @property
    def ended(self) -> bool:
        """Whether nothing passes any more, either way."""
        return not any(thread.is_alive() for thread in self._threads)

    def close(self) -> None:
        """Ends it both ways."""
        for sock in (self._near, self._far):
            _end(sock)
            sock.close()

    def _arm(self, said: bytes) -> None:
        fault = self._proxy._break
        if self._left is None and fault and fault.times and fault.on in said and bool(fault.on) == bool(said):
            self._left = fault.after

    def _listen(self) -> None:
        with suppress(OSError):
            while data := self._near.recv(1 << 16):
                self._proxy.heard += data.splitlines()
                self._arm(data)
                self._far.sendall(self._proxy._command(data) if self._proxy._command else data)
        _end(self._far)

    def _pass_on(self) -> None:
        with suppress(OSError):
            while data := self._far.recv(1 << 16):
                data = self._proxy._answer(data) if self._proxy._answer else data
                if self._left is None or self._proxy._break is None:
                    self._near.sendall(data)
                    continue
                self._near.sendall(data[: self._left])
                self._left -= len(data)
                if self._left <= 0:
                    self._fall()
                    return
        _end(self._near)

    def _fall(self) -> None:
        fault = self._proxy._break
        if fault is None:
            return
        fault.times -= 1
        self._proxy.broken += 1
        self._near.sendall(fault.say)
        self._proxy.happened.set()
        if not fault.silent:
            _end(self._near)
            _end(self._far)


def _end(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
