"""Notes who saw what, and lets no page wait for it: `record` puts it into a line, a thread writes it."""

import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum

from loguru import logger
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select
from starlette.requests import Request

from runtime.clock import now
from runtime.parts import Parts
from settings.alarm_kinds import AlarmKind
from storage.chain.events import Happening, append
from storage.chain.kinds import Kind, ViewsLogged
from storage.engine import reading, writing
from storage.tables import Event
from storage.view_files import log_of
from storage.views import Head, View
from storage.views import append as write
from web.register import Following
from web.signals import Signals

MOST_WAITING = 10_000
_BATCH, _BATCH_SECONDS = 500, 1.0
_TRIED_AGAIN_SECONDS, _LOOK_SECONDS = 10.0, 10.0
_DAY = timedelta(hours=24)


class Action(StrEnum):
    """What was done with personal data, or at the door."""

    VIEW = "view"
    PICTURE = "picture"
    DOWNLOAD = "download"
    SEARCH = "search"
    EXPORT = "export"
    LOGIN = "login"
    LOGIN_FAILED = "login-failed"
    LOGOUT = "logout"


class Later:
    """One thread that does what no page is to wait for, in the order in which it was asked."""

    def __init__(self, parts: Parts, signals: Signals) -> None:
        self._parts, self._signals = parts, signals
        self._log = log_of(parts.settings.storage.beside)
        self._waiting: queue.Queue[View | Callable[[], None] | None] = queue.Queue(MOST_WAITING)
        self._lost, self._ends = 0, threading.Event()
        self._thread = threading.Thread(target=self._work, name="later", daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def close(self) -> None:
        """Writes what waits, and ends."""
        self._ends.set()
        with suppress(queue.Full):
            self._waiting.put_nowait(None)
        if self._thread.is_alive():
            self._thread.join(5)

    def do(self, work: View | Callable[[], None]) -> None:
        """Takes it into the line. A disk that writes nothing for so long is told; the page is not kept."""
        try:
            self._waiting.put_nowait(work)
        except queue.Full:
            self._lost += 1

    def _work(self) -> None:
        told_at: datetime | None = None
        following, next_look = Following(self._parts), 0.0
        while not (self._ends.is_set() and self._waiting.empty()):
            head = self._written(self._gathered())
            if time.monotonic() > next_look:
                next_look = time.monotonic() + _LOOK_SECONDS
                self._done(following.look)
            if head and (told_at is None or now() - told_at >= _DAY) and self._told(head):
                told_at = now()

    def _gathered(self) -> list[View]:
        """What came within a second, or until the batch is full; other work is done at once."""
        views: list[View] = []
        end = time.monotonic() + _BATCH_SECONDS
        while len(views) < _BATCH and (left := end - time.monotonic()) > 0:
            try:
                work = self._waiting.get(timeout=left)
            except queue.Empty:
                break
            if isinstance(work, View):
                views.append(work)
            elif work is None:
                break
            else:
                self._done(work)
        return views

    def _done(self, work: Callable[[], None]) -> None:
        try:
            work()
        except (OSError, SQLAlchemyError) as error:
            logger.warning("web: {} could not be written down", type(error).__name__)

    def _written(self, views: list[View]) -> Head | None:
        """The head of the log once they are in it; it is tried until the disk takes them."""
        if not views:
            return None
        lost, self._lost = self._lost, 0
        if lost:
            views = [*views, View(now(), "", "lost", str(lost))]
        while True:
            try:
                head = write(self._log, views)
            except (OSError, ValueError, KeyError) as error:
                told = error.strerror if isinstance(error, OSError) else "its last line cannot be read"
                self._signals.alarm(AlarmKind.VIEWS, f"who saw what cannot be written down: {told}")
                if self._ends.wait(_TRIED_AGAIN_SECONDS):
                    return None
            else:
                self._signals.over(AlarmKind.VIEWS)
                return head

    def _told(self, head: Head) -> bool:
        """Into the chain of events, once a day. False where the records are busy: at the next batch then."""
        try:
            with reading(self._parts.engine) as session:
                last = session.exec(
                    select(Event.at)
                    .where(Event.contest == self._parts.contest, Event.what == Kind.VIEWS_LOGGED)
                    .order_by(col(Event.seq).desc())
                    .limit(1)
                ).first()
            if last is None or now() - last >= _DAY:
                with writing(self._parts.engine) as session:
                    told = ViewsLogged(head.lines, head.hash)
                    append(session, self._parts.contest, now(), Happening("web", told))
        except SQLAlchemyError:
            return False
        return True


def record(request: Request, action: Action, reference: str, *, name: str | None = None) -> None:
    """Notes that the visitor has seen or done it. Costs microseconds, and fails no page."""
    visitor = getattr(request.state, "visitor", None)
    who = name if name is not None else visitor.name if visitor else ""
    later: Later = request.app.state.later
    later.do(View(now(), who, action.value, reference[:200]))
