"""An IMAP server that says what it is told to: for what a real one does not do on demand."""

import socket
import threading
from collections.abc import Mapping
from contextlib import suppress

from settings.servers import Mailbox

CUT = b"<cut>"
"""At the end of an answer: the connection is closed there."""

_ORDINARY = {
    "CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE\r\nTAG OK done\r\n",
    "LOGIN": b"TAG OK in\r\n",
    "LIST": b'* LIST (\\Noselect) "/" ""\r\nTAG OK done\r\n',
    "SELECT": b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 9] next\r\nTAG OK done\r\n",
    "EXAMINE": b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 9] next\r\nTAG OK done\r\n",
    "CREATE": b"TAG OK done\r\n",
    "SUBSCRIBE": b"TAG OK done\r\n",
    "NOOP": b"TAG OK done\r\n",
    "UID SEARCH": b"* SEARCH 8\r\nTAG OK done\r\n",
    "LOGOUT": b"* BYE farewell\r\nTAG OK out\r\n",
}


class ScriptedImap:
    """Answers each command by its first words; TAG stands for the command's tag, and no answer is silence."""

    def __init__(
        self, answers: Mapping[str, bytes] | None = None, greeting: bytes = b"* OK ready\r\n"
    ) -> None:
        self.answers = _ORDINARY | dict(answers or {})
        self.heard: list[str] = []
        self.waiting = threading.Event()
        self._greeting = greeting
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self._listener.getsockname()[1]
        return port

    def settings(self, **changes: object) -> Mailbox:
        """`[mailbox]` for this server."""
        values = {"host": "127.0.0.1", "port": self.port, "tls": "none", "username": "someone"}
        return Mailbox.model_validate(values | changes)

    def close(self) -> None:
        """Ends the server and its connections."""
        for sock in (self._listener, *self._open):
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                self._open.append(sock)
                with sock, suppress(OSError):
                    self._talk(sock)

    def _talk(self, sock: socket.socket) -> None:
        sock.sendall(self._greeting)
        tag = b""
        with sock.makefile("rb") as lines:
            for line in lines:
                if line == b"DONE\r\n":  # ends the IDLE before it, and has no tag of its own
                    sock.sendall(tag + b" OK done\r\n")
                    continue
                tag, _, command = line.strip().partition(b" ")
                said = command.decode("latin-1")
                self.heard.append(said)
                answer = next((self.answers[key] for key in self.answers if said.startswith(key)), b"")
                sock.sendall(answer.removesuffix(CUT).replace(b"TAG", tag))
                if answer.endswith(CUT):
                    return
                if b"TAG" not in answer:
                    self.waiting.set()
