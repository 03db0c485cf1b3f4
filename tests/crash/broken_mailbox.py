"""Mutants of what keeps mailbox and records together."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crash.mutant import Mutant, put
from imapclient import IMAPClient
from sqlmodel import Session, col, select

from ingest import fetching, filing
from ingest.mailbox import Folder
from ingest.parts import Parts, now
from storage.engine import writing
from storage.files import Shelf
from storage.filing import mark_filed
from storage.tables import Sighting

_SEEN = b"\\Seen"


@contextmanager
def _inbox(parts: Parts) -> Iterator[IMAPClient]:
    """A second connection, which may write."""
    mailbox = parts.settings.mailbox
    with IMAPClient(mailbox.host, mailbox.port, ssl=False) as client:
        client.login(mailbox.username, os.environ["INTAKE_MAILBOX_PASSWORD"])
        client.select_folder("INBOX")
        yield client


def _seen_is_the_cursor() -> None:
    def missing(parts: Parts, folder: Folder, *, thorough: bool) -> Sequence[int]:
        with _inbox(parts) as client:
            unseen: list[int] = client.search(["UNSEEN"])
            if unseen:
                client.add_flags(unseen, [_SEEN])
        return unseen

    put(fetching, "missing_uids", missing)


def _cursor_before_row() -> None:
    def missing(parts: Parts, folder: Folder, *, thorough: bool) -> Sequence[int]:
        kept = Path("cursor")
        new = folder.new_uids(int(kept.read_text()) if kept.exists() else 0)
        if new:
            kept.write_text(str(max(new)))
        return new

    put(fetching, "missing_uids", missing)


def _moved_before_stored() -> None:
    record = fetching._record

    def early(parts: Parts, folder: Folder, uid: int, *rest: Any) -> None:
        with _inbox(parts) as client:
            if not client.folder_exists("Archive"):
                client.create_folder("Archive")
            client.move([uid], "Archive")
        record(parts, folder, uid, *rest)

    put(fetching, "_record", early)


def _filed_before_moved() -> None:
    decided, move, known = filing.file_decided, Folder.file_away, list[Parts]()

    def file_decided(parts: Parts, *rest: Any) -> None:
        known[:] = [parts]
        decided(parts, *rest)

    def file_away(folder: Folder, uids: Sequence[int], target: str) -> Any:
        with writing(known[0].engine) as session:
            for sighting in session.exec(select(Sighting).where(col(Sighting.uid).in_(uids))).all():
                mark_filed(session, sighting.id, target, now())
        return move(folder, uids, target)

    import ingest.poller

    put(ingest.poller, "file_decided", file_decided)
    put(Folder, "file_away", file_away)
    put(filing, "mark_filed", lambda *_: None)


def _row_before_file() -> None:
    keep, commit = Shelf.keep, fetching.writing
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
    "row-before-file": Mutant(_row_before_file, ("call rename 1",)),
}
