"""`intake outbox`: the replies, and what a person may do with those that wait."""

import getpass
import json
from collections.abc import Callable, Sequence
from typing import Annotated, TypeAlias

import typer
from rich import box
from rich.table import Table
from rich.text import Text
from sqlmodel import Session

from ingest.commands.context import Context, of, print_line
from ingest.commands.log import AsJson
from ingest.errors import WrongUse
from ingest.parts import Parts, now, open_parts, require_records
from ingest.views.contract import moment
from ingest.views.table import REPLY_STYLE
from storage import outbox
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.states import OutboxState
from storage.tables import Outbox

app = typer.Typer(
    help="The replies: list them, let them go, try them again, or drop them.", no_args_is_help=True
)

Ids = Annotated[list[int] | None, typer.Argument(help="Numbers from `intake outbox list`.")]
All = Annotated[bool, typer.Option("--all", help="Every reply that the step applies to.")]
_Step: TypeAlias = Callable[[Session, int], Outbox]


@app.command("list")
def list_(
    context: typer.Context,
    state: Annotated[list[OutboxState] | None, typer.Option(help="Only replies in this state.")] = None,
    as_json: AsJson = False,
) -> None:
    """Every reply and where it stands."""
    parts = _records(context)
    with reading(parts.engine) as session:
        rows = outbox.listed(session, state or tuple(OutboxState))
        if as_json:
            for row in rows:
                print_line(json.dumps(_json(row), ensure_ascii=False))
        else:
            _show(of(context), rows)


@app.command()
def release(context: typer.Context, ids: Ids = None, every: All = False) -> None:
    """Let held replies go out."""
    who = getpass.getuser()
    _apply(context, ids, every, [OutboxState.HELD], lambda s, i: outbox.release(s, i, who, now()))


@app.command()
def retry(context: typer.Context, ids: Ids = None, every: All = False) -> None:
    """Send failed or uncertain replies again, byte for byte the same."""
    who = getpass.getuser()
    states = [OutboxState.FAILED, OutboxState.UNCERTAIN]
    _apply(context, ids, every, states, lambda s, i: outbox.retry(s, i, who, now()))


@app.command()
def drop(context: typer.Context, ids: Ids = None, every: All = False) -> None:
    """Decide that replies are not to go out."""
    who = getpass.getuser()
    states = [OutboxState.HELD, OutboxState.UNCERTAIN]
    _apply(context, ids, every, states, lambda s, i: outbox.drop(s, i, who, now()))


def _apply(
    context: typer.Context, ids: list[int] | None, every: bool, states: list[OutboxState], step: _Step
) -> None:
    """One step on each reply; those it does not apply to are named, and the others done."""
    if bool(ids) == every:
        raise WrongUse("name the replies by their numbers, or say --all")
    parts = _records(context)
    if every:
        with reading(parts.engine) as session:
            ids = [row.id or 0 for row in outbox.listed(session, states)]
    problems = []
    for number in ids or []:
        try:
            with writing(parts.engine) as session:
                done = step(session, number)
            print_line(f"{number}: {done.state.value}")
        except StorageError as error:
            problems.append(f"{number}: {error}")
    for problem in problems:
        of(context).err.print(problem, style="red", markup=False, soft_wrap=True)
    if problems:
        raise typer.Exit(1)


def _json(row: Outbox) -> dict[str, object]:
    return {
        "id": row.id,
        "message": row.message_id,
        "template": row.template.value,
        "to": row.to_address,
        "subject": row.subject,
        "message_id": row.rfc_message_id,
        "state": row.state.value,
        "why": row.why,
        "attempts": row.attempts,
        "last_code": row.last_code,
        "last_error": row.last_error,
        "not_before": moment(row.not_before),
        "sent_at": moment(row.sent_at) if row.sent_at else None,
    }


def _show(context: Context, rows: Sequence[Outbox]) -> None:
    """A table on a terminal, lines with tabs in a pipe. The server's words are never taken for markup."""
    if not context.out.is_terminal:
        for row in rows:
            print_line("\t".join(_cells(row)))
        return
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for column in ("ID", "template", "ถึง to", "สถานะ state", "ครั้ง tries", "เหตุ why"):
        table.add_column(column)
    for row in rows:
        style = REPLY_STYLE.get(row.state.value, "dim")
        table.add_row(*(Text(cell, style if index == 3 else "") for index, cell in enumerate(_cells(row))))
    context.out.print(table)


def _cells(row: Outbox) -> tuple[str, ...]:
    said = "" if row.state is OutboxState.SENT else f"{row.last_code or ''} {row.last_error}".strip()
    return (
        str(row.id),
        row.template.value,
        row.to_address,
        row.state.value,
        str(row.attempts),
        " ".join((row.why or said).split()),
    )


def _records(context: typer.Context) -> Parts:
    parts = open_parts(of(context).settings())
    require_records(parts)
    return parts
