"""The zip that a modern Office file is: its parts read within bounds, nothing unpacked to disk.

python-pptx's own package loader is not used: it inflates every member at once (a 1 MB file cost
2.1 GB) and refuses decks that PowerPoint opens (slideshows, a missing picture). Its XML parser is.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Any

from pptx.oxml import parse_xml

from parsers.child.inspect.faults import TooMuchError

MOST_PART = 4 << 20  # bytes of one XML part; its tree in memory takes up to 32 times that (measured)
MOST_READ = 64 << 20  # of all XML parts together; a deck of 300 full slides has some 15 MB
MOST_MEMBERS = 20_000  # a deck of 300 slides with 1,000 pictures has some 4,000
MOST_UNPACKED = 1 << 30  # what PowerPoint would have to unpack; the mail itself has 60 MB at most
MOST_RATIO = 200  # pictures in BMP or EMF may shrink 100 times, deflate reaches 1,000
_RATIO_FROM = 100 << 20  # below this even the worst ratio harms nobody


class LockedError(Exception):
    """A member is encrypted by the zip itself."""


class TooLargeError(TooMuchError):
    """A part, or all parts together, exceed what is read."""


class FrugalFile(FileIO):
    """Refuses to read much in one call: zipfile does that with a directory as large as the file claims."""

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes, at most 4 MiB. Raises TooLargeError when more are asked for at once."""
        if size is not None and size > MOST_PART:
            raise TooLargeError(f"a directory of {size} bytes")
        return super().read(size) or b""


@dataclass(frozen=True, slots=True)
class Relationship:
    """`kind` is the last word of its type (`slide`, `hyperlink`).

    `target` is the name of a part, or what was written if it is `external`.
    """

    id: str
    kind: str
    target: str
    external: bool


class Package:
    """An open zip whose parts are found without regard to case (ECMA-376-2, 6.2.2.3).

    Names of parts have no leading slash. Broken bytes raise BadZipFile, zlib.error and many more.
    """

    def __init__(self, path: Path) -> None:
        self._file = FrugalFile(path)
        try:
            self._zip = zipfile.ZipFile(self._file)
        except BaseException:
            self._file.close()
            raise
        self._members = {_normal(info.filename): info for info in self._zip.infolist()}
        self._left = MOST_READ

    def __enter__(self) -> "Package":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()
        self._file.close()

    def __contains__(self, part: str) -> bool:
        return _normal(part) in self._members

    def __iter__(self) -> Iterator[str]:
        """The names of all parts, in lower case."""
        return iter(self._members)

    def refuse_bomb(self) -> None:
        """Judge by the directory alone. Raises TooLargeError."""
        infos = self._zip.infolist()
        if len(infos) > MOST_MEMBERS:
            raise TooLargeError(f"{len(infos)} members")
        unpacked, packed = _sizes(infos)
        if unpacked > MOST_UNPACKED:
            raise TooLargeError(f"{packed} bytes would unpack to {unpacked}")
        # A screenshot in BMP is one tone for the most part, and shrinks as a bomb does; none is inflated.
        unpacked, packed = _sizes([info for info in infos if not _PICTURE.search(info.filename)])
        if unpacked > _RATIO_FROM and unpacked / packed > MOST_RATIO:
            raise TooLargeError(f"{packed} bytes would unpack to {unpacked}")

    def read(self, part: str) -> bytes:
        """One part, its checksum verified. Raises KeyError, LockedError, TooLargeError and others."""
        info = self._members[_normal(part)]
        if info.flag_bits & 1:
            raise LockedError(part)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            # Office writes no other (ECMA-376-2, annex B), and zipfile inflates others without a bound.
            raise zipfile.BadZipFile(f"compression method {info.compress_type}")
        most = min(MOST_PART, self._left)
        if info.file_size > most:
            raise TooLargeError(f"{info.file_size} bytes in {part}")
        # zipfile stops at the declared size, so a part that declares too little fails its checksum.
        with self._zip.open(info) as stream:
            data = stream.read(most)
        self._left -= len(data)
        return data

    def xml(self, part: str) -> Any:
        """The root element of one part. A DTD is refused: Office writes none. Entities are not expanded."""
        root = parse_xml(self.read(part))
        if root.getroottree().docinfo.doctype:
            raise ValueError(f"a DTD in {part}")
        return root

    def relationships(self, part: str) -> list[Relationship]:
        """What `part` refers to, in the order written; of the whole package when `part` is empty."""
        folder, name = posixpath.split(part)
        listing = posixpath.join(folder, "_rels", f"{name}.rels")
        if listing not in self:
            return []
        return [_relationship(folder, element) for element in self.xml(listing).iter("{*}Relationship")]


_PICTURE = re.compile(r"/media/[^/]+\.(?:bmp|dib|emf|wmf|tiff?)$", re.IGNORECASE)


def _sizes(infos: list[zipfile.ZipInfo]) -> tuple[int, int]:
    """Bytes when unpacked, and packed."""
    return sum(info.file_size for info in infos), sum(info.compress_size for info in infos) or 1


def _normal(name: str) -> str:
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/").lower()


def _relationship(folder: str, element: Any) -> Relationship:
    target = str(element.get("Target", ""))
    external = element.get("TargetMode") == "External"
    return Relationship(
        id=str(element.get("Id", "")),
        kind=str(element.get("Type", "")).rpartition("/")[2],
        target=target if external else _normal(posixpath.join(folder, target)),
        external=external,
    )
