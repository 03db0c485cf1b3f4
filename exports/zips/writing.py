"""Zips as they leave the house: names in UTF-8, bytes as they came, each hash verified on the way.

Files go through in pieces, so that no size of theirs is one of the memory. What is stored in a pack is packed
already (a .pptx is a zip, a clip is a clip): only texts of ours are deflated.
"""

import hashlib
import os
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from settings.errors import PartFailed

_PIECE = 1 << 20
_FIRST_YEAR = 1980  # of a time in a zip
_READABLE = 0o644 << 16


class Zip:
    """One zip that is being written to `path`; times in it are on the zone's wall clock."""

    def __init__(self, path: Path, zone: ZoneInfo) -> None:
        self._zip = zipfile.ZipFile(path, "w", allowZip64=True)
        self._zone = zone

    def __enter__(self) -> "Zip":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def put_file(self, name: str, source: BinaryIO, sha256: str, at: datetime) -> None:
        """A stored file under that name. Raises PartFailed where its bytes are not those of its hash."""
        digest = hashlib.sha256()
        info = self._info(name, at, zipfile.ZIP_STORED)
        info.file_size = os.fstat(source.fileno()).st_size
        with self._zip.open(info, "w") as target:
            while piece := source.read(_PIECE):
                digest.update(piece)
                target.write(piece)
        if digest.hexdigest() != sha256:
            raise PartFailed(f"the file {sha256} is damaged on the disk: `intake verify` lists what is")

    def put_text(self, name: str, data: bytes, at: datetime) -> None:
        """A text of ours."""
        self._zip.writestr(self._info(name, at, zipfile.ZIP_DEFLATED), data)

    def put_made(self, name: str, path: Path, at: datetime) -> None:
        """A file that we have made ourselves."""
        self.put_text(name, path.read_bytes(), at)

    def _info(self, name: str, at: datetime, how: int) -> zipfile.ZipInfo:
        local = at.astimezone(self._zone)
        when = (max(local.year, _FIRST_YEAR), local.month, local.day, local.hour, local.minute, local.second)
        info = zipfile.ZipInfo(name, when)
        info.compress_type, info.external_attr = how, _READABLE
        return info


def room_of(names: Iterable[tuple[str, int]]) -> int:
    """At most so many bytes a zip takes with stored files of these names and sizes."""
    return sum(size + 2 * (len(name.encode()) + 100) for name, size in names)
