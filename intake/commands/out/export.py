"""`intake export`: the records in a file that people and other programs read."""

from pathlib import Path
from typing import Annotated

import typer

from exports.choice import Choice
from exports.making import Order, make
from intake.commands.doing import As, runs
from intake.context import of, records
from intake.progress import bars

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
    with bars(of(context)) as told:
        count = make(parts, Order(file, tuple(what or ()), reference, told), who)
    of(context).err.print(f"เสร็จแล้ว done: {file} ({count:,})", markup=False, soft_wrap=True)
