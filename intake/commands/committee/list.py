"""`intake list`: the list that the head signs, what has changed since, and word of it to the applicants."""

from pathlib import Path
from typing import Annotated

import typer

from exports.lists.page import page
from exports.lists.sheet import sheet
from exports.lists.wording import WARNINGS, title
from ingest.telling import Round
from intake.commands.committee.telling import tell_all
from intake.commands.doing import As, DryRun, Yes, runs
from intake.commands.log import AsJson
from intake.context import all_parts, of, print_line, records
from review.text import visible
from review.text.lists import as_json, lines
from runtime.clock import now
from runtime.records import Records
from screening.model.decision import EntryStatus, Template
from settings.errors import PartFailed, WrongUse
from storage.durable import write_whole
from storage.engine import reading, writing
from storage.lists.freezing import Frozen, all_lists, freeze, list_numbered, sum_of

app = typer.Typer(
    help="The list of entries that the head signs: freeze, show, write and tell it.", no_args_is_help=True
)

Number = Annotated[int | None, typer.Option("--number", min=1, help="Which list; the last if left out.")]


class _LookedAtError(Exception):
    """Undoes the transaction of a list that was only to be looked at."""


@app.command("freeze")
def freeze_(
    context: typer.Context,
    number: Annotated[
        int | None, typer.Option("--number", min=1, help="The number that it must get.")
    ] = None,
    examined: Annotated[
        bool, typer.Option("--examined", help="Only entries that a person has found eligible.")
    ] = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_: As = "",
    json_: AsJson = False,
) -> None:
    """Make the next list of complete entries; the second and later ones hold what has changed since."""
    parts = all_parts(context)
    who = runs(parts, as_, "intake list freeze")

    def frozen(*, looked_at: bool) -> Frozen:
        made: list[Frozen] = []
        try:
            with writing(parts.engine) as session:
                made.append(freeze(session, parts.contest, who, now(), number=number, examined=examined))
                if looked_at:
                    raise _LookedAtError
        except _LookedAtError:
            pass
        return made[0]

    if dry_run or not (yes or json_):
        _tell(frozen(looked_at=True), json_=json_)
        if dry_run:
            return
        if not typer.confirm("จัดทำบัญชีนี้หรือไม่ Freeze this list?", err=True):
            raise PartFailed("nothing is frozen")
    made = frozen(looked_at=False)
    if yes or json_:
        _tell(made, json_=json_)
    of(context).err.print(
        f"จัดทำแล้ว frozen: {title(made, thai=False)}; ต่อไป next: intake list write FILE.html", markup=False
    )


@app.command()
def show(context: typer.Context, number: Number = None, json_: AsJson = False) -> None:
    """Print one list, with what was warned of when it was frozen."""
    _tell(_list(records(context), number), json_=json_)


@app.command()
def write(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="FILE.html to print and sign, or FILE.xlsx.")],
    number: Number = None,
) -> None:
    """Write a list as a page with lines for signatures, or as a workbook."""
    parts = records(context)
    frozen = _list(parts, number)
    if file.suffix.lower() == ".xlsx":
        data = sheet(frozen, parts.desk)
    elif file.suffix.lower() in (".html", ".htm"):
        with reading(parts.engine) as session:
            total = len(
                sum_of([each for each in all_lists(session, parts.contest) if each.number <= frozen.number])
            )
        data = page(frozen, total, parts.desk).encode()
    else:
        raise WrongUse(f"{file}: name it .html, to print, or .xlsx")
    write_whole(file, data)
    print_line(f"เขียนแล้ว written: {file} ({title(frozen, thai=False)}, {len(frozen.changes)} rows)")


@app.command()
def tell(
    context: typer.Context, number: Number = None, yes: Yes = False, dry_run: DryRun = False, as_: As = ""
) -> None:
    """Write to the applicants of the entries that a list has added: one preview, then all; nobody twice."""
    parts = all_parts(context)
    runs(parts, as_, "intake list tell")
    frozen = _list(parts, number)
    with reading(parts.engine) as session:
        on_it = {entry.reference for entry in sum_of(all_lists(session, parts.contest))}
    added = [each.entry.reference for each in frozen.changes if each.change == "added"]
    told = [reference for reference in added if reference in on_it]
    # One kind for all lists: whoever was told that his entry is on the list hears so once.
    round_ = Round(Template.LISTED, "listed", EntryStatus.COMPLETE, told)
    tell_all(of(context), parts, round_, yes=yes, dry_run=dry_run)


def _list(parts: Records, number: int | None) -> Frozen:
    with reading(parts.engine) as session:
        return list_numbered(session, parts.contest, number)


def _tell(frozen: Frozen, *, json_: bool) -> None:
    if json_:
        print_line(visible.as_json(as_json(frozen)))
        return
    print_line(title(frozen, thai=False))
    for line in lines(frozen):
        print_line(line)
    for code, references in frozen.warnings.items():
        thai, english = WARNINGS[code]
        print_line(f"! {len(references)} {thai} · {english}: {' '.join(references)}")
    print_line(f"{len(frozen.changes)} rows; sha256 {frozen.digest}; chain head {frozen.head}")
