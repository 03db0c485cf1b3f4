"""Whether there are records to work on, and making them ready."""

from sqlalchemy.exc import SQLAlchemyError

from runtime.faults import problem_of
from runtime.parts import Parts
from settings.errors import PartFailed, WrongUse
from storage.engine import reading
from storage.entries.entry import contest_numbered
from storage.errors import SchemaError
from storage.schema import SchemaState, database_file, schema_state, upgrade


def has_records(parts: Parts) -> bool:
    """Whether there is a database already; one on a server is taken to be."""
    database = database_file(parts.engine)
    return database is None or database.exists()


def make_ready(parts: Parts) -> None:
    """As `prepare`; raises PartFailed when the disk does not let us."""
    try:
        prepare(parts)
    except (OSError, SQLAlchemyError) as error:
        raise PartFailed(f"the storage cannot be made ready: {problem_of(error)}") from None


def prepare(parts: Parts) -> None:
    """Makes a fresh database and the folders. An older database is left for `intake db upgrade`.

    Raises WrongUse for such a database, OSError or SQLAlchemyError when the disk does not let us.
    """
    try:
        if schema_state(parts.engine) is SchemaState.BEHIND:
            raise WrongUse(
                "the database is of an older version: run `intake db upgrade` (it makes a copy first)"
            )
        upgrade(parts.engine)
        _refuse_shared_numbers(parts)
    except SchemaError as error:
        raise WrongUse(str(error)) from None
    parts.files.prepare()


def _refuse_shared_numbers(parts: Parts) -> None:
    """Two contests under one prefix would give each receipt number twice, and hide each other's mail."""
    with reading(parts.engine) as session:
        other = contest_numbered(session, parts.judge.rules.prefix, besides=parts.contest)
    if other is not None:
        raise WrongUse(
            f"[contest] id is {parts.contest}, but {other} gave receipt numbers {parts.judge.rules.prefix}:"
            " put that id back, or give the new contest a reference_prefix of its own"
        )


def require_records(parts: Parts) -> None:
    """Raises WrongUse where there is no database of this version to read from."""
    try:
        state = schema_state(parts.engine)
    except SQLAlchemyError as error:
        raise PartFailed(problem_of(error)) from None
    if state is SchemaState.FRESH:
        raise WrongUse("there are no records yet: `intake run` makes the database")
    if state is not SchemaState.CURRENT:
        raise WrongUse("the database is of another version of this program: run `intake db upgrade`")
