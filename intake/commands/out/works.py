"""How the works of a pack or of score sheets are named at a terminal."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from exports.columns import read_columns
from exports.titles import read_titles
from exports.works import Work, read_works
from runtime.records import Records
from settings.errors import WrongUse
from storage.engine import reading

References = Annotated[
    list[str] | None, typer.Option("--reference", help="A work, by its receipt number; again for each more.")
]
ReferenceFile = Annotated[
    Path | None, typer.Option("--references", help="A sheet (XLSX, CSV) with a column reference.")
]
Titles = Annotated[
    Path | None, typer.Option("--titles", help="A sheet with reference and title: titles as corrected.")
]
Judges = Annotated[
    Path | None, typer.Option("--judges", help="A sheet with judge and reference: who judges what.")
]


def works_named(
    parts: Records, references: Sequence[str], file: Path | None, titles: Path | None
) -> list[Work]:
    """The works that were named, each once, in the order given. Raises WrongUse where none was."""
    named = [each.strip().upper() for each in references]
    named += [row[0].upper() for row in (read_columns(file, ("reference",)) if file else ()) if row[0]]
    if not named:
        raise WrongUse("no work is named: give --reference REF, or --references FILE")
    corrected = read_titles(titles) if titles else {}
    with reading(parts.engine) as session:
        return list(read_works(session, parts.contest, list(dict.fromkeys(named)), corrected))


def by_judge(works: Sequence[Work], judges: Path) -> Mapping[str, Sequence[Work]]:
    """By judge: the works that are his, in their order. Raises WrongUse where a work has no judge, or a judge
    one that is not named.
    """
    his: dict[str, set[str]] = defaultdict(set)
    for judge, reference in read_columns(judges, ("judge", "reference")):
        if judge and reference:
            his[judge].add(reference.upper())
    given = set[str]().union(*his.values())
    for which, what in ((given - _all(works), "is no work of these"), (_all(works) - given, "has no judge")):
        if which:
            raise WrongUse(f"{judges}: {min(which)} {what}")
    return {judge: [work for work in works if work.reference in mine] for judge, mine in his.items()}


def _all(works: Sequence[Work]) -> set[str]:
    return {work.reference for work in works}
