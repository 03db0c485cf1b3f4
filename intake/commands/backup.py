"""`intake backup`, `intake restore`: copies of records and files, and the way back."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from intake.commands.verify import examine
from intake.context import of, print_line, say_if_none
from intake.progress import bars
from intake.restored import put_back
from runtime.clock import now
from runtime.lock import nobody_at, only_one
from runtime.ready import require_records
from runtime.records import Records, open_records
from settings.errors import WrongUse
from storage.backup.generations import Generation, chosen, generations, left_out
from storage.backup.making import make

Folder = Annotated[
    Path | None, typer.Argument(metavar="FOLDER", help="Where backups lie; \\[backup] folder if left out.")
]
Moment = Annotated[str, typer.Option("--generation", help="Which one, by its name; the newest if left out.")]


def backup(
    context: typer.Context,
    folder: Folder = None,
    listed: Annotated[bool, typer.Option("--list", help="Only list what is there.")] = False,
) -> None:
    """Copy records, mails, files and configuration, also while the daemon works; later only what is new."""
    records = open_records(of(context).settings())
    place = _place(records, folder)
    if listed:
        for each in generations(place):
            print_line(_line(each))
        for name in left_out(place):
            print_line(f"{name}: not whole, or damaged; it cannot be restored")
        say_if_none(context, len(generations(place)))
        return
    require_records(records)
    own = place.resolve() == (records.settings.backup.folder or Path()).resolve()
    keep = records.settings.backup.keep if own else None
    with bars(of(context)) as tell:
        made = make(
            records.engine,
            records.files,
            records.settings.storage.beside,
            of(context).config,
            place,
            now(),
            keep,
            partial(tell, "สำรอง copying"),
        )
    for problem in made.problems:
        print_line(f"damaged: {problem}")
    print_line(f"{_line(made.generation)}; {made.copied} copied now ({made.copied_bytes / 1e6:.1f} MB)")
    if made.problems:
        raise typer.Exit(1)


def restore(context: typer.Context, folder: Folder = None, generation: Moment = "") -> None:
    """Put a backup in the place of the records; what lay there is kept beside it. Ends in a check."""
    records = open_records(of(context).settings())
    place = _place(records, folder)
    found = chosen(place, generation)
    with only_one(records), nobody_at(records):
        print_line(f"restoring {_line(found)}")
        with bars(of(context)) as tell:
            aside, problems = put_back(records, found, place, now(), partial(tell, "กู้คืน copying"))
    for path in aside:
        print_line(f"kept what was there: {path}")
    for problem in problems:
        print_line(f"damaged: {problem}")
    findings = examine(of(context), records, offline=True)
    print_line(
        "restored. Before `intake run`: `intake recover --dry-run` shows what has come since,"
        " `intake recover` takes it in again"
    )
    if findings or problems:
        raise typer.Exit(1)


def _place(records: Records, folder: Path | None) -> Path:
    place = folder or records.settings.backup.folder
    if place is None:
        raise WrongUse("say in which folder, or set [backup] folder")
    return place


def _line(generation: Generation) -> str:
    told = generation.manifest
    numbers = ", ".join(f"{contest}: {number}" for contest, number in told.numbers.items()) or "none yet"
    return (
        f"{generation.path.name}: {told.mails} mails, {told.files} files, {told.bytes / 1e6:.1f} MB,"
        f" last number {numbers}"
    )
