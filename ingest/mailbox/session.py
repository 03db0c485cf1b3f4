"""An IMAP connection; every exception of a library leaves it as a MailboxError."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ingest.mailbox.errors import ConnectionLost, ProtocolViolation, translated
from ingest.mailbox.wire import Client, Timeouts


class SinkFailed(Exception):
    """Our own disk refused a body; the OSError is its cause."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


class Session:
    """A logged-in connection. One thread uses it; any other may `abort` it."""

    def __init__(self, client: Client, where: str, timeouts: Timeouts) -> None:
        self.client = client
        self.where = where
        # By folder, on the server's name for it: the UID below which all was there at its last search.
        self.searched: dict[str, int] = {}
        self._timeouts = timeouts
        self._lost = False

    @property
    def lost(self) -> bool:
        """Whether the connection has ended; only a new one helps then."""
        return self._lost

    @contextmanager
    def exchange(self, doing: str) -> Iterator[Client]:
        """Talks to the server to do something, said as a verb with its object ("read the folder").

        Raises MailboxError for whatever goes wrong between us and the server, OSError for our own disk.
        A connection that lost its place in the conversation is dropped: later use finds it lost.
        """
        if self._lost:
            raise ConnectionLost(f"{self.where}: the connection is closed, could not {doing}.")
        try:
            yield self.client
        except SinkFailed as failed:
            self.abort()
            raise failed.error from None
        # imapclient and imaplib let a dozen kinds of error through; a server's words may stand in any of
        # them, so that none is chained. KeyboardInterrupt and SystemExit pass, and drop the connection.
        except Exception as error:
            told = translated(error, self.where, doing)
            if isinstance(told, ConnectionLost | ProtocolViolation):
                self.abort()
            raise told from None
        except BaseException:
            self.abort()
            raise

    def abort(self) -> None:
        """Cuts the connection from any thread: what blocks on it ends at once with ConnectionLost."""
        self._lost = True
        with suppress(OSError):
            # Not SSLSocket's own shutdown: it pulls the TLS object from under a reading thread.
            socket.socket.shutdown(self.client.socket(), socket.SHUT_RDWR)

    def close(self) -> None:
        """Says goodbye, within `timeouts.close` seconds, and closes. Never raises; may be repeated."""
        if not self._lost:
            self._lost = True
            with suppress(Exception):
                self.client.socket().settimeout(self._timeouts.close)
                self.client.logout()
        with suppress(OSError):
            self.client.wire.shutdown()
