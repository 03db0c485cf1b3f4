"""The daemon's work within this process: it dies at a named step as if killed, and begins anew."""

import sys
import tempfile
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from servers.installation import Installation
from sqlalchemy import event

from credentials import Password
from decisions.acts.order import Done, Order
from decisions.compare import Rejudged
from ingest.acting import act
from ingest.poller import Poller
from ingest.reprocessing import Failure, Reprocessing
from notifications.sending.sender import Sent, send_due
from notifications.transport import Smtp
from notifications.transport.connection import Timeouts
from parsers.pool import Pool
from parsers.process import Parser
from runtime import clock
from runtime.parts import Parts, open_parts
from runtime.ready import prepare
from screening.answer.caps import MOST_LETTERS_HOUR
from settings import load
from storage import milestones
from storage.engine import open_database, writing
from storage.milestones import ActMilestone, Milestone
from storage.outbox import replies
from storage.schema import upgrade

_reached, _now = milestones.reached, clock.now
FEW_LETTERS_HOUR = 3
"""In place of MOST_LETTERS_HOUR: no life has as much mail as that."""


class Died(BaseException):
    """The end of the daemon. Nothing in it catches this, as nothing catches SIGKILL."""


class Life:
    """One installation's daemon through all its deaths. `fatal` is where it dies next, and at which time."""

    def __init__(self, installation: Installation, parser: Parser) -> None:
        self.installation = installation
        self.ahead = timedelta()
        self.fatal: tuple[Milestone | ActMilestone, int] | None = None
        self._parser = parser
        self._dead = False
        (installation.folder / "intake.db").write_bytes(_fresh())
        self.begin()

    def now(self) -> datetime:
        """The daemon's clock, which may be wrong."""
        return datetime.now(UTC) + self.ahead

    def begin(self) -> None:
        """As `intake run` begins."""
        with self._patched():
            self.parts: Parts = open_parts(load(self.installation.config, {}))
            event.listen(self.parts.engine, "begin", self._refuse_the_dead)
            prepare(self.parts)
            with writing(self.parts.engine) as session:
                replies.recover(session, self.parts.contest, self.now())
        self._poller = Poller(
            self.parts, Pool([self._parser]), Password(self.installation.dovecot.password), threading.Event()
        )
        self._smtp = Smtp(self.parts.settings.smtp, None, timeouts=Timeouts())

    def end(self) -> None:
        """Everything that was in memory is gone."""
        self._poller.disconnect()
        self._smtp.abort()
        with self._smtp:
            pass  # its socket, which the kernel would have closed
        self.parts.engine.dispose()

    def poll(self) -> bool:
        """One look into the mailbox; False when the daemon died in it."""
        return self._lives(self._poller.poll)

    def send(self) -> bool:
        """One round of sending; False as above."""
        return self._lives(self._send)

    def act(self, order: Order, dies: ActMilestone | None) -> Done | None:
        """A person's command beside the daemon; None when it died before all of it was committed.

        Raises ActRefusedError.
        """
        self.fatal, shown = (dies, 1) if dies else None, list[Done]()
        try:
            with self._patched():
                act(self.parts, self._parser, order, shown.append)
        except Died:
            return shown[-1] if dies is ActMilestone.DONE else None
        finally:
            self._dead, self.fatal = False, None
        return shown[-1]

    def judge_again(self, messages: Collection[int], *, answer: bool) -> list[Rejudged | Failure]:
        """`intake reprocess` of these messages."""
        with self._patched():
            return list(Reprocessing(self.parts, self._parser, dry_run=False, answer=answer).of(messages))

    def _send(self) -> Sent:
        return send_due(self.parts.outgoing, self._smtp, lambda: False)

    def _lives(self, work: Callable[[], object]) -> bool:
        try:
            with self._patched():
                work()
            self.fatal = None
            return True
        except Died:
            self.end()
            self._dead, self.fatal = False, None
            self.begin()
            return False

    def _refuse_the_dead(self, _connection: object) -> None:
        if self._dead:
            raise Died

    def _step(self, step: Milestone | ActMilestone) -> None:
        if self._dead:
            raise Died
        if self.fatal and self.fatal[0] is step:
            self.fatal = step, self.fatal[1] - 1
            if self.fatal[1] == 0:
                self._dead = True
                raise Died

    @contextmanager
    def _patched(self) -> Iterator[None]:
        """Modules have taken the clock and the mark of a step by their names."""
        ours: dict[str, tuple[Any, Any]] = {
            "reached": (_reached, self._step),
            "now": (_now, self.now),
            "MOST_LETTERS_HOUR": (MOST_LETTERS_HOUR, FEW_LETTERS_HOUR),
        }
        taken = [
            (module, name, real, own)
            for module in list(sys.modules.values())
            for name, (real, own) in ours.items()
            if vars(module).get(name) is real
        ]
        for module, name, _, own in taken:
            setattr(module, name, own)
        try:
            yield
        finally:
            for module, name, real, _ in taken:
                setattr(module, name, real)


@cache
def _fresh() -> bytes:
    """A database without records, made once: making it takes longer than most of a life's steps."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{folder}/intake.db")
        upgrade(engine)
        engine.dispose()
        return Path(folder, "intake.db").read_bytes()
