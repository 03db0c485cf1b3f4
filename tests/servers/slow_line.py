"""A line to a server that falls silent after so many bytes, as a mobile link or a firewall does."""

import socket
import threading
from contextlib import suppress


class SlowLine:
    """Listens on a port of its own and passes everything on to `port`, until `limit` bytes came from there.

    Then it keeps the connection open and passes nothing more; `silent` is set.
    """

    def __init__(self, port: int, limit: int) -> None:
        self._server, self._limit = port, limit
        self.silent = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Ends the line and what runs over it."""
        for sock in (self._listener, *self._open):
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._server))
                self._open += [near, far]
                for source, target, limit in ((near, far, None), (far, near, self._limit)):
                    threading.Thread(target=self._pass_on, args=(source, target, limit), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, left: int | None) -> None:
        with suppress(OSError):
            while data := source.recv(1 << 16):
                if left is not None:
                    data = data[:left]
                    left -= len(data)
                target.sendall(data)
                if left == 0:
                    self.silent.set()
                    return
            target.shutdown(socket.SHUT_WR)
