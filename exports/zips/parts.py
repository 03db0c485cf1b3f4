"""What goes into which zip of a pack: in the order of the works, none larger than many disks take."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from exports.names import safe, short_body
from exports.work_files import WorkFile
from exports.works import Work
from exports.zips.writing import room_of
from screening.model.submission import FileType

MOST = 2_000_000_000
"""Bytes of one zip: FAT32 and older programs end at 2 GiB."""

_ENDINGS = {FileType.JPEG: "jpg", FileType.VIDEO: "mp4", FileType.OTHER: "bin", FileType.TEXT: "txt"}
_VIDEOS = ("mp4", "mov", "m4v", "avi", "wmv", "mkv", "webm", "3gp", "mpg", "mpeg", "mts", "ts", "flv")


@dataclass(frozen=True, slots=True)
class Packed:
    """A file of a work under the name that it has in a pack."""

    work: Work
    file: WorkFile
    name: str


def packed(works: Iterable[Work], *, forms: bool = False) -> list[Packed]:
    """The decks, or the forms, that may leave the house."""
    chosen = ((work, work.form if forms else work.deck) for work in works)
    mark = "_form1" if forms else ""
    return [
        Packed(work, file, pack_name(work, file, mark)) for work, file in chosen if file and not file.barred
    ]


def pack_name(work: Work, file: WorkFile, mark: str = "") -> str:
    """`DGTI-2566-0042_อบต.….pptx`: the ending is that of the bytes, whatever the sender called it."""
    stem = f"{work.reference}_{short_body(work.agency)}" if work.agency else work.reference
    return safe(stem, f"{mark}.{ending_of(file.type, file.name)}")


def ending_of(kind: FileType, name: str) -> str:
    """The ending under which a file of that type opens."""
    own = name.rpartition(".")[2].lower()
    if kind is FileType.VIDEO and own in _VIDEOS:
        return own
    return _ENDINGS.get(kind, kind.value)


def in_parts(items: Sequence[Packed], most: int = MOST) -> list[list[Packed]]:
    """The items in parts of at most `most` bytes; one that is larger by itself has a part of its own."""
    parts: list[list[Packed]] = [[]]
    room = 0
    for item in items:
        takes = room_of([(item.name, item.file.size)])
        if parts[-1] and room + takes > most:
            parts.append([])
            room = 0
        parts[-1].append(item)
        room += takes
    return parts
