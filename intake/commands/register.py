"""`intake register`: imports a register of agencies with a report, and lists those imported."""

from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from intake.commands.doing import As, runs
from intake.commands.log import AsJson
from intake.context import Context, of, print_line, records, say_if_none
from registers.agencies.content import unpacked
from registers.agencies.in_force import new_register, source_of
from registers.agencies.report import Report, report_of
from registers.agencies.rows import Reading, read_rows
from registers.sheets import SheetError, read_bytes
from review.contract import moment
from review.text import visible
from review.text.register import reported, show_imports, show_report
from runtime.clock import now
from runtime.ready import require_records
from runtime.records import Records, open_records
from screening.model.register import Agency
from settings.errors import WrongUse
from storage.engine import reading, writing
from storage.registers import import_register, imported, in_force
from storage.schema import SchemaState, schema_state, upgrade

app = typer.Typer(help="The register of agencies: import one, or list the imports.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="A CSV or XLSX; docs/register.md says which columns.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would be imported.")]
Anyway = Annotated[bool, typer.Option("--anyway", help="Import what can be used of a file with mistakes.")]


@app.command("import")
def import_(
    context: typer.Context,
    file: File,
    dry_run: DryRun = False,
    anyway: Anyway = False,
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Check a register and put it in force; exit 1, and nothing is imported, when rows have mistakes."""
    parts = _records(of(context))
    try:
        found = read_rows(read_bytes(file))
    except SheetError as error:
        raise WrongUse(f"{file} {error}; nothing was imported") from None
    report = _compared(parts, found)
    refused = bool(found.problems) and not anyway
    if not (dry_run or refused):
        if schema_state(parts.engine) is SchemaState.FRESH:
            upgrade(parts.engine)
        who = runs(parts, as_, "intake register import")
        with writing(parts.engine) as session:
            new = new_register(found, file, who)
            import_register(session, parts.contest, new, now())
    if as_json:
        print_line(visible.as_json(reported(report, imported=not (dry_run or refused))))
    else:
        show_report(of(context).out, report)
        told = _outcome(parts, report, file, dry_run=dry_run, refused=refused)
        of(context).err.print(told, markup=False, soft_wrap=True)
    if refused:
        raise typer.Exit(1)


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """Every register imported, the newest, which is in force, first."""
    parts = records(context)
    with reading(parts.engine) as session:
        shown: list[tuple[str, ...]] = []
        rows = imported(session, parts.contest)
        for row in rows:
            facts = {
                "id": row.id,
                "imported_at": moment(row.imported_at),
                "agencies": row.agencies,
                "by": row.by,
                "digest": row.digest,
                "sha256": row.sha256,
                "source": row.source,
            }
            if as_json:
                print_line(visible.as_json(facts))
            else:
                shown.append(tuple(str(each) for each in facts.values()))
    show_imports(of(context).out, shown)
    say_if_none(context, len(rows))


def _compared(parts: Records, found: Reading) -> Report:
    """The report, against what is in force; a database that is not there yet has nothing."""
    if schema_state(parts.engine) is not SchemaState.CURRENT:
        return report_of(found, None)
    with reading(parts.engine) as session:
        return report_of(found, _current(session, parts.contest))


def _current(session: Session, contest: str) -> tuple[Agency, ...] | None:
    row = in_force(session, contest)
    return unpacked(row.content) if row else None


def _outcome(parts: Records, report: Report, file: Path, *, dry_run: bool, refused: bool) -> str:
    kept = f"{len(report.reading.agencies):,} agencies"
    if refused:
        return f"nothing was imported: mend the rows, or import the other {kept} with --anyway"
    if dry_run:
        return f"{kept} would be imported"
    named = parts.settings.agencies.register_
    other = named is not None and source_of(named) != source_of(file)
    told = f"{kept} imported; a running daemon takes them at its next poll"
    return (
        f"{told}. [agencies] register names {named}, which replaces them when it changes" if other else told
    )


def _records(context: Context) -> Records:
    """Of this version, or none yet. Raises WrongUse."""
    parts = open_records(context.settings())
    if schema_state(parts.engine) is not SchemaState.FRESH:
        require_records(parts)
    return parts
