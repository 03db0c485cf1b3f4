"""OLE compound files, by olefile: legacy PowerPoint, and Office files locked with a password."""

import re
from pathlib import Path

import olefile

from parsers.child.inspect.faults import raise_ours
from screening.model.submission import Content, ContentState

SIGNATURE = olefile.MAGIC
LOCKED_PACKAGE = "encryptedpackage"  # [MS-OFFCRYPTO] 2.3.1: the encrypted zip of a modern Office file
# [MS-PPT] 2.1.1 and 2.1.2; a deck cut in its directory may show only the first of them.
POWERPOINT = frozenset(("current user", "powerpoint document"))

_MACRO_STORAGES = ("_vba_project", "_vba_project_cur", "vba")
# A VBAInfoAtom that says fHasMacros ([MS-PPT] 2.4.11): its header, a reference, and a 1.
_MACRO_ATOM = re.compile(rb"\x02\x00\x00\x04\x0c\x00\x00\x00.{4}\x01\x00\x00\x00", re.DOTALL)
_LOCKED_TOKEN = b"\xdf\xc4\xd1\xf3"  # headerToken of an encrypted deck's CurrentUserAtom ([MS-PPT] 2.3.2)


def streams(path: Path) -> frozenset[str]:
    """Names of the top level's streams, in lower case. A broken file raises OSError and others."""
    with olefile.OleFileIO(path) as ole:
        return frozenset(entry[0].lower() for entry in ole.listdir() if len(entry) == 1)


def is_locked_office_file(path: Path) -> bool:
    """Whether these bytes are a modern Office file behind a password."""
    with path.open("rb") as file:
        if file.read(len(SIGNATURE)) != SIGNATURE:
            return False
    try:
        return LOCKED_PACKAGE in streams(path)
    except Exception as error:
        raise_ours(error)
        return False


def open_ppt(path: Path) -> Content:
    """A legacy deck is not read, but a locked one is told. A cut or broken one raises OSError and others."""
    with olefile.OleFileIO(path) as ole:
        _refuse_cut(ole, "PowerPoint Document")
        if ole.exists("Pictures"):
            _refuse_cut(ole, "Pictures")
        user = ole.openstream("Current User").read(16) if ole.exists("Current User") else b""
        if user[12:] == _LOCKED_TOKEN:
            return Content(ContentState.ENCRYPTED)
        return Content(ContentState.UNCHECKED, macros=_has_macros(ole))


def _has_macros(ole: olefile.OleFileIO) -> bool:
    """As PowerPoint writes them, within its own stream; or in a storage of their own, as some programs do."""
    if any(part.lower() in _MACRO_STORAGES for entry in ole.listdir() for part in entry):
        return True
    words: bytes = ole.openstream("PowerPoint Document").read()
    return _MACRO_ATOM.search(words) is not None


def _refuse_cut(ole: olefile.OleFileIO, name: str) -> None:
    """Follow the stream's chain of sectors: one beyond the file's end was cut off."""
    entry = next((entry for entry in ole.direntries if entry and entry.name == name), None)
    if entry is None:
        raise OSError(f"no stream {name}")
    if entry.size < ole.minisectorcutoff:
        return
    sector = entry.isectStart
    for _ in range(-(-entry.size // ole.sectorsize)):
        if sector >= len(ole.fat):
            raise OSError(f"{name}: sector {sector} of {len(ole.fat)}")
        sector = ole.fat[sector]
