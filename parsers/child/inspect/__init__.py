"""What one file is and what is in it, read from hostile bytes inside the limited child process.

A new kind of file is one module with `open_(path) -> Content` and one row in `OPENERS`.
"""

import logging
import unicodedata
import warnings
from collections.abc import Callable
from pathlib import Path

from parsers.child.inspect import archives, deck, jpeg, ole, pdf, video
from parsers.child.inspect.faults import TooMuchError, raise_ours
from parsers.child.inspect.sniff import sniff, type_by_name
from screening.model.submission import Content, ContentState, FileType

# Damaged files are daily bread: what the libraries say of them belongs in `Content.detail`, not in the log.
for _library in ("pypdf", "PIL", "olefile"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)

OPENERS: dict[FileType, Callable[[Path], Content]] = {
    FileType.PDF: pdf.open_,
    FileType.JPEG: jpeg.open_,
    FileType.PPTX: deck.open_,
    FileType.PPSX: deck.open_,
    FileType.PPTM: deck.open_,
    FileType.PPT: ole.open_ppt,
    FileType.VIDEO: video.open_,
}

_LOOSELY_TOLD = (FileType.OTHER, FileType.TEXT, FileType.PDF)
_DETAIL_LENGTH = 200


def inspect(path: Path, name: str) -> tuple[FileType, Content]:
    """Tell the type of the file at `path` by its bytes, and open it as far as that type is read here.

    `name` is the sender's name for it; it only settles what the bytes leave open. Bad bytes never
    raise: they are `unreadable`, with the library's own words as `detail`; what our memory limit cut
    short is `unchecked`. A disk or descriptor fault of our own is raised as the OSError it is.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if path.stat().st_size == 0:
            return type_by_name(name), Content(ContentState.EMPTY)
        kind = FileType.OTHER
        try:
            kind = sniff(path, name)
            # A tar that begins with a PDF looks like a PDF after junk.
            if kind in _LOOSELY_TOLD and (archive := archives.kind_of(path)):
                return FileType.OTHER, Content(detail=f"a file of the kind {archive}", archive=archive)
            return kind, _open(path, kind)
        except MemoryError:
            # Our limit was met, which proves nothing against the file: a person opens it.
            return kind, Content(detail="reading it needs more memory than one message may use")
        except TooMuchError as error:
            return kind, Content(detail=f"more than is read here: {_detail(error, path)}"[:_DETAIL_LENGTH])
        except Exception as error:
            raise_ours(error)
            return kind, Content(ContentState.UNREADABLE, detail=_detail(error, path))


def _open(path: Path, kind: FileType) -> Content:
    if ole.is_locked_office_file(path):
        return Content(ContentState.ENCRYPTED)
    opener = OPENERS.get(kind)
    return opener(path) if opener else Content()


def _detail(error: Exception, path: Path) -> str:
    """One short, clean line: the text may quote the file, and the path is nobody's business."""
    text = f"{type(error).__name__}: {error}".replace(str(path), "file")[:1000]
    clean = "".join(" " if unicodedata.category(char).startswith("C") else char for char in text)
    return " ".join(clean.split())[:_DETAIL_LENGTH].rstrip(" :")
