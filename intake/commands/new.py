"""`intake new`: an entry that did not come by mail."""

import getpass
from pathlib import Path
from typing import Annotated

import typer

from decisions.acts.bodies import body_named
from decisions.acts.order import Order
from ingest.acting import bytes_of
from ingest.making import entry_by_hand
from intake.commands.doing import As, DryRun, Manner, Why, Yes, parser_of, run_act
from intake.commands.log import AsJson, parse_moment
from intake.context import all_parts, of
from screening.model.act import Act, ActKind


def new(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="What was brought: the form and the deck.")],
    at: Annotated[str, typer.Option(help="An ISO time: when it was received.")],
    from_: Annotated[
        str, typer.Option("--from", help="The applicant's mail address; without one nobody is written to.")
    ] = "",
    agency: Annotated[
        str, typer.Option(help="Whose it is: the full name, with อำเภอ and จังหวัด where others bear it.")
    ] = "",
    reason: Why = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    as_: As = "",
    json_: AsJson = False,
) -> None:
    """Enter a work that did not come by mail: on a stick, by post, through a portal."""
    parts = all_parts(context)
    body = body_named(agency, parts.judge.rules) if agency else None
    mail = entry_by_hand(parts, from_, parse_moment(at, parts), bytes_of(files))
    wanted = Act(ActKind.NEW, agency=body, at=mail.received_at, to=from_)
    order = Order("", wanted, as_ or getpass.getuser(), reason)
    with parser_of(parts) as parser:
        run_act(of(context), parts, parser, order, Manner(yes, dry_run, json_), mail)
