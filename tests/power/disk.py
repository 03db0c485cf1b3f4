"""A disk that loses power: what it certainly kept, and what it may have kept.

The strictest reading of POSIX: bytes and size of a file are certain after fsync or fdatasync of that file,
its name only after fsync of the folder that bears it. Of all else any part may be there: each block of
4 KiB, each change of a folder, torn in the middle of a block too.
"""

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from power.trace import Call

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


class Disk:
    """One folder and all below it, from what programs did there. Calls elsewhere are passed over."""

    def __init__(self, root: str, folder: Folder) -> None:
        self._root = root
        self._top = folder

    @classmethod
    def holding(cls, root: Path, at: Path) -> Self:
        """The disk as it is in folder `at`, all of it certain; calls will name it `root`."""
        return cls(str(root), _load(at))

    def apply(self, call: Call) -> None:
        """Does again what a call did. Raises ValueError for a call that this disk does not know."""
        act = _ACTS.get(call.name)
        if act is not None:
            act(self, call)
        elif any(place and self._below(place) is not None for place in call.places):
            raise ValueError(f"this disk cannot do {call.name}")

    def write_to(self, target: Path, luck: Luck) -> None:
        """Writes what is found after the loss of power into an empty folder."""
        _write(self._top, target, lambda folder: folder.after(luck), lambda file: file.after(luck))

    def write_live(self, target: Path) -> None:
        """Writes what programs saw: what a mere crash would have left."""
        _write(self._top, target, lambda folder: folder.live, lambda file: bytes(file.live))

    def file(self, path: str | None) -> File | None:
        """The file of that name, if it is on this disk."""
        found = self._find(path)
        return found if isinstance(found, File) else None

    def _below(self, path: str) -> list[str] | None:
        if path == self._root:
            return []
        return path[len(self._root) + 1 :].split("/") if path.startswith(self._root + "/") else None

    def _find(self, path: str | None) -> File | Folder | None:
        names = None if path is None else self._below(path)
        if names is None:
            return None
        found: File | Folder | None = self._top
        for name in names:
            found = found.live.get(name) if isinstance(found, Folder) else None
        return found

    def _parent(self, path: str) -> tuple[Folder, str] | None:
        above, _, name = path.rpartition("/")
        folder = self._find(above)
        return (folder, name) if isinstance(folder, Folder) else None

    def _set(self, call: Call, path: str, node: File | Folder | None) -> None:
        if found := self._parent(path):
            folder, name = found
            folder.change(Names(call.ended, {name: node}))

    def _open(self, call: Call) -> None:
        file = self._find(call.opened)
        flags = call.rest[2] if call.name == "openat" else call.rest[1]
        if call.opened is None or self._below(call.opened) is None or isinstance(file, Folder):
            return
        if file is None:
            file = File()
            self._set(call, call.opened, file)
        if "O_WRONLY" in flags or "O_RDWR" in flags:
            file.position, file.appends = 0, "O_APPEND" in flags
        if "O_TRUNC" in flags and file.live:
            file.change(Resize(call.ended, 0))

    def _write(self, call: Call) -> None:
        if file := self.file(call.places[0]):
            at = len(file.live) if file.appends else file.position
            file.change(Write(call.ended, at, b"".join(call.texts)[: call.result]))
            file.position = at + call.result

    def _write_at(self, call: Call) -> None:
        if file := self.file(call.places[0]):
            file.change(Write(call.ended, int(call.rest[-1]), b"".join(call.texts)[: call.result]))

    def _seek(self, call: Call) -> None:
        if file := self.file(call.places[0]):
            file.position = call.result

    def _resize(self, call: Call) -> None:
        if file := self.file(call.places[0]):
            file.change(Resize(call.ended, int(call.rest[1])))

    def _allocate(self, call: Call) -> None:
        file = self.file(call.places[0])
        mode, start, length = call.rest[1], int(call.rest[2]), int(call.rest[3])
        if file and mode == "0" and start + length > len(file.live):
            file.change(Resize(call.ended, start + length))

    def _sync(self, call: Call) -> None:
        if found := self._find(call.places[0]):
            found.sync(call.begun)

    def _make(self, call: Call) -> None:
        self._set(call, _paths(call)[0], Folder())

    def _remove(self, call: Call) -> None:
        self._set(call, _paths(call)[0], None)

    def _link(self, call: Call) -> None:
        old, new = _paths(call)
        self._set(call, new, self._find(old))

    def _move(self, call: Call) -> None:
        """Within one folder it is one change; between two, each of them may lose its half."""
        old, new = _paths(call)
        node, from_, to = self._find(old), self._parent(old), self._parent(new)
        if node is None or from_ is None or to is None:
            if node is not None or to is not None:
                raise ValueError("something was moved in or out of this disk")
            return
        if from_[0] is to[0]:
            from_[0].change(Names(call.ended, {from_[1]: None, to[1]: node}))
            return
        to[0].change(Names(call.ended, {to[1]: node}))
        from_[0].change(Names(call.ended, {from_[1]: None}))


_ACTS: dict[str, Callable[[Disk, Call], None]] = {
    "openat": Disk._open, "open": Disk._open,
    "write": Disk._write, "writev": Disk._write, "pwrite64": Disk._write_at,
    "lseek": Disk._seek, "ftruncate": Disk._resize, "fallocate": Disk._allocate,
    "fsync": Disk._sync, "fdatasync": Disk._sync,
    "mkdir": Disk._make, "mkdirat": Disk._make,
    "rmdir": Disk._remove, "unlink": Disk._remove, "unlinkat": Disk._remove,
    "rename": Disk._move, "renameat": Disk._move, "renameat2": Disk._move,
    "link": Disk._link, "linkat": Disk._link,
}  # fmt: skip


def _paths(call: Call) -> list[str]:
    """The paths a call names, in full: with one descriptor for each, or absolute."""
    paths = [os.fsdecode(text) for text in call.texts]
    if not call.places:
        return paths
    return [os.path.normpath(f"{place}/{path}") if path[:1] != "/" else path
            for place, path in zip(call.places, paths, strict=True)]  # fmt: skip


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


def _load(at: Path) -> Folder:
    names: dict[str, File | Folder] = {}
    for path in at.iterdir():
        if path.is_dir():
            names[path.name] = _load(path)
        else:
            content = path.read_bytes()
            names[path.name] = File(bytearray(content), bytearray(content))
    return Folder(names, dict(names))


def _write(
    folder: Folder,
    target: Path,
    names: Callable[[Folder], dict[str, File | Folder]],
    content: Callable[[File], bytes],
) -> None:
    target.mkdir(mode=0o700, exist_ok=True)
    for name, node in names(folder).items():
        if isinstance(node, Folder):
            _write(node, target / name, names, content)
        elif not name.endswith("-shm"):  # mapped into memory; SQLite makes it anew
            (target / name).write_bytes(content(node))
