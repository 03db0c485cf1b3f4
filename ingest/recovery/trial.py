"""The same on a copy of the records, to see what it would come to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ingest.reading import raw_of
from notifications.alarms import Alarms
from runtime.clock import now
from runtime.parts import Parts
from storage.backup.copying import copy
from storage.engine import open_database, reading
from storage.files import FileStore
from storage.mail.messages import undecided
from storage.moving.rows import copy_to_file


@contextmanager
def on_a_copy(parts: Parts) -> Iterator[Parts]:
    """Parts whose records and files are forgotten at the end; they raise no alarm."""
    with parts.files.work() as folder:
        trial = Path(folder, "intake.db")
        copy_to_file(parts.engine, trial)
        engine = open_database(f"sqlite:///{trial}")
        files = FileStore(Path(folder, "files").absolute().as_uri())
        files.prepare()
        with reading(parts.engine) as session:
            for message in undecided(session, parts.contest):
                raw, _ = raw_of(parts, message)
                copy(raw, parts.files.raw, files.raw, files)
        try:
            yield replace(parts, engine=engine, files=files, alarms=Alarms(None, now))
        finally:
            engine.dispose()
