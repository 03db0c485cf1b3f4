"""`intake run`: the daemon."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from loguru import logger

from intake import deadline
from intake.context import of
from intake.logs import start_log
from intake.signals import outlast_hangup
from parsers.errors import ParserUnavailableError
from parsers.process import Parser
from parsers.protocol import LACKING
from runtime.clock import now
from settings.errors import PartFailed

if TYPE_CHECKING:
    from notifications.rendering.desk import Desk
    from runtime.parts import Parts

_MOST_PARSERS = 4
"""Each is a process with its libraries; they start when there is mail for them."""


def _tell_of_walls(confinement: str) -> None:
    if LACKING in confinement:
        logger.warning(
            "parser: the child process that reads mail is confined less than it should be: {}", confinement
        )


def _tell_of_deadline(parts: "Parts", *, first_start: bool) -> None:
    contest, moment = parts.settings.contest, now()
    logger.info("contest: {}", deadline.told(contest, moment))
    for doubt in deadline.doubts(contest, moment, first_start=first_start):
        logger.warning("contest: {}", doubt)


def _require_sound_texts(desk: "Desk") -> None:
    """Raises PartFailed for the first fault of the operator's own texts; ours are held by our tests."""
    # Two seconds, which a restart on the last day should not wait for (measured: half of a start).
    if desk.templates_dir:
        from notifications.rendering.check import check_templates

        for problem in check_templates(desk):
            raise PartFailed(f"the reply texts: {problem}")


def run(
    context: typer.Context,
    once: Annotated[
        bool, typer.Option("--once", help="One poll, every due reply tried once, then end.")
    ] = False,
) -> None:
    """Fetch, judge, record and answer, until told to end (SIGTERM, Ctrl-C)."""
    outlast_hangup()
    settings = of(context).settings()
    with ExitStack() as stack:
        cores = len(os.sched_getaffinity(0))
        made = (Parser(settings.limits, settings.clamav.socket) for _ in range(min(cores, _MOST_PARSERS)))
        parsers = [stack.enter_context(parser) for parser in made]
        # First of all, while there are no threads, sockets or open databases to inherit; and it loads its
        # libraries while the daemon loads its own.
        with _plainly():
            parsers[0].launch()
        from intake.daemon import Daemon
        from runtime.lock import only_one
        from runtime.parts import open_parts
        from runtime.ready import has_records

        parts = open_parts(settings)
        mailbox = parts.credentials.mailbox()
        sends = settings.replies.mode != "off" or settings.alarm.email or settings.review.digest_to
        smtp = parts.credentials.smtp() if sends else None
        with _plainly():
            parsers[0].start()
        start_log(settings.log, parts.desk.zone)
        _tell_of_walls(parsers[0].confinement)
        with only_one(parts) as ours:
            _require_sound_texts(parts.desk)
            first_start = not has_records(parts)
            daemon = Daemon(parts, parsers, mailbox, smtp, of(context).config, ours)
            if not once:
                _tell_of_deadline(parts, first_start=first_start)
                daemon.run()
                return
            if not daemon.run_once():
                raise typer.Exit(1)
            if first_start:  # not at each of a schedule's runs
                _tell_of_deadline(parts, first_start=True)


@contextmanager
def _plainly() -> Iterator[None]:
    try:
        yield
    except ParserUnavailableError as error:
        raise PartFailed(str(error)) from None
