"""Mutants of what keeps mailbox and records together."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crash.mutant import Mutant, put, taken
from sqlmodel import Session, col, select

import ingest.poller
from ingest import fetching, moving
from ingest.mailbox import Folder
from ingest.reconciling import Found
from runtime.clock import now
from runtime.parts import Parts
from storage.engine import writing
from storage.mail.sightings import mark_filed
from storage.shelves.folder import FolderShelf as Shelf
from storage.tables import Sighting

_SEEN = b"\\Seen"


def _found(folder: Folder, missing: Sequence[int]) -> Found:
    return Found(mailbox=folder.exists, missing=missing, waiting={})


def _seen_is_the_cursor() -> None:
    def look(_parts: Parts, folder: Folder, *, thorough: bool) -> Found:
        with folder._session.exchange("look for what is unread") as client:
            client.select_folder(folder.name)
            unseen = client.search(["UNSEEN"])
            if unseen:
                client.add_flags(unseen, [_SEEN])
            client.select_folder(folder.name, readonly=True)
        return _found(folder, unseen)

    put(ingest.poller, "look", look)


def _cursor_before_row() -> None:
    def look(_parts: Parts, folder: Folder, *, thorough: bool) -> Found:
        kept = Path("cursor")
        new = folder.new_uids(int(kept.read_text()) if kept.exists() else 0)
        if new:
            kept.write_text(str(max(new)))
        return _found(folder, new)

    put(ingest.poller, "look", look)


def _moved_before_stored() -> None:
    real = Folder.download

    def download(folder: Folder, uid: int, *rest: Any) -> Any:
        downloaded = real(folder, uid, *rest)
        with folder._session.exchange("move a message") as client:
            if not client.folder_exists("Archive"):
                client.create_folder("Archive")
            client.select_folder(folder.name)
            client.move([uid], "Archive")
            client.select_folder(folder.name, readonly=True)
        return downloaded

    put(Folder, "download", download)


def _filed_before_moved() -> None:
    decided, move, known = moving.file_decided, Folder.file_away, list[Parts]()

    def file_decided(parts: Parts, *rest: Any) -> None:
        known[:] = [parts]
        decided(parts, *rest)

    def file_away(folder: Folder, uids: Sequence[int], target: str) -> Any:
        with writing(known[0].engine) as session:
            for sighting in session.exec(select(Sighting).where(col(Sighting.uid).in_(uids))).all():
                mark_filed(session, known[0].contest, sighting.id, target, now())
        return move(folder, uids, target)

    put(ingest.poller, "file_decided", file_decided)
    put(Folder, "file_away", file_away)
    put(moving, "mark_filed", lambda *_: None)


def _row_before_file() -> None:
    keep, commit = Shelf.keep, taken(fetching, "writing")
    waiting: list[tuple[Shelf, Path, str]] = []

    def later(shelf: Shelf, path: Path, sha256: str) -> None:
        if shelf._root.name == "raw":
            waiting.append((shelf, path, sha256))
        else:
            keep(shelf, path, sha256)

    @contextmanager
    def committing(engine: Any) -> Iterator[Session]:
        with commit(engine) as session:
            yield session
        while waiting:
            keep(*waiting.pop())

    put(Shelf, "keep", later)
    put(fetching, "writing", committing)


MUTANTS = {
    "seen-is-the-cursor": Mutant(_seen_is_the_cursor, ("step downloaded 1",)),
    "cursor-before-row": Mutant(_cursor_before_row, ("step downloaded 1",)),
    "moved-before-stored": Mutant(_moved_before_stored, ("step kept 1",)),
    "filed-before-moved": Mutant(_filed_before_moved, ("wire before move 1",)),
    "row-before-file": Mutant(_row_before_file, ("call rename 1 in fetcher",)),
}
