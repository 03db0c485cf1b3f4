"""`intake scores`: a workbook for each judge, and one that gathers them."""

from pathlib import Path
from typing import Annotated

import typer

from exports.record import hand_out
from exports.scores.gather import gather
from exports.scores.make import make_sheets
from exports.scores.read import read_scores
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
from registers.criteria import read_criteria
from settings.errors import WrongUse

app = typer.Typer(help="Score sheets for the judges, and what they come to.", no_args_is_help=True)

Criteria = Annotated[
    Path | None, typer.Option("--criteria", help="A TOML of criteria; without it those that come along.")
]
Judge = Annotated[
    list[str] | None, typer.Option("--judge", help="A judge who scores every work; again for each more.")
]


@app.command("make")
def make_(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The folder to write into.")],
    judge: Judge = None,
    judges: Judges = None,
    reference: References = None,
    references: ReferenceFile = None,
    list_: OfList = None,
    titles: Titles = None,
    criteria: Criteria = None,
    as_: As = "",
) -> None:
    """Write a workbook for each judge; none shows another's scores."""
    parts = records(context)
    who = runs(parts, as_, "intake scores")
    if bool(judge) == bool(judges):
        raise WrongUse("name the judges: --judge NAME for each, or --judges FILE with who judges what")
    works = works_named(of(context), parts, Named(reference or (), references, list_, titles))
    shares = by_judge(works, judges) if judges else dict.fromkeys(judge or (), works)
    if judge and len(shares) < len(judge):
        raise WrongUse("two judges have the same name: tell them apart")
    made = make_sheets(folder, parts.desk, shares, read_criteria(criteria))
    for name, path in zip(shares, made, strict=True):
        hand_out(parts.engine, parts.contest, path, "scores", len(shares[name]), who=who, to=name)
        print_line(str(path))


@app.command("gather")
def gather_(
    context: typer.Context,
    target: Annotated[Path, typer.Argument(help="The workbook to write (.xlsx).")],
    sheets: Annotated[list[Path], typer.Argument(help="The workbooks that came back.")],
    criteria: Criteria = None,
    as_: As = "",
) -> None:
    """Gather the judges' workbooks into one; what is to be asked is told, and stands in its last sheet."""
    parts = records(context)
    who = runs(parts, as_, "intake scores")
    if target.suffix.lower() != ".xlsx":
        raise WrongUse(f"{target}: the workbook's name must end with .xlsx")
    read = read_criteria(criteria)
    found = [read_scores(path, read) for path in sheets]
    troubles = gather(target, found, read)
    works = {row.reference for sheet in found for row in sheet.rows}
    hand_out(parts.engine, parts.contest, target, "scores-gathered", len(works), who=who)
    for each in troubles:
        print_line(f"{each.judge}: {each.reference}: {each.what}")
    told = f"เสร็จแล้ว done: {target} ({len(found)} กรรมการ judges, {len(works)} ผลงาน works)"
    of(context).err.print(told, markup=False, soft_wrap=True)
