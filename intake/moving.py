"""`intake storage`: where records and files are kept."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError

from intake.context import Context, of, print_line, records
from intake.progress import bars
from runtime.faults import problem_of
from runtime.lock import nobody_at, only_one
from runtime.records import Records, open_records
from settings import load
from settings.errors import PartFailed, WrongUse
from storage.errors import StorageError
from storage.moving.installation import Copied, Kept, copy_installation
from storage.schema import place_of

app = typer.Typer(help="Where records and files are kept: copy them elsewhere.", no_args_is_help=True)


@app.callback()
def storage() -> None:
    """Says that the commands below stand in a group."""


@app.command("copy")
def copy_(
    context: typer.Context,
    to: Annotated[
        Path,
        typer.Option("--to", metavar="CONFIG", help="A config.toml whose \\[storage] names the target."),
    ],
) -> None:
    """Copy all records, mails and files to another database and store, each verified; the source stays."""
    source, target = records(context), open_records(load(to))
    if source.contest != target.contest:
        raise WrongUse(f"{to} is of the contest {target.contest}, and the records are of {source.contest}")
    with ExitStack() as stack:
        for each in (source, target):
            stack.enter_context(only_one(each))
            stack.enter_context(nobody_at(each))
        done = _copied(of(context), source, target)
    for problem in done.problems:
        print_line(f"damaged: {problem}")
    print_line(
        f"copied and compared: {done.rows} rows to {place_of(target.engine)},"
        f" the files to {target.files.place}. From now on use {to} alone: what still works on the old"
        " records would answer applicants twice"
    )
    if done.problems:
        raise typer.Exit(1)


def _copied(context: Context, source: Records, target: Records) -> Copied:
    try:
        with bars(context) as progress:
            return copy_installation(_kept(source), _kept(target), progress)
    except StorageError as error:
        raise WrongUse(str(error)) from None
    except (OSError, SQLAlchemyError) as error:
        raise PartFailed(f"{problem_of(error)}. Begin again: what was copied is not copied twice") from None


def _kept(records: Records) -> Kept:
    return Kept(records.engine, records.files, records.settings.storage.beside)
