"""`intake pack`: the decks for the committee, and the forms for the secretary."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from exports.record import hand_out
from exports.zips.index import Pack, new_since
from exports.zips.pack import Made, Making, make_pack
from exports.zips.parts import MOST
from intake.commands.doing import As, runs
from intake.commands.out.works import (
    Judges,
    Named,
    OfList,
    ReferenceFile,
    References,
    Titles,
    by_judge,
    works_named,
)
from intake.context import of, print_line, records
from intake.progress import bars
from runtime.clock import now
from settings.errors import WrongUse

_MB = 1_000_000

Folder = Annotated[Path, typer.Argument(help="The folder to write into.")]
Number = Annotated[int, typer.Option("--number", min=1, help="Which pack this is.")]
To = Annotated[str, typer.Option("--to", help="To whom it goes: kept with the event.")]
After = Annotated[
    list[Path] | None, typer.Option("--after", help="An earlier pack's .json: only what is new goes in.")
]
PartMb = Annotated[int, typer.Option("--part-mb", min=10, max=MOST // _MB, help="The largest zip, in MB.")]


def pack(
    context: typer.Context,
    folder: Folder,
    reference: References = None,
    references: ReferenceFile = None,
    list_: OfList = None,
    number: Number = 1,
    to: To = "",
    judges: Judges = None,
    titles: Titles = None,
    after: After = None,
    part_mb: PartMb = MOST // _MB,
    as_: As = "",
) -> None:
    """Zip the decks of works under short names, their forms apart, with an index in each zip."""
    parts = records(context)
    who = runs(parts, as_, "intake pack")
    named = works_named(of(context), parts, Named(reference or (), references, list_, titles))
    works = list(new_since(named, after or (), parts.contest))
    if not works:
        raise WrongUse("all of it was in the earlier packs: there is nothing new")
    shares = by_judge(named, judges) if judges else {"": named}
    new = {work.reference for work in works}
    about = Pack(number, to, now())
    for judge, share in shares.items():
        mine = [work for work in share if work.reference in new]
        if not mine:
            continue
        with bars(of(context)) as tell:
            step = partial(tell, judge or f"pack {number}")
            making = Making(folder, parts.files, parts.desk, part_mb * _MB, step)
            made = make_pack(making, mine, about, judge)
        for path in made.zips:
            hand_out(parts.engine, parts.contest, path, f"pack-{number}", len(mine), who=who, to=judge or to)
        _tell(made)


def _tell(made: Made) -> None:
    for path in (*made.zips, made.manifest):
        print_line(str(path))
    for work in made.without:
        print_line(f"ไม่มีไฟล์ no deck: {work.reference} {work.agency}")
