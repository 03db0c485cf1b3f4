"""`intake export`: the records in a file that people and other programs read."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn

from exports.choice import Choice
from exports.making import Order, make
from exports.tables.table import Progress as Told
from intake.commands.doing import As, runs
from intake.context import Context, of, records

What = Annotated[
    list[Choice] | None,
    typer.Option("--what", help="Which tables: all into a workbook or a zip, the log into a CSV."),
]
File = Annotated[Path, typer.Argument(help="Ends with .xlsx, .csv, .zip, or .html for one entry.")]
Reference = Annotated[
    str, typer.Option("--reference", help="One entry: its account (.html), or all its evidence (.zip).")
]


def export(
    context: typer.Context, file: File, what: What = None, reference: Reference = "", as_: As = ""
) -> None:
    """Write the log, the entries, the numbers and the list of discretion, or one entry in full."""
    parts = records(context)
    who = runs(parts, as_, "intake export")
    with _progress(of(context)) as told:
        count = make(parts, Order(file, tuple(what or ()), reference, told), who)
    of(context).err.print(f"เสร็จแล้ว done: {file} ({count:,})", markup=False, soft_wrap=True)


@contextmanager
def _progress(context: Context) -> Iterator[Told]:
    """A line for each table, with how many rows are written; only on a terminal."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed:,.0f}"))
    with Progress(*columns, console=context.err, transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def told(name: str, count: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=None)
            bar.update(tasks[name], completed=count)

        yield told
