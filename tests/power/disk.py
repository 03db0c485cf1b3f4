"""A disk that loses power, built from what programs asked of it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Self

from power.pieces import File, Folder, Luck, Names, Resize, Write
from power.trace import Call


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
