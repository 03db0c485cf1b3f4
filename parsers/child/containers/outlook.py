"""Mails that Outlook saved as a .msg ([MS-OXMSG]): an OLE file with a storage for each attachment."""

import errno
from collections.abc import Iterator
from pathlib import Path

import olefile

from parsers import charsets
from parsers.child.containers.unpacked import InnerFile, Unpacked
from parsers.files import Folder
from screening.model.submission import Content, ContentState

_PROPERTIES = "__properties_version1.0"  # section 2.4
_ATTACHMENT = "__attach_version1.0_#"  # section 2.2.2
_DATA, _MESSAGE = "__substg1.0_37010102", "__substg1.0_3701000d"
_NAMES = ("__substg1.0_3707001f", "__substg1.0_3707001e", "__substg1.0_3704001f", "__substg1.0_3704001e")
_UNICODE = "1f"
_DEEPEST = 5
_MOST = 200


def is_message(path: Path) -> bool:
    """Whether the OLE file at `path` is a mail."""
    try:
        with olefile.OleFileIO(path) as ole:
            return bool(ole.exists(_PROPERTIES))
    except Exception as error:
        _raise_ours(error)
        return False


def _raise_ours(error: Exception) -> None:
    """Raise a fault of the disk again; the library's own have no number, and a forged offset gives EINVAL."""
    if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
        raise error


def unpack(path: Path, folder: Folder) -> Unpacked:
    """The attachments of the mail at `path`, those before a fault included. Raises OSError for the disk."""
    found = Unpacked()
    try:
        # Otherwise a stream that was cut off is simply shorter.
        with olefile.OleFileIO(path, raise_defects=olefile.DEFECT_INCORRECT) as ole:
            for name, data in _attachments(ole, [], 0):
                if len(found.inside) >= _MOST:
                    raise ValueError("too many files")
                found.inside.append(InnerFile(name, folder.write([data]), "forwarded"))
    except Exception as error:
        _raise_ours(error)
        detail = f"an Outlook message could not be read to its end: {error}"[:200]
        found.itself = Content(ContentState.UNREADABLE, detail, archive="Outlook message")
    return found


def _attachments(ole: olefile.OleFileIO, within: list[str], depth: int) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each attachment, those of attached mails after them."""
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    for storage in sorted(ole.listdir(streams=False, storages=True)):
        inside = [part.lower() for part in storage]
        if inside[:-1] != within or not inside[-1].startswith(_ATTACHMENT):
            continue
        if ole.exists([*inside, _DATA]):
            yield _name(ole, inside), ole.openstream([*inside, _DATA]).read()
        elif ole.exists([*inside, _MESSAGE]):
            yield from _attachments(ole, [*inside, _MESSAGE], depth + 1)


def _name(ole: olefile.OleFileIO, storage: list[str]) -> str:
    for stream in _NAMES:
        if ole.exists([*storage, stream]):
            raw: bytes = ole.openstream([*storage, stream]).read(2_000)
            text = raw.decode("utf-16-le", "replace") if stream.endswith(_UNICODE) else charsets.guess(raw)
            return text.rstrip("\0")
    return ""
