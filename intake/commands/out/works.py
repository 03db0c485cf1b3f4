"""How the works of a pack or of score sheets are named at a terminal."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from exports.columns import read_columns
from exports.titles import read_titles
from exports.works import Work, read_works
from intake.context import Context
from review.titles import NOT_ELIGIBLE, STATUSES
from runtime.records import Records
from screening.model.decision import EntryStatus
from settings.errors import WrongUse
from storage.engine import reading
from storage.lists.freezing import lists_until, sum_of

References = Annotated[
    list[str] | None, typer.Option("--reference", help="A work, by its receipt number; again for each more.")
]
ReferenceFile = Annotated[
    Path | None, typer.Option("--references", help="A sheet (XLSX, CSV) with a column reference.")
]
OfList = Annotated[
    int | None, typer.Option("--list", min=1, help="The works on that frozen list and on those before it.")
]
Titles = Annotated[
    Path | None, typer.Option("--titles", help="A sheet with reference and title: titles as corrected.")
]
Judges = Annotated[
    Path | None, typer.Option("--judges", help="A sheet with judge and reference: who judges what.")
]


@dataclass(frozen=True, slots=True)
class Named:
    """The works of one command, as they were named: by number, in a sheet, by a frozen list."""

    references: Sequence[str]
    file: Path | None
    list_number: int | None
    titles: Path | None


def works_named(context: Context, parts: Records, named: Named) -> list[Work]:
    """The works that were named and may be judged, each once, in the order given; the others are told. Titles
    are those of the frozen list, but for those that are corrected beside.

    Raises WrongUse where none is left, StorageError where there is no such list.
    """
    rows = read_columns(named.file, ("reference",)) if named.file else ()
    references = [
        *(each.strip().upper() for each in named.references),
        *(row[0].upper() for row in rows if row[0]),
    ]
    corrected = dict[str, str]()
    with reading(parts.engine) as session:
        if named.list_number is not None:
            listed = sum_of(lists_until(session, parts.contest, named.list_number))
            references += [each.reference for each in listed]
            corrected = {each.reference: each.title for each in listed if each.title}
        if not references:
            raise WrongUse("no work is named: give --list NUMBER, --reference REF, or --references FILE")
        corrected |= read_titles(named.titles) if named.titles else {}
        found = list(read_works(session, parts.contest, list(dict.fromkeys(references)), corrected))
    for work in found:
        if not work.is_for_judges:
            title = STATUSES[work.status] if work.status is not EntryStatus.COMPLETE else NOT_ELIGIBLE
            told = f"ไม่รวม left out: {work.reference} {work.agency} ({' '.join(title)})"
            context.err.print(told, markup=False, soft_wrap=True)
    works = [work for work in found if work.is_for_judges]
    if not works:
        raise WrongUse("none of the works that are named is complete and may be judged")
    return works


def by_judge(works: Sequence[Work], judges: Path) -> Mapping[str, Sequence[Work]]:
    """By judge: the works of these that are his, in their order. Raises WrongUse where one has no judge."""
    his: dict[str, set[str]] = defaultdict(set)
    for judge, reference in read_columns(judges, ("judge", "reference")):
        if judge and reference:
            his[judge].add(reference.upper())
    given = set[str]().union(*his.values())
    if alone := {work.reference for work in works} - given:
        raise WrongUse(f"{judges}: {min(alone)} has no judge")
    return {judge: [work for work in works if work.reference in mine] for judge, mine in his.items()}
