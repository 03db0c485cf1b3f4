"""A register's rows, each checked: what can be used of it, and what is the matter with the rest.

A list that went through Excel has lost leading zeros and long numbers (5.24E+06); one that was put together
by hand names bodies twice. What only spoils a code leaves the row; what spoils the body's name refuses it.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from registers.agencies.columns import CODE_DIGITS, SPECIAL, find_heading, legal_type
from registers.agencies.provinces import PROVINCES, province_of
from registers.sheets import Line, SheetError, read_sheet
from screening.model.decision import Place
from screening.model.register import Agency
from screening.words.legal import expanded, has_legal_type, type_of
from screening.words.names import squeezed


class Trouble(StrEnum):
    """What is the matter with a row. The first ones refuse it, those of a code only leave the code out."""

    NAME_MISSING = "name-missing"
    NAME_TOO_LONG = "name-too-long"
    TYPE_UNKNOWN = "type-unknown"
    TYPE_CONFLICT = "type-conflict"
    PROVINCE_MISSING = "province-missing"
    PROVINCE_UNKNOWN = "province-unknown"
    TWICE = "twice"
    TOO_MANY_CELLS = "too-many-cells"
    CODE_MANGLED = "code-mangled"
    CODE_BAD = "code-bad"


_OF_A_CODE = (Trouble.CODE_MANGLED, Trouble.CODE_BAD)


@dataclass(frozen=True, slots=True)
class Problem:
    """One row's trouble, by its line in the file; `seen` is what stands there."""

    line: int
    trouble: Trouble
    seen: str

    @property
    def refuses(self) -> bool:
        """Whether the row is left out."""
        return self.trouble not in _OF_A_CODE


@dataclass(frozen=True, slots=True)
class Reading:
    """A register as it was read. `sha256` is the file's; `rows` counts all but heading and empty ones."""

    agencies: tuple[Agency, ...]
    problems: tuple[Problem, ...]
    rows: int
    written_as: str
    sha256: str

    @property
    def refused(self) -> int:
        """How many rows were left out."""
        return sum(problem.refuses for problem in self.problems)


def read_rows(data: bytes) -> Reading:
    """The bodies in a CSV or XLSX. Raises SheetError when it is neither, lacks a column, or lists nobody."""
    sheet = read_sheet(data)
    at, columns = find_heading([line.cells for line in sheet.lines[:10]])
    if not {"full_name", "name"} & columns.keys():
        raise SheetError("the column full_name (ชื่อหน่วยงาน) is missing; see docs/register.md")
    if "province" not in columns:
        raise SheetError("the column province (จังหวัด) is missing; see docs/register.md")
    problems: list[Problem] = []
    lines, width = sheet.lines[at + 1 :], len(sheet.lines[at].cells)
    agencies = tuple(_agencies(lines, columns, width, problems.append))
    if not agencies:
        raise SheetError("lists no agency that can be used")
    return Reading(agencies, tuple(problems), len(lines), sheet.written_as, hashlib.sha256(data).hexdigest())


def _agencies(
    lines: tuple[Line, ...], columns: dict[str, int], width: int, tell: Callable[[Problem], None]
) -> Iterator[Agency]:
    known: dict[tuple[str, ...], int] = {}
    for line in lines:
        row = _Row(line, columns)
        agency = None if any(line.cells[width:]) else row.agency()
        if isinstance(agency, Agency):
            place = agency.place
            key = (squeezed(place.name), squeezed(place.district), squeezed(place.province))
            first = known.setdefault(key, line.number)
            if first == line.number:
                yield agency
                if trouble := row.trouble_of_code():
                    tell(Problem(line.number, trouble, row.cell("code")))
            else:
                tell(Problem(line.number, Trouble.TWICE, f"{place.name} ({first})"))
        else:
            tell(Problem(line.number, agency or Trouble.TOO_MANY_CELLS, row.named[:80]))


_LONGEST_NAME = 200  # the longest official name has 48 letters (measured)
_SHORT_TYPE = re.compile(r"^(?:อบ[จต]|ท[นมต])(?:\.\s*|\s+)|^(?:อบ[จต])")
_KIND_OF_PLACE = re.compile(r"^(?:จังหวัด|อำเภอ|กิ่งอำเภอ|เขต|[จอ]\.)\s*(?=\S)")


class _Row:
    """One row under the columns of its sheet."""

    def __init__(self, line: Line, columns: dict[str, int]) -> None:
        self._cells = line.cells
        self._columns = columns
        self.named = self.cell("full_name") or self.cell("name")

    def cell(self, name: str) -> str:
        """The cell of that column; empty where the row or the sheet has none."""
        place = self._columns.get(name, len(self._cells))
        return self._cells[place] if place < len(self._cells) else ""

    def agency(self) -> Agency | Trouble:
        """The body, or why there is none."""
        full = self._full_name()
        if isinstance(full, Trouble):
            return full
        # Bangkok is its own province.
        named = self.cell("province") or (full if full in PROVINCES else "")
        if not named:
            return Trouble.PROVINCE_MISSING
        province = province_of(_bare(named))
        if not province:
            return Trouble.PROVINCE_UNKNOWN
        place = Place(full, _bare(self.cell("amphoe")), province)
        code = _plain_code(self.cell("code"))
        return Agency(
            place,
            abbreviation=self.cell("abbrev"),
            head_title=self.cell("head_title"),
            saraban=self.cell("saraban").lower() if "saraban" in self._columns else _official(full, code),
            english=self.cell("english"),
            former_names=_several(self.cell("former_names")),
            misspellings=_several(self.cell("misspellings")),
            domains=_several(self.cell("web_domains").lower()),
            code=code,
        )

    def trouble_of_code(self) -> Trouble | None:
        """Why the code cannot be believed; None for a good one, or none at all."""
        code = self.cell("code")
        if not code or _plain_code(code):
            return None
        return Trouble.CODE_MANGLED if re.fullmatch(r"[0-9.,]+e\+?[0-9]+", code.lower()) else Trouble.CODE_BAD

    def _full_name(self) -> str | Trouble:
        if not self.named:
            return Trouble.NAME_MISSING
        if len(self.named) > _LONGEST_NAME:
            return Trouble.NAME_TOO_LONG
        said = legal_type(self.cell("type")) if self.cell("type") else None
        if self.cell("type") and said is None:
            return Trouble.TYPE_UNKNOWN
        if not has_legal_type(self.named):
            return f"{said}{self.named}" if said else Trouble.TYPE_UNKNOWN
        own = type_of(expanded(self.named))
        if said is not None and said != own:
            return Trouble.TYPE_CONFLICT
        written_out = own == "" or squeezed(self.named).startswith(own)
        return self.named if written_out else own + _SHORT_TYPE.sub("", self.named)


def _plain_code(code: str) -> str:
    """The seven digits of the department's code, with or without the zero that Excel drops; else empty."""
    found = re.fullmatch(r"0?([2-6][0-9]{6})", code)
    return found[1] if found else ""


def _official(full: str, code: str) -> str:
    """saraban_0<code>@dla.go.th (true for nine of nine found in public); a code of another type is stale."""
    fits = code and code[0] == CODE_DIGITS.get(type_of(expanded(full)))
    return f"saraban_0{code}@dla.go.th" if fits else ""


def _bare(place: str) -> str:
    """A district or province without the word for what it is."""
    return place if place in SPECIAL else _KIND_OF_PLACE.sub("", place)


def _several(value: str) -> tuple[str, ...]:
    """The values of a cell, which stand apart by a bar."""
    return tuple(each.strip().removeprefix("www.") for each in value.split("|") if each.strip())
