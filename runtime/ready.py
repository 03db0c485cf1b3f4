"""Whether there are records to work on, and making them ready."""

from sqlalchemy.exc import SQLAlchemyError

from runtime.faults import problem_of
from runtime.records import Records
from runtime.rights import refusal
from settings.errors import PartFailed, WrongUse
from storage import durable
from storage.backup.generations import generations
from storage.backup.restoring import BROKEN_OFF, is_broken_off
from storage.chain.counters import counter_of
from storage.engine import reading
from storage.entries.entry import contest_numbered
from storage.entries.numbers import RECOVER_FIRST
from storage.errors import SchemaError
from storage.schema import SchemaState, database_file, place_of, schema_state, upgrade


def has_records(records: Records) -> bool:
    """Whether there is a database already; one on a server is taken to be."""
    database = database_file(records.engine)
    return database is None or database.exists()


def make_ready(records: Records) -> None:
    """As `prepare`; raises PartFailed when the disk does not let us."""
    try:
        prepare(records)
    except (OSError, SQLAlchemyError) as error:
        raise PartFailed(f"the storage cannot be made ready: {problem_with(records, error)}") from None


def prepare(records: Records) -> None:
    """Makes a fresh database and the folders. An older database is left for `intake db upgrade`.

    Raises WrongUse for such a database, and for one that came from a backup and waits for `intake recover`;
    OSError or SQLAlchemyError when the disk does not let us.
    """
    _refuse_half_restored(records)
    if database_file(records.engine) is None:
        durable.make(records.settings.storage.beside.parent)
    try:
        if schema_state(records.engine) is SchemaState.FRESH:
            _refuse_beside_backups(records)
        if schema_state(records.engine) is SchemaState.BEHIND:
            copied = " (it makes a copy first)" if database_file(records.engine) else ""
            raise WrongUse(f"the database is of an older version: run `intake db upgrade`{copied}")
        upgrade(records.engine)
        _refuse_restored(records)
        _refuse_shared_numbers(records)
    except SchemaError as error:
        raise WrongUse(str(error)) from None
    records.files.prepare()


def _refuse_half_restored(records: Records) -> None:
    if is_broken_off(records.settings.storage.beside):
        raise WrongUse(BROKEN_OFF)


def _refuse_beside_backups(records: Records) -> None:
    """Fresh records begin with number 1: after a loss each number would be given twice."""
    folder = records.settings.backup.folder
    if folder is None:
        return
    if any(each.manifest.numbers.get(records.contest) for each in generations(folder)):
        raise WrongUse(
            f"there are no records, and backups of them lie in {folder}: say `intake restore`;"
            " to begin anew, name another [backup] folder"
        )


def _refuse_restored(records: Records) -> None:
    """New mail would be given numbers that were given before the loss."""
    with reading(records.engine) as session:
        if counter_of(session, records.contest).restored_at is not None:
            raise WrongUse(RECOVER_FIRST)


def _refuse_shared_numbers(records: Records) -> None:
    """Two contests under one prefix would give each receipt number twice, and hide each other's mail."""
    prefix = records.settings.contest.reference_prefix
    with reading(records.engine) as session:
        other = contest_numbered(session, prefix, besides=records.contest)
    if other is not None:
        raise WrongUse(
            f"[contest] id is {records.contest}, but {other} gave receipt numbers {prefix}:"
            " put that id back, or give the new contest a reference_prefix of its own"
        )


def problem_with(records: Records, error: Exception) -> str:
    """`problem_of` a fault of the records; where this account may not use the database, whose it is."""
    database = database_file(records.engine)
    of_database = database is not None and isinstance(error, SQLAlchemyError)
    return (of_database and database and refusal(database)) or problem_of(error)


def require_records(records: Records) -> None:
    """Raises WrongUse where there is no database of this version to read from."""
    try:
        _refuse_half_restored(records)
        state = schema_state(records.engine)
    except (OSError, SQLAlchemyError) as error:
        raise PartFailed(problem_with(records, error)) from None
    if state is SchemaState.FRESH:
        where = place_of(records.engine)
        raise WrongUse(f"there are no records yet at {where}: `intake run` makes the database")
    if state is not SchemaState.CURRENT:
        raise WrongUse("the database is of another version of this program: run `intake db upgrade`")
