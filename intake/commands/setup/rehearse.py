"""`intake rehearse`: sample mails through the real mailbox, and their answers back, before anybody writes."""

import os
import signal
from collections.abc import Sequence
from contextlib import ExitStack, nullcontext
from typing import Annotated

import typer

from demo.outcomes import Outcome, table_of
from intake.context import Context, of, print_line
from intake.progress import bars
from intake.rehearsal.letters import PATIENCE, Back, Letter
from intake.rehearsal.rehearse import answer, judge, taken_away
from intake.rehearsal.stage import set_up
from parsers.errors import ParserUnavailableError
from parsers.process import Parser
from runtime.lock import only_one
from runtime.ready import has_records
from runtime.records import open_records
from settings import Settings
from settings.errors import PartFailed, WrongUse


def rehearse(
    context: typer.Context,
    to: Annotated[
        str,
        typer.Option("--to", metavar="ADDRESS", help="Who gets all answers; left out: the mailbox itself."),
    ] = "",
    patience: Annotated[
        float, typer.Option("--patience", metavar="SECONDS", help="How long an answer may be on its way.")
    ] = PATIENCE,
) -> None:
    """Put sample mails into the real mailbox, judge and answer them, read the answers back, take all away."""
    settings = of(context).settings()
    _require_usable(settings, to)
    # A closed window must not leave the samples in the mailbox.
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    with ExitStack() as stack:
        cores = len(os.sched_getaffinity(0))
        made = (Parser(settings.limits, settings.clamav.socket) for _ in range(cores))
        parsers = [stack.enter_context(parser) for parser in made]
        parsers[0].launch()
        records = open_records(settings)
        # A first rehearsal leaves no folder behind that the service's own account could not write to.
        stack.enter_context(only_one(records) if has_records(records) else nullcontext())
        try:
            _perform(of(context), settings, parsers, to or settings.smtp.from_address, patience)
        except ParserUnavailableError as error:
            raise PartFailed(str(error)) from None


def _require_usable(settings: Settings, to: str) -> None:
    if settings.mailbox.read_only:
        raise WrongUse(
            "[mailbox] read_only = true leaves the mailbox untouched: a rehearsal puts mail into it"
        )
    if to and ("@" not in to or any(each.isspace() or ord(each) < ord(" ") for each in to)):
        raise WrongUse("--to is no address")


def _perform(
    context: Context, settings: Settings, parsers: Sequence[Parser], to: str, patience: float
) -> None:
    with set_up(settings) as stage, taken_away(stage, settings), bars(context) as progress:
        found = judge(stage, parsers, progress)
        written, back = answer(stage, settings, parsers[0], to, progress, patience)
    _show(context, found)
    own = to == settings.smtp.from_address
    _tell(written, back if own else None, to)
    if not all(outcome.as_meant for outcome in found) or (own and len(back) < len(written)):
        raise typer.Exit(1)


def _show(context: Context, found: Sequence[Outcome]) -> None:
    if context.out.is_terminal:
        context.out.print(table_of(found))
    for outcome in found:
        slug, row = outcome.sample.slug, outcome.row
        got = (
            f"{row.verdict} {sorted(reason.code for reason in row.reasons)} {row.reply.template}"
            if row
            else "–"
        )
        if not outcome.as_meant:
            print_line(f"{slug}\tFAIL\t{got}; with the usual configuration: {outcome.meant}")
        elif not context.out.is_terminal:
            print_line(f"{slug}\tok\t{got}")
    good = sum(outcome.as_meant for outcome in found)
    print_line(f"{good} of {len(found)} samples were judged as they were made to be")


def _tell(written: Sequence[Letter], back: Sequence[Back] | None, to: str) -> None:
    if back is None:
        print_line(f"{len(written)} answers went to {to}: look for them there; the mailbox is as it was")
        return
    places = ", ".join(sorted({each.folder for each in back})) or "nowhere"
    print_line(
        f"{len(back)} of {len(written)} answers came back to {to} (in {places}); the mailbox is as it was"
    )
    if changed := [each for each in back if not each.unchanged]:
        print_line(
            f"{len(changed)} answers came with other words than they left with:"
            " something on the way (a filter, a footer) rewrites them"
        )
