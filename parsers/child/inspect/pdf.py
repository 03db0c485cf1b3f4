"""PDF forms, by pypdf: do they open, how many pages, is anything on them. PDFium has the second word."""

import io
import re
from pathlib import Path
from typing import Any, BinaryIO

import pypdf
from pypdf import PasswordType
from pypdf.errors import DependencyError, LimitReachedError
from pypdf.generic import ContentStream

from parsers.child.inspect import scans, second, words
from parsers.child.inspect.faults import raise_ours
from screening.model.submission import Content, ContentState

MOST_INFLATED = 16 << 20  # one stream; page scans are not inflated here, what is left is structure and text
_TAIL = 1024  # where readers look for the last line (PDF 1.7 reference, implementation note 18)
_PAGES_SEEN = 20  # looked at; a longer document is not called blank
_BLANK_CONTENT = 20_000  # bytes of a page's raw content; what only sets up an empty page has a few hundred

# Operators that leave no mark (ISO 32000-1, annex A): state, paths, clipping, text position, marked content.
_UNMARKING = frozenset(
    b"q Q cm w J j M d ri i gs m l c v y h re n W W* CS cs SC SCN sc scn G g RG rg K k"
    b" BT ET Tc Tw Tz TL Tf Tr Ts Td TD Tm T* MP DP BMC BDC EMC BX EX".split()
)
_SHOWS_TEXT = frozenset((b"Tj", b"TJ", b"'", b'"'))


def open_(path: Path) -> Content:
    """Pages and blankness of a PDF. One that no reader opens raises anything (measured: a tenth are not
    PyPdfError).
    """
    limits = pypdf.get_configuration().with_overwrites(
        zlib_maximum_output_length=MOST_INFLATED,
        lzw_maximum_output_length=MOST_INFLATED,
        run_length_maximum_output_length=MOST_INFLATED,
        array_based_stream_maximum_output_length=MOST_INFLATED,
        maximum_declared_stream_length=1 << 30,
        jbig2dec_binary=None,
    )
    with pypdf.apply_configuration(limits), path.open("rb") as file:
        try:
            return _read(pypdf.PdfReader(_ended(file), strict=False), path)
        except DependencyError as error:
            # Ours to mend, not the sender's: AES is opened only where the cryptography package is installed.
            return Content(ContentState.UNCHECKED, detail=str(error))
        except MemoryError:
            raise
        except Exception as error:
            raise_ours(error)
            return second.look(path, error, ours=isinstance(error, (LimitReachedError, RecursionError)))


def _ended(file: BinaryIO) -> BinaryIO:
    """pypdf refuses a file that lacks its last line and nothing else; every viewer opens it."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _TAIL))
    tail = file.read()
    file.seek(0)
    if b"%%EOF" in tail or b"startxref" not in tail:
        return file
    return io.BytesIO(file.read().rstrip(b"%EO\r\n ") + b"\n%%EOF\n")


def _read(reader: pypdf.PdfReader, path: Path) -> Content:
    if reader.is_encrypted and _is_locked(reader, path):
        return Content(ContentState.ENCRYPTED)
    pages = len(reader.pages)
    if pages == 0:
        return Content(ContentState.EMPTY, detail="no pages", pages=0)
    first = reader.pages[:_PAGES_SEEN]
    blank = pages <= _PAGES_SEEN and all(_is_blank(page) for page in first)
    resolutions = [found for page in first if (found := scans.resolution(page))]
    dpi = min(resolutions, default=None)
    said = words.of_pdf(reader)
    if doubt := _doubt(reader, said):
        return Content(ContentState.UNCHECKED, detail=doubt, pages=pages, words=said)
    return Content(ContentState.OK, pages=pages, blank=blank, dpi=dpi, words=said)


def _is_locked(reader: pypdf.PdfReader, path: Path) -> bool:
    """Whether its pages do not open without a password.

    The empty password opens what only restricts printing or copying (ISO 32000-1, 7.6.3.4). As the owner's it
    opens the file for pypdf, and for no reader that a person has.
    """
    encryption = reader._encryption
    if encryption is not None and encryption.StmF == encryption.StrF == "/Identity":
        reader._override_encryption = True
        return False
    opened = reader.decrypt("")
    return opened is PasswordType.NOT_DECRYPTED or (
        opened is PasswordType.OWNER_PASSWORD and second.asks_for_password(path)
    )


_WAIT = re.compile(r"please wait\b.{0,300}(?:contents|viewer|adobe)", re.IGNORECASE | re.DOTALL)


def _doubt(reader: pypdf.PdfReader, said: str) -> str:
    """Why its pages are not what its maker sees; empty for nearly all.

    An XFA form has one page, which says that another program is needed (Adobe XML Forms Architecture); a
    portfolio has a cover, and its documents are attached to it (ISO 32000-2, 12.3.5).
    """
    root: Any = reader.root_object
    if root.get("/Collection") is not None:
        return "a PDF portfolio: its documents are attached to its cover"
    form = root.get("/AcroForm")
    is_xfa = form is not None and form.get_object().get("/XFA") is not None
    waits = is_xfa and (bool(root.get("/NeedsRendering")) or _WAIT.search(said))
    return "an XFA form, whose pages only Adobe Reader shows" if waits else ""


def _is_blank(page: pypdf.PageObject) -> bool:
    """True only if sure: what cannot be read is not called blank."""
    try:
        drawn = scans.drawn(page)
        if page.get("/Annots") or not all(map(scans.is_blank, drawn)):
            return False
        contents = page.get_contents()
        return contents is None or _leaves_no_mark(contents, _UNMARKING | {b"Do"} if drawn else _UNMARKING)
    except Exception:
        return False


def _leaves_no_mark(contents: ContentStream, unmarking: frozenset[bytes]) -> bool:
    data = contents.get_data()
    if len(data) > _BLANK_CONTENT:
        return False
    return all(
        operator in unmarking or (operator in _SHOWS_TEXT and _is_space(operands))
        for operands, operator in contents.operations
    )


def _is_space(operands: Any) -> bool:
    """Word writes a space on an empty page."""
    if isinstance(operands, list):
        return all(_is_space(operand) for operand in operands)
    if isinstance(operands, (str, bytes)):
        return (
            re.fullmatch(rb"[ \r\n\t]*", operands if isinstance(operands, bytes) else operands.encode())
            is not None
        )
    return isinstance(operands, (int, float))
