"""What a zip or an OLE file is, told by what it contains."""

from pathlib import Path

from parsers.child.inspect import ole
from parsers.child.inspect.faults import raise_ours
from parsers.child.inspect.package import Package
from screening.model.submission import FileType

# What begins like a zip or an OLE file but is too broken to say more may be what its name says.
ZIP_KINDS = frozenset(
    {FileType.PPTX, FileType.PPSX, FileType.PPTM, FileType.DOCX, FileType.ODP, FileType.KEY}
)
OLE_KINDS = ZIP_KINDS | {FileType.PPT}

_CONTENT_TYPES = "[Content_Types].xml"
_ODP = b"application/vnd.oasis.opendocument.presentation"
# The main part's content type in lower case, its ending (ECMA-376-1, 12 and 13; Microsoft's macro variants).
_MAIN_PARTS: tuple[tuple[str, FileType], ...] = (
    ("presentationml.presentation.main+xml", FileType.PPTX),
    ("presentationml.template.main+xml", FileType.PPTX),
    ("presentationml.slideshow.main+xml", FileType.PPSX),
    ("ms-powerpoint.presentation.macroenabled.main+xml", FileType.PPTM),
    ("ms-powerpoint.slideshow.macroenabled.main+xml", FileType.PPTM),
    ("ms-powerpoint.template.macroenabled.main+xml", FileType.PPTM),
    ("wordprocessingml.document.main+xml", FileType.DOCX),
    ("wordprocessingml.template.main+xml", FileType.DOCX),
    ("ms-word.document.macroenabled.main+xml", FileType.DOCX),
    ("sheet.main+xml", FileType.OTHER),
)
_KEYNOTE = ("index/slide", "index/masterslide", "index.apxl")
_IWORK = ("index/document.iwa", "index.zip")


def sniff_zip(path: Path, claimed: FileType) -> FileType:
    """The type of a file that begins like a zip. `claimed` by its name counts if the zip itself is broken."""
    try:
        with Package(path) as package:
            return _kind(package, claimed)
    except Exception as error:
        raise_ours(error)
        return claimed if claimed in ZIP_KINDS else FileType.ZIP


def _kind(package: Package, claimed: FileType) -> FileType:
    if _CONTENT_TYPES in package:
        return _office_kind(package)
    if "mimetype" in package and package.read("mimetype").startswith(_ODP):
        return FileType.ODP
    if any(name.startswith(_KEYNOTE) for name in package):
        return FileType.KEY
    iwork = any(name in package for name in _IWORK)  # Pages and Numbers have these too
    return FileType.KEY if iwork and claimed is FileType.KEY else FileType.ZIP


def _office_kind(package: Package) -> FileType:
    try:
        types = {str(element.get("ContentType", "")).lower() for element in package.xml(_CONTENT_TYPES)}
    except Exception as error:
        raise_ours(error)
        types = set()
    for ending, kind in _MAIN_PARTS:
        if any(content_type.endswith(ending) for content_type in types):
            return kind
    if any(name.startswith("ppt/") for name in package):
        return FileType.PPTX
    return FileType.DOCX if any(name.startswith("word/") for name in package) else FileType.ZIP


def sniff_ole(path: Path, claimed: FileType) -> FileType:
    """The type of an OLE file. `claimed` by its name tells what was locked, or what the broken file was."""
    try:
        streams = ole.streams(path)
    except Exception as error:
        raise_ours(error)
        streams = frozenset()
    if not streams:
        return claimed if claimed in OLE_KINDS else FileType.OTHER
    if ole.LOCKED_PACKAGE in streams:
        return claimed if claimed in ZIP_KINDS else FileType.PPTX  # a deck is what we are sent
    return FileType.PPT if ole.POWERPOINT & streams else FileType.OTHER
