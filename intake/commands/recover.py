"""`intake recover`: after a backup was restored, what has come since is taken in again."""

import os
import threading
from contextlib import ExitStack, nullcontext
from typing import Annotated

import typer

from ingest.mailbox import connect
from ingest.recovery import Recovered, recover
from ingest.recovery.trial import on_a_copy
from intake.commands.verify import examine
from intake.context import all_parts, of, print_line
from intake.signals import end_on_signal
from parsers.errors import ParserUnavailableError
from parsers.pool import Pool
from parsers.process import Parser
from runtime.lock import only_one
from settings.errors import PartFailed


def recover_(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what it would come to.")] = False,
    by_hand: Annotated[
        bool, typer.Option("--by-hand", help="The records were put back without `intake restore`.")
    ] = False,
) -> None:
    """Take in what has come since the backup, under the numbers that it had; mail nobody."""
    parts, stop = all_parts(context), threading.Event()
    credential = parts.credentials.mailbox()
    limits, scanner = parts.settings.limits, parts.settings.clamav.socket
    with ExitStack() as stack:
        parsers = [stack.enter_context(Parser(limits, scanner)) for _ in range(len(os.sched_getaffinity(0)))]
        parsers[0].launch()
        stack.enter_context(only_one(parts))
        end_on_signal(stop.set)
        working = stack.enter_context(on_a_copy(parts) if dry_run else nullcontext(parts))
        connection = stack.enter_context(connect(parts.settings.mailbox, credential))
        status = stack.enter_context(of(context).err.status("…"))
        try:
            done = recover(
                working,
                Pool(parsers),
                connection,
                stop.is_set,
                lambda what, number: status.update(f"{what}: {number}"),
                on_trial=dry_run,
                by_hand=by_hand,
            )
        except ParserUnavailableError as error:
            raise PartFailed(str(error)) from None
    _tell(done, dry_run=dry_run)
    if not dry_run and examine(of(context), parts, offline=False):
        raise typer.Exit(1)


def _tell(done: Recovered, *, dry_run: bool) -> None:
    if done.back:
        print_line(f"{done.back} mails and files that the backup lacked were brought back")
    for folder, count in done.brought.items():
        if count:
            print_line(f"{folder}: {count} messages that the records lack")
    for reference, verdict, agency, sender, was_told in done.decided:
        if reference:
            how = "as its letter told" if was_told else "no letter of it is found"
            print_line(f"{reference} {verdict} {agency or '-'} {sender or '-'} ({how})")
    for named, has in done.quoted:
        print_line(f"look: somebody answers our letter under {named}, and his entry is {has or 'none'} now")
    for reference in done.void:
        print_line(f"{reference} void: a letter told it, or it lies between, and no mail has it")
    would = "would be" if dry_run else "are"
    print_line(
        f"{len(done.decided)} messages {would} taken in again, {len(done.void)} numbers {would} void;"
        f" letters: {done.found} found to have gone out, {done.waiting} {would} held"
    )
    if done.waiting and not dry_run:
        print_line(
            "they may have gone out before the loss: look with `intake outbox list --state held`, then"
            " `intake outbox release --restored`, or drop --restored"
        )
