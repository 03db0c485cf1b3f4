"""`intake doctor`: tries each part that the daemon needs, and says what is wrong and what to do."""

from collections.abc import Callable
from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import SQLAlchemyError

from intake.context import Context, of, print_line
from intake.examinations import EXAMINATIONS, KNOWN, machine, servers
from notifications.transport import TransportError
from runtime.database_faults import DAMAGED
from runtime.faults import fault_of
from runtime.parts import Parts, open_parts
from runtime.ready import problem_with
from storage.errors import DatabaseDamaged


def doctor(
    context: typer.Context,
    alarm: Annotated[bool, typer.Option("--alarm", help="Send a test by each way of \\[alarm].")] = False,
    round_trip: Annotated[
        bool,
        typer.Option("--round-trip", help="Send a mail to ourselves, wait until it comes, and take it away."),
    ] = False,
) -> None:
    """Try mailbox, SMTP, database, disk, parser, scanner, reply texts and clock; exit 1 when one ails."""
    parts = open_parts(of(context).settings())
    examinations = EXAMINATIONS | ({"alarm": servers.send_test} if alarm else {})
    examinations |= {"round trip": servers.round_trip} if round_trip else {}
    outcomes = [(name, *_examine(examination, parts)) for name, examination in examinations.items()]
    _show(of(context), outcomes)
    if not all(well for _, well, _ in outcomes):
        raise typer.Exit(1)


def _examine(examination: Callable[[Parts], str], parts: Parts) -> tuple[bool, str]:
    try:
        return True, examination(parts)
    except KNOWN as error:
        return False, str(error)
    except (OSError, SQLAlchemyError, DatabaseDamaged, TransportError) as error:
        if fault_of(error).alarm is DAMAGED and examination is not machine.database:
            return False, "not known: the database is damaged"
        told = problem_with(parts, error)
        of_database = examination is not machine.disk and told == machine.refusal_of_database(parts)
        if of_database and examination is not machine.database:
            return False, "not known: the database cannot be used"
        return False, told


def _show(context: Context, outcomes: list[tuple[str, bool, str]]) -> None:
    if not context.out.is_terminal:
        for name, well, told in outcomes:
            print_line(f"{name}\t{'ok' if well else 'FAIL'}\t{told}")
        return
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for column in ("ส่วน part", "", "ผล finding"):
        table.add_column(column, overflow="fold")
    for name, well, told in outcomes:
        # A server's words may look like markup.
        table.add_row(name, "[green]✓[/]" if well else "[red]✗[/]", Text(told))
    context.out.print(table)
