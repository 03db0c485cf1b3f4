"""Files and folders of which a part is certain, and a part is there only while the power is.

The strictest reading of POSIX: bytes and size of a file are certain after fsync or fdatasync of that file,
its name only after fsync of the folder that bears it. Of all else any part may be there: each block of
4 KiB, each change of a folder, torn in the middle of a block too.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

BLOCK, SECTOR = 4096, 512


@dataclass(slots=True)
class Change:
    """One thing done to a file or a folder and not yet certain; `ended` is its place in the trace."""

    ended: int


@dataclass(slots=True)
class Write(Change):
    """Bytes laid into a file."""

    offset: int
    data: bytes


@dataclass(slots=True)
class Resize(Change):
    """A file cut, or made longer with zeros."""

    size: int


@dataclass(slots=True)
class Names(Change):
    """Names in a folder that now mean something else, all or none of them; None: nothing."""

    names: "dict[str, File | Folder | None]"


@dataclass(slots=True, eq=False)
class File:
    """`live` is what programs see, `kept` what is certain."""

    live: bytearray = field(default_factory=bytearray)
    kept: bytearray = field(default_factory=bytearray)
    pending: list[Change] = field(default_factory=list)
    position: int = 0
    appends: bool = False

    def change(self, change: Write | Resize) -> None:
        """Does it, for now only in memory."""
        _lay(self.live, change)
        self.pending.append(change)

    def sync(self, before: int) -> None:
        """What was done before that place in the trace is certain from now on."""
        for change in self.pending:
            if change.ended < before:
                _lay(self.kept, change)
        self.pending = [change for change in self.pending if change.ended >= before]

    def after(self, luck: "Luck") -> bytes:
        """The bytes that are found when the power is back."""
        content = bytearray(self.kept)
        for change in self.pending:
            for part in luck.parts(change):
                _lay(content, part)
        return bytes(content)


@dataclass(slots=True, eq=False)
class Folder:
    """`live` and `kept` as of a file: its names."""

    live: dict[str, "File | Folder"] = field(default_factory=dict)
    kept: dict[str, "File | Folder"] = field(default_factory=dict)
    pending: list[Names] = field(default_factory=list)

    def change(self, change: Names) -> None:
        """Does it, for now only in memory."""
        _rename(self.live, change)
        self.pending.append(change)

    def sync(self, before: int) -> None:
        """As of a file; nothing is said of what lies in it."""
        for change in self.pending:
            if change.ended < before:
                _rename(self.kept, change)
        self.pending = [change for change in self.pending if change.ended >= before]

    def after(self, luck: "Luck") -> "dict[str, File | Folder]":
        """The names that are found when the power is back."""
        names = dict(self.kept)
        for change in self.pending:
            if luck.keeps():
                _rename(names, change)
        return names


class Luck:
    """Which of the uncertain is there afterwards: nothing, or each part with a chance, drawn from a seed."""

    def __init__(self, chance: float = 0, seed: str = "") -> None:
        self.chance = chance
        self._random = random.Random(seed)

    def keeps(self) -> bool:
        """Whether one more part is kept."""
        return self.chance > 0 and self._random.random() < self.chance

    def parts(self, change: Change) -> Iterator[Write | Resize]:
        """What is kept of one change of a file; now and then half a block."""
        if isinstance(change, Resize) and self.keeps():
            yield change
        if not isinstance(change, Write):
            return
        start = change.offset
        while start < change.offset + len(change.data):
            end = min(start // BLOCK * BLOCK + BLOCK, change.offset + len(change.data))
            if self.keeps():
                whole = self._random.random() < 0.8
                torn = end if whole else self._random.randrange(start, end) // SECTOR * SECTOR
                yield Write(change.ended, start, change.data[start - change.offset : torn - change.offset])
            start = end


def _lay(content: bytearray, change: Change) -> None:
    size = change.offset if isinstance(change, Write) else change.size if isinstance(change, Resize) else 0
    if len(content) < size:
        content.extend(bytes(size - len(content)))
    if isinstance(change, Write):
        content[change.offset : change.offset + len(change.data)] = change.data
    else:
        del content[size:]


def _rename(names: dict[str, File | Folder], change: Names) -> None:
    for name, node in change.names.items():
        if node is None:
            names.pop(name, None)
        else:
            names[name] = node
