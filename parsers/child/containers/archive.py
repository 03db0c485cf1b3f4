"""The files in a zip, one level deep, streamed to the work folder within bounds."""

import errno
import re
import struct
import zipfile
import zlib
from pathlib import Path

from parsers import charsets
from parsers.child.containers.unpacked import InnerFile, Unpacked
from parsers.child.inspect.package import FrugalFile, TooLargeError
from parsers.files import Folder, Written
from screening.model.submission import Content, ContentState

MOST_ENTRIES = 1_000
MOST_RATIO = 200  # as for decks: pictures may shrink 100 times, deflate reaches 1,000
_RATIO_FROM = 20 << 20
_BLOCK = 1 << 18
_UTF8_FLAG, _LOCKED_FLAG = 0x800, 0x1
# What systems leave in a zip beside the files of the person who made it.
_LEFTOVERS = re.compile(r"(.*/)?(__MACOSX/.*|\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini)", re.IGNORECASE)
# What zipfile raises for bytes that are not as they should be.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ValueError,
    LookupError,
    RuntimeError,
    EOFError,
    OverflowError,
    TooLargeError,
)


class _Refused(Exception):
    """The zip, or one file in it, is left unopened; the text says why."""


def entry_name(info: zipfile.ZipInfo) -> str:
    """The name of an entry. Without its UTF-8 flag it is UTF-8 all the same (macOS), or Thai Windows'.

    zipfile takes such a name as cp437, which keeps every byte.
    """
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    try:
        return charsets.guess(info.filename.encode("cp437"))
    except UnicodeEncodeError:
        return info.filename


def _reserve(infos: list[zipfile.ZipInfo], folder: Folder) -> None:
    """Judge by the directory alone, and count what it promises as used."""
    unpacked = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos) or 1
    if len(infos) > MOST_ENTRIES:
        raise _Refused(f"{len(infos)} entries")
    if unpacked > folder.room:
        raise _Refused(f"would unpack to {unpacked} bytes, more than the limit")
    if unpacked > _RATIO_FROM and unpacked / packed > MOST_RATIO:
        raise _Refused(f"{packed} bytes would unpack to {unpacked}")
    folder.room -= unpacked


def _extract(archive: zipfile.ZipFile, info: zipfile.ZipInfo, folder: Folder) -> Written:
    """One file, its checksum verified; zipfile gives no more of it than the directory says."""
    if info.flag_bits & _LOCKED_FLAG:
        raise _Refused("needs a password")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _Refused(f"compression method {info.compress_type}")  # zipfile inflates others without a bound
    sink = folder.new()
    try:
        with archive.open(info) as stream:
            while block := stream.read(_BLOCK):
                sink.write(block)
    except BaseException:
        sink.drop()
        raise
    return sink.keep()


def _raise_ours(error: Exception) -> None:
    """Raise a fault of the disk again; a seek to a forged offset is the zip's (EINVAL)."""
    if isinstance(error, OSError) and error.errno != errno.EINVAL:
        raise error


def _read(path: Path, folder: Folder, found: Unpacked) -> list[str]:
    """Fill `found`; what could not be read is told, a line a file."""
    problems: list[str] = []
    with FrugalFile(path) as file, zipfile.ZipFile(file) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        infos = [info for info in infos if not _LEFTOVERS.fullmatch(entry_name(info))]
        _reserve(infos, folder)
        for info in infos:
            try:
                *folders, name = re.split(r"[/\\]", entry_name(info))
                written = _extract(archive, info, folder)
                found.inside.append(InnerFile(name, written, "archive", tuple(reversed(folders))))
            except (*_BROKEN, _Refused, OSError) as error:
                _raise_ours(error)
                problems.append(f"{entry_name(info)}: {error}")
    return problems


def unpack(path: Path, folder: Folder) -> Unpacked:
    """What is in the zip at `path`; every file that can be read is, whatever ails the others.

    Its own state is OK only where nothing is left unread. Raises OSError for the disk.
    """
    found = Unpacked()
    try:
        problems = _read(path, folder, found)
    except (*_BROKEN, _Refused, OSError) as error:
        _raise_ours(error)
        problems = [str(error) or type(error).__name__]
    locked = any("needs a password" in problem for problem in problems)
    state = ContentState.ENCRYPTED if locked else ContentState.UNREADABLE
    found.itself = Content(state if problems else ContentState.OK, detail="; ".join(problems)[:500])
    return found
