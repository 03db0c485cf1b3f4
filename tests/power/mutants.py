"""Ways to sync too little, each of which loses records with the power; for the daemon's own process."""

import os
from collections.abc import Callable
from pathlib import Path

from crash.mutant import put
from sqlalchemy import Engine, event

from runtime import parts
from storage import durable, engine
from storage.shelves.folder import FolderShelf as Shelf


def _file_is_not_synced() -> None:
    def keep(shelf: Shelf, path: Path, sha256: str) -> None:
        target = shelf.path(sha256)
        path.replace(target)
        durable.sync(target.parent)

    put(Shelf, "keep", keep)


def _folder_is_not_synced() -> None:
    def keep(shelf: Shelf, path: Path, sha256: str) -> None:
        with path.open("rb") as file:
            os.fsync(file.fileno())
        path.replace(shelf.path(sha256))

    put(Shelf, "keep", keep)


def _folder_is_synced_before_the_name() -> None:
    def keep(shelf: Shelf, path: Path, sha256: str) -> None:
        target = shelf.path(sha256)
        with path.open("rb") as file:
            os.fsync(file.fileno())
        durable.sync(target.parent)
        path.replace(target)

    put(Shelf, "keep", keep)


def _parts_are_not_synced() -> None:
    def prepare(shelf: Shelf) -> None:
        for number in range(256):
            (shelf._root / f"{number:02x}").mkdir(parents=True, exist_ok=True)

    put(Shelf, "prepare", prepare)


def _folders_above_are_not_synced() -> None:
    put(durable, "make", lambda folder: folder.mkdir(parents=True, exist_ok=True))


def _pragma(setting: str) -> Callable[[], None]:
    def change() -> None:
        def open_database(url: str) -> Engine:
            opened = engine.open_database(url)
            event.listen(opened, "connect", lambda connection, _: connection.execute(f"PRAGMA {setting}"))
            return opened

        put(parts, "open_database", open_database)

    return change


MUTANTS: dict[str, Callable[[], None]] = {
    "file-not-synced": _file_is_not_synced,
    "folder-not-synced": _folder_is_not_synced,
    "folder-synced-before-the-name": _folder_is_synced_before_the_name,
    "parts-not-synced": _parts_are_not_synced,
    "folders-above-not-synced": _folders_above_are_not_synced,
    "synchronous-off": _pragma("synchronous = OFF"),
    "synchronous-normal": _pragma("synchronous = NORMAL"),
}
"""By name, what to do before the daemon starts; the name says what is wrong."""
