"""OLE compound files ([MS-CFB], version 3) for the tests: storages, and streams of 4,096 bytes at least."""

import struct
from dataclasses import dataclass, field
from typing import TypeAlias

END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SECTOR, _SMALLEST, _IN_FAT = 512, 4096, 128
_STORAGE, _STREAM, _ROOT = 1, 2, 5
Tree: TypeAlias = dict[str, "bytes | Tree"]


def entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    label = name.encode("utf-16-le") + b"\0\0"
    head = label.ljust(64, b"\0") + struct.pack("<HBBIII", len(label), kind, 1, FREE, right, child)
    return head + b"\0" * 36 + struct.pack("<IQ", start, size)


@dataclass
class _Rows:
    rows: list[tuple[str, int, int, int, bytes]] = field(default_factory=list)

    def add(self, tree: Tree) -> int:
        """The children of one storage, each the right sibling of the one before; the number of the first."""
        right = FREE
        for name, held in reversed(tree.items()):
            child = self.add(held) if isinstance(held, dict) else FREE
            kind, data = (_STORAGE, b"") if isinstance(held, dict) else (_STREAM, held)
            self.rows.append((name, kind, right, child, data))
            right = len(self.rows)  # the root comes before all
        return right


def compound(tree: Tree) -> bytes:
    """The file of that tree: a name for each stream's bytes, or for a storage with more."""
    found = _Rows()
    first = found.add(tree)
    directory = -(-(len(found.rows) + 1) // 4)
    bodies = [data.ljust(_SMALLEST, b"\0") if kind == _STREAM else b"" for _, kind, *_, data in found.rows]
    counts = [-(-len(body) // _SECTOR) for body in bodies]
    fats = 1
    while fats * _IN_FAT < fats + directory + sum(counts):
        fats += 1
    table = [FAT] * fats + [*range(fats + 1, fats + directory), END]
    rows = []
    # In the order of the tree, which `found` has backwards.
    for (name, kind, right, child, _), body, count in reversed(
        list(zip(found.rows, bodies, counts, strict=True))
    ):
        start = len(table) if count else 0
        table += [*range(start + 1, start + count), END] if count else []
        rows.append(entry(name, kind, right, child, start, len(body)))
    rows.append(entry("Root Entry", _ROOT, FREE, first, END, 0))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6)
    header += b"\0" * 6 + struct.pack("<9I", 0, fats, fats, 0, _SMALLEST, END, 0, END, 0)
    header += struct.pack("<109I", *range(fats), *[FREE] * (109 - fats))
    fat = struct.pack(f"<{fats * _IN_FAT}I", *table, *[FREE] * (fats * _IN_FAT - len(table)))
    padded = b"".join(body + b"\0" * (-len(body) % _SECTOR) for body in reversed(bodies))
    return header + fat + b"".join(reversed(rows)).ljust(directory * _SECTOR, b"\0") + padded
