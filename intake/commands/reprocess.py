"""`intake reprocess`: judges stored mail again after rules, register or program have changed."""

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from typing import Annotated

import typer
from rich.progress import track

from decisions.compare import Outcome, Rejudged
from ingest import register_watch
from ingest.reprocessing import Failure, Reprocessing
from intake.commands.doing import As, runs
from intake.commands.log import AsJson
from intake.context import Context, all_parts, of, print_line
from parsers.errors import ParserUnavailableError
from parsers.process import Parser
from review.text import visible
from review.text.reprocessed import reprocessed, show_changes
from runtime.lock import only_one
from runtime.parts import Parts
from runtime.ready import make_ready
from settings.errors import PartFailed, WrongUse
from storage.engine import reading
from storage.entries.past import positions
from storage.intake_log import lookup

Ref = Annotated[str | None, typer.Argument(help="A reference (DGTI-2566-0001) or a message's id.")]
Every = Annotated[bool, typer.Option("--all", help="Every message, in the order first judged.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")]
Reply = Annotated[bool, typer.Option("--reply", help="Answer those who have something else to hear.")]


def reprocess(
    context: typer.Context,
    ref: Ref = None,
    every: Every = False,
    dry_run: DryRun = False,
    reply: Reply = False,
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Judge stored mail again under today's rules, show what changes, and mail nobody unless told to."""
    if (ref is not None) == every:
        raise WrongUse("name one reference or id, or say --all")
    parts = all_parts(context)
    if not dry_run:
        runs(parts, as_, "intake reprocess")
    with (
        Parser(parts.settings.limits, parts.settings.clamav.socket) as parser,
        nullcontext() if dry_run else only_one(parts),
    ):
        if not dry_run:
            make_ready(parts)
            register_watch.renew(parts)
        wanted = _wanted(parts, ref)
        found = Reprocessing(parts, parser, dry_run=dry_run, answer=reply).of(wanted)
        console = of(context).err
        shown = track(found, "ตรวจใหม่ judging again", total=len(wanted), console=console, transient=True)
        try:
            failures = _tell(of(context), shown, as_json=as_json, dry_run=dry_run)
        except ParserUnavailableError as error:
            raise PartFailed(str(error)) from None
    if failures:
        raise typer.Exit(1)


def _wanted(parts: Parts, ref: str | None) -> set[int]:
    """The ids of the messages meant. Raises PartFailed when there are none that have been judged."""
    with reading(parts.engine) as session:
        judged = {number for _, number in positions(session, parts.contest)}
        if ref is None:
            return judged
        found = {row.id for row in lookup(session, parts.contest, ref)}
    if not found:
        raise PartFailed(f"nothing is recorded under {ref!r}; `intake log` lists what is")
    if not found & judged:
        raise PartFailed(f"message {ref} has not been judged yet; `intake run` does it")
    return found & judged


def _tell(
    context: Context, found: Iterable[Rejudged | Failure], *, as_json: bool, dry_run: bool
) -> list[Failure]:
    """Shows what came of each message; returns those that could not be judged."""
    changes: list[Rejudged] = []
    failures: list[Failure] = []
    count = 0
    for done in found:
        count += 1
        if isinstance(done, Failure):
            failures.append(done)
            continue
        if as_json:
            print_line(visible.as_json(reprocessed(done)))
        if done.outcome is not Outcome.SAME or done.reply:
            changes.append(done)
    if not as_json:
        show_changes(context.out, changes)
    for line in _summary(count, changes, failures, dry_run=dry_run):
        context.err.print(line, markup=False)
    return failures


def _summary(count: int, changes: list[Rejudged], failures: list[Failure], *, dry_run: bool) -> Iterator[str]:
    recorded = sum(done.outcome is Outcome.RECORDED for done in changes)
    proposed = sum(done.outcome is Outcome.PROPOSED for done in changes)
    replies = sum(done.reply is not None for done in changes)
    yield f"{count} judged again, {recorded} {'would change' if dry_run else 'changed'}"
    if proposed:
        yield f"{proposed} would change, but a person has decided on them: look, and decide anew if you agree"
    if replies:
        letters = "1 reply" if replies == 1 else f"{replies} replies"
        yield f"{letters} {'would be' if dry_run else 'are'} in the outbox: see `intake outbox list`"
    for failure in failures:
        yield f"message {failure.message_id} could not be judged and stays as it is ({failure.problem})"
