"""`intake list`: the list that the head signs, what has changed since, and word of it to the applicants."""

from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from exports.landing import landing
from exports.lists.page import list_page
from exports.lists.sheet import list_tables
from exports.lists.standing import standing
from exports.lists.wording import WARNINGS, title
from exports.record import hand_out
from exports.tables.xlsx import write_workbook
from exports.titles import read_titles
from ingest.telling import Round
from intake.commands.doing import As, DryRun, Yes, runs
from intake.commands.log import AsJson
from intake.commands.out.telling import tell_all
from intake.commands.out.works import Titles
from intake.context import all_parts, of, print_line, records
from review.text import visible
from review.text.lists import as_json, lines
from runtime.clock import now
from screening.model.decision import EntryStatus, Template
from settings.errors import PartFailed, WrongUse
from storage.engine import reading, writing
from storage.lists.freezing import Proposed, all_lists, freeze, lists_until, proposed, sum_of
from storage.lists.listed import Listed

app = typer.Typer(
    help="The list of entries that the head signs: freeze, show, write and tell it.", no_args_is_help=True
)

Number = Annotated[int | None, typer.Option("--number", min=1, help="Which list; the last if left out.")]


@app.command("freeze")
def freeze_(
    context: typer.Context,
    number: Annotated[
        int | None, typer.Option("--number", min=1, help="The number that it must get.")
    ] = None,
    examined: Annotated[
        bool, typer.Option("--examined", help="Only entries that a person has found eligible.")
    ] = False,
    titles: Titles = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_: As = "",
    json_: AsJson = False,
) -> None:
    """Make the next list of complete entries; the second and later ones hold what has changed since."""
    parts = records(context)
    who, corrected = runs(parts, as_, "intake list freeze"), read_titles(titles) if titles else {}

    def read(session: Session) -> list[Listed]:
        return standing(session, parts.contest, corrected)

    seen = ""
    if dry_run or not (yes or json_):
        with reading(parts.engine) as session:
            shown = proposed(session, parts.contest, read(session), examined=examined)
        _tell(shown, json_=json_)
        if dry_run:
            return
        if not typer.confirm("จัดทำบัญชีนี้หรือไม่ Freeze this list?", err=True):
            raise PartFailed("nothing is frozen")
        seen = shown.digest
    with writing(parts.engine) as session:
        found = read(session)
        made = freeze(session, parts.contest, found, who, now(), examined=examined, number=number, seen=seen)
    if yes or json_:
        _tell(made, json_=json_)
    of(context).err.print(
        f"จัดทำแล้ว frozen: {title(made, thai=False)}; ต่อไป next: intake list write FILE.html", markup=False
    )


@app.command()
def show(context: typer.Context, number: Number = None, json_: AsJson = False) -> None:
    """Print one list, with what was warned of when it was frozen."""
    parts = records(context)
    with reading(parts.engine) as session:
        _tell(lists_until(session, parts.contest, number)[-1], json_=json_)


@app.command()
def write(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="FILE.html to print and sign, or FILE.xlsx.")],
    number: Number = None,
    as_: As = "",
) -> None:
    """Write a list as a page with lines for signatures, or as a workbook."""
    parts = records(context)
    who = runs(parts, as_, "intake list write")
    with reading(parts.engine) as session:
        lists = lists_until(session, parts.contest, number)
    frozen = lists[-1]
    if file.suffix.lower() == ".xlsx":
        write_workbook(file, list_tables(frozen, parts.desk), parts.desk.zone)
    elif file.suffix.lower() in (".html", ".htm"):
        with landing(file) as path:
            path.write_text(list_page(frozen, len(sum_of(lists)), parts.desk), encoding="utf-8")
    else:
        raise WrongUse(f"{file}: name it .html, to print, or .xlsx")
    hand_out(parts.engine, parts.contest, file, f"list-{frozen.number}", len(frozen.changes), who=who)
    print_line(f"เขียนแล้ว written: {file} ({title(frozen, thai=False)}, {len(frozen.changes)} rows)")


@app.command()
def tell(
    context: typer.Context, number: Number = None, yes: Yes = False, dry_run: DryRun = False, as_: As = ""
) -> None:
    """Write to the applicants of the entries that a list has added: one preview, then all; nobody twice."""
    parts = all_parts(context)
    runs(parts, as_, "intake list tell")
    with reading(parts.engine) as session:
        frozen = lists_until(session, parts.contest, number)[-1]
        on_it = {entry.reference for entry in sum_of(all_lists(session, parts.contest))}
    added = [each.entry.reference for each in frozen.changes if each.change == "added"]
    told = [reference for reference in added if reference in on_it]
    # One kind for all lists: whoever was told that his entry is on the list hears so once.
    round_ = Round(Template.LISTED, "listed", EntryStatus.COMPLETE, told)
    tell_all(of(context), parts, round_, yes=yes, dry_run=dry_run)


def _tell(made: Proposed, *, json_: bool) -> None:
    if json_:
        print_line(visible.as_json(as_json(made)))
        return
    print_line(title(made, thai=False))
    for line in lines(made):
        print_line(line)
    for code, references in made.warnings.items():
        thai, english = WARNINGS[code]
        print_line(f"! {len(references)} {thai} · {english}: {' '.join(references)}")
    print_line(f"{len(made.changes)} rows; sha256 {made.digest}")
