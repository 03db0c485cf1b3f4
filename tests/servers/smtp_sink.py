"""An SMTP server that takes every mail, keeps it, and fails where a test says so."""

import asyncio
import ssl
import threading
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Self

from servers.smtp_script import PATIENCE, Script
from servers.smtp_session import SinkSession, Tls


class SmtpSink(Script):
    """A server on a loopback port of its own, in a thread of its own, from `start()` to `stop()`.

    `context` is what it shows where `tls` is not "none"; `login` is the one user and password it wants,
    `tokens` says whether a user's access token is good.
    Faults that wait, mails and commands survive a restart.
    """

    host = "127.0.0.1"

    def __init__(
        self,
        *,
        tls: Tls = "none",
        context: ssl.SSLContext | None = None,
        login: tuple[str, str] | None = None,
        smtputf8: bool = True,
        mechanisms: tuple[str, ...] = ("PLAIN", "LOGIN"),
        tokens: Callable[[str, str], bool] = lambda _user, _token: False,
    ) -> None:
        super().__init__()
        self.port = 0
        self._sessions: set[SinkSession] = set()
        self._session = partial(
            SinkSession,
            self,
            self._sessions,
            tls=tls,
            context=context,
            login=login,
            smtputf8=smtputf8,
            mechanisms=mechanisms,
            tokens=tokens,
        )
        self._context = context if tls == "implicit" else None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Listen; after a `stop()`, on the same port again."""
        self._loop = asyncio.new_event_loop()
        listening = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(listening,), name="smtp-sink", daemon=True)
        self._thread.start()
        if not listening.wait(PATIENCE):
            raise RuntimeError("the SMTP sink did not start")

    def stop(self) -> None:
        """Cut every connection and close the port."""
        if self._thread is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._thread = None

    def _run(self, listening: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        # A client that leaves in the middle is what these tests are about, and no news.
        self._loop.set_exception_handler(lambda _loop, _context: None)
        server = self._loop.run_until_complete(
            self._loop.create_server(self._session, self.host, self.port, ssl=self._context)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._loop.call_soon(listening.set)
        self._loop.run_forever()
        server.close()
        for session in tuple(self._sessions):
            session.cut()
        self._loop.run_until_complete(self._end_tasks())
        self._loop.close()

    @staticmethod
    async def _end_tasks() -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        # Closed transports give back their sockets in the loop's next round.
        await asyncio.sleep(0)
