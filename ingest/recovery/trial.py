"""The same on a copy of the records, to see what it would come to."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from ingest.reading import raw_of
from notifications.alarms import Alarms
from runtime.clock import now
from runtime.parts import Parts
from storage.engine import open_database, reading
from storage.files import FileStore
from storage.mail.messages import undecided
from storage.moving.rows import copy_rows
from storage.schema import copy_database, database_file, upgrade


@contextmanager
def on_a_copy(parts: Parts) -> Iterator[Parts]:
    """Parts whose records and files are forgotten at the end; they raise no alarm."""
    database = database_file(parts.engine)
    with parts.files.work() as folder:
        copy = Path(folder, "intake.db")
        engine = open_database(f"sqlite:///{copy}")
        if database is not None:
            copy_database(database, copy)
        else:
            upgrade(engine)
            copy_rows(parts.engine, engine)
        files = FileStore(Path(folder, "files").absolute().as_uri())
        files.prepare()
        with reading(parts.engine) as session:
            for message in undecided(session, parts.contest):
                raw, _ = raw_of(parts, message)
                with suppress(FileNotFoundError):
                    _give(raw, files.raw.path(raw.name))
        try:
            yield replace(parts, engine=engine, files=files, alarms=Alarms(None, now))
        finally:
            engine.dispose()


def _give(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a filesystem without hard links
        shutil.copyfile(source, target)
