"""Rules of the form's shape: too coarse, in several files, or as a PDF and a picture at once."""

from collections.abc import Iterable

from screening import roles
from screening.case import Case
from screening.checks.form import MOST_PAGES, chosen, file_faults, pages_of
from screening.model.codes import reason
from screening.model.decision import Reason, Role
from screening.model.submission import File, FileType

_LEAST_DPI = 90  # a scanner's 100 with room for its rounding; letters of 16 points are 20 dots tall
_A4_INCHES = 11.69


def form_low_resolution(case: Case) -> Iterable[Reason]:
    """A picture too coarse to tell a signature by: staff may ask for a better one."""
    pages = [file for file in (pages_of(case) or _only(case)) if not file_faults(file, case.rules)]
    for file in pages[:MOST_PAGES]:
        dots = _dots_per_inch(file)
        if dots is not None and dots < _LEAST_DPI:
            size = f", {file.content.width} x {file.content.height}" if file.content.width else ""
            yield reason("form-low-resolution", received=file.name, detail=f"{dots} dpi{size}")


def _dots_per_inch(file: File) -> int | None:
    """Of a scan as it says itself; of a photograph as if it showed a whole page of A4."""
    content = file.content
    longer = max(content.width or 0, content.height or 0)
    return content.dpi if content.dpi else round(longer / _A4_INCHES) if longer else None


def _only(case: Case) -> tuple[File, ...]:
    file = chosen(case)
    return (file,) if file else ()


def form_copies(case: Case) -> Iterable[Reason]:
    """The form as a PDF and as a picture, under one name: the PDF is taken, the other kept beside it."""
    file = chosen(case)
    if file is None:
        return
    others = [other.name for other in case.new(Role.OTHER) if roles.is_copy(other, file)]
    if others:
        yield reason("form-copies", received=file.name, others=others)


def several_forms(case: Case) -> Iterable[Reason]:
    """Several JPEGs are the pages of one form; several other forms are a question for a person."""
    good = {file.sha256: file for file in case.new(Role.FORM) if not file_faults(file, case.rules)}
    if len(good) < 2:
        return
    if all(file.type is FileType.JPEG for file in good.values()):
        yield reason("form-pages", pages=len(good), others=[file.name for file in good.values()])
    else:
        yield reason("several-forms", others=[file.name for file in good.values()])
