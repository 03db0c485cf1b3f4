"""`intake export`: the records in a file that people and other programs read."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn
from sqlmodel import Session

from exports.account.facts import account_of
from exports.account.page import account_page
from exports.choice import Choice, table_of, tables
from exports.landing import landing
from exports.record import hand_out
from exports.tables.csv import write_csv
from exports.tables.table import Progress as Told
from exports.tables.xlsx import write_workbook
from exports.zips.contest import write_contest
from exports.zips.evidence import write_evidence
from intake.commands.doing import As, runs
from intake.context import Context, of, records
from runtime.records import Records
from settings.contest import Contest
from settings.errors import WrongUse
from storage.chain.counters import counter_of
from storage.engine import reading

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
    ending = file.suffix.lower()
    make = (_OF_ONE if reference else _OF_ALL).get(ending)
    if make is None:
        choices = ", ".join(_OF_ONE if reference else _OF_ALL)
        raise WrongUse(
            f"{file}: a file name must end with one of {choices}, by which is told what it becomes"
        )
    if reference and what:
        raise WrongUse("--what chooses tables; --reference is one entry: name one of the two")
    who = runs(parts, as_, "intake export")
    with reading(parts.engine) as session, _progress(of(context)) as told:
        count = make(_Wanted(session, parts, file, tuple(what or ()), reference, told))
    hand_out(parts.engine, parts.contest, file, f"export{ending}", count, who=who)
    of(context).err.print(f"เสร็จแล้ว done: {file} ({count:,})", markup=False, soft_wrap=True)


@dataclass(frozen=True, slots=True)
class _Wanted:
    session: Session
    parts: Records
    file: Path
    what: Sequence[Choice]
    reference: str
    told: Told

    @property
    def contest(self) -> Contest:
        return self.parts.settings.contest


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


def _workbook(wanted: _Wanted) -> int:
    which = wanted.what or tuple(Choice)
    found = tables(wanted.session, wanted.contest, which)
    return sum(write_workbook(wanted.file, found, wanted.parts.desk.zone, wanted.told).values())


def _csv(wanted: _Wanted) -> int:
    if len(wanted.what) > 1:
        raise WrongUse("a CSV holds one table: name one with --what, or write a workbook (.xlsx)")
    which = wanted.what[0] if wanted.what else Choice.LOG
    table = table_of(wanted.session, wanted.contest, which)
    return write_csv(wanted.file, table, wanted.parts.desk.zone, wanted.told)


def _contest(wanted: _Wanted) -> int:
    which = wanted.what or tuple(Choice)
    parts = wanted.parts
    return write_contest(
        wanted.session, parts.desk, wanted.contest, wanted.file, which=which, progress=wanted.told
    )


def _account(wanted: _Wanted) -> int:
    session, parts = wanted.session, wanted.parts
    account = account_of(session, parts.contest, wanted.reference)
    head = counter_of(session, parts.contest).event_head
    with landing(wanted.file) as path:
        path.write_text(account_page(account, parts.desk, head=head), encoding="utf-8")
    return 1


def _evidence(wanted: _Wanted) -> int:
    parts = wanted.parts
    lines = write_evidence(wanted.session, parts.files, parts.desk, wanted.reference, wanted.file)
    return sum(not line.left_out for line in lines)


_OF_ALL = {".xlsx": _workbook, ".csv": _csv, ".zip": _contest}
_OF_ONE = {".html": _account, ".zip": _evidence}
