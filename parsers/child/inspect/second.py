"""PDFium, a second reader of PDFs: what it draws is no broken file, whatever the first one says of it.

It is what a browser opens a PDF with, so that it draws what an applicant has seen on his own screen.
"""

import io
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from screening.model.submission import Content, ContentState

_LOCKED = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
_PAGES_DRAWN = 10
_PIXELS = 300  # of a page's longer side: enough to see whether anything is on it
_POINTS = 20_000
_NOISE = 16  # of 255
_TAIL = 2_048
_ENDS = (b"endobj", b"endstream", b"trailer", b"xref", b"%%EOF")


def asks_for_password(path: Path) -> bool:
    """Whether it does not open for somebody who knows no password. A reader tries an empty one for the user
    alone, not for the owner (ISO 32000-2, 7.6.4.1).
    """
    try:
        pypdfium2.PdfDocument(path).close()
    except pypdfium2.PdfiumError as error:
        return error.err_code in _LOCKED
    return False


def look(path: Path, error: Exception, *, ours: bool) -> Content:
    """What to say of a PDF that the first reader gave up with `error`. Raises that again where this one
    cannot open it either, but for `ours`: a limit of the first reader's, which is no fault of the file.
    """
    told = f"{type(error).__name__}: {error}"[:150]
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as other:
        if other.err_code in _LOCKED:
            return Content(ContentState.ENCRYPTED)
        if ours:
            return Content(ContentState.UNCHECKED, detail=told)
        raise error from None
    pages = len(document)
    if pages == 0 and not ours:
        raise error
    if pages == 0 or not _shows_all(document, pages):
        return Content(
            ContentState.UNCHECKED, detail=f"a page of it shows nothing; {told}", pages=pages or None
        )
    if not _has_its_end(path):
        return Content(ContentState.UNCHECKED, detail=f"cut at its end; {told}", pages=pages)
    return Content(ContentState.OK, pages=pages)


def _shows_all(document: pypdfium2.PdfDocument, pages: int) -> bool:
    """Whether there is something to see on each page that is looked at."""
    if document.get_formtype():
        document.init_forms()
    try:
        return all(_shows(document[number]) for number in range(min(pages, _PAGES_DRAWN)))
    except pypdfium2.PdfiumError:
        return False


def _shows(page: pypdfium2.PdfPage) -> bool:
    longer = max(page.get_size())
    if not 0 < longer <= _POINTS:
        return False
    darkest, lightest = page.render(scale=_PIXELS / longer).to_pil().convert("L").getextrema()
    return bool(lightest - darkest > _NOISE)


def _has_its_end(path: Path) -> bool:
    """Whether it ends behind an object, not within one."""
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, io.SEEK_END) - _TAIL))
        tail = file.read()
    return any(word in tail for word in _ENDS)
