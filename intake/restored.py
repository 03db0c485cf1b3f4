"""Records that came back from a backup: no letter goes out and no number is given before `intake recover`."""

from datetime import datetime
from pathlib import Path

from sqlmodel import Session, select

from runtime.records import Records
from storage.backup.generations import Generation
from storage.backup.making import Progress
from storage.backup.restoring import being_restored, require_room_for_records, restore
from storage.chain.counters import lock_counter
from storage.chain.events import Happening, append
from storage.chain.kinds import Restored
from storage.engine import writing
from storage.files import FileStore
from storage.outbox import replies
from storage.schema import upgrade
from storage.states import ALLOWED, OutboxStep
from storage.tables import Counter


def put_back(
    records: Records, generation: Generation, folder: Path, now: datetime, progress: Progress
) -> tuple[list[Path], list[str]]:
    """Restores it, in the schema of this version, and marks it so. Returns as `restore` does.

    Raises BackupError, SchemaError, OSError. Broken off anywhere, it is said once more: until then nothing
    starts on what is there.
    """
    backup = FileStore(folder.absolute().as_uri())
    beside = records.settings.storage.beside
    require_room_for_records(records.engine)
    with being_restored(beside):
        found = restore(generation, backup, records.engine, records.files, beside, now, progress)
        upgrade(records.engine)
        with writing(records.engine) as session:
            for contest in session.exec(select(Counter.contest)).all():
                _mark(session, contest, generation, now)
    return found


def _mark(session: Session, contest: str, generation: Generation, now: datetime) -> None:
    """What waited to go out then may have gone since: it waits for the organiser now."""
    counter = lock_counter(session, contest)
    counter.restored_at, counter.next_new = now, None
    facts = Restored(made=int(generation.made_at.timestamp()))
    append(session, contest, now, Happening("restore", facts))
    for row in replies.listed(session, contest, list(ALLOWED[OutboxStep.HOLD])):
        replies.hold(session, contest, row.id, now)
