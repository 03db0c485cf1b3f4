"""Which register counts: the one imported last, until the operator's file has changed for good.

A mended file takes effect by itself; a broken one must wrong nobody. So a file that cannot be read, that has
refused rows, or that has lost many bodies at once (as a file does that is cut off while it is saved) is not
taken: the last good one stays, and the organiser hears of it.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from registers.agencies.changes import changes
from registers.agencies.content import packed, register_of, unpacked
from registers.agencies.rows import Reading, read_rows
from registers.sheets import SheetError, read_bytes
from screening.model.register import Agency, Register
from storage.engine import reading
from storage.registers import NewRegister, in_force, last_from
from storage.schema import SchemaState, schema_state
from storage.tables import RegisterRow

FEW_REMOVED, MOST_REMOVED = 3, 0.02
"""So many bodies, and so great a part of all, may go at once. In six years two of 7,852 went (measured)."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The register that counts now.

    `to_import` is what the file says, where that is not recorded yet; `problem` says why the file was not
    taken, or what of it was left out, and is empty where all is well.
    """

    register: Register
    to_import: Reading | None = None
    problem: str = ""


def register_in_force(path: Path | None, engine: Engine, contest: str) -> InForce:
    """What counts for a contest whose `[agencies] register` is `path`; reads only.

    Raises SheetError when the file cannot be used and none was ever imported.
    """
    row, seen = _recorded(engine, contest, path)
    if path is None:
        return InForce(_register(row))
    try:
        data = read_bytes(path)
        found = None if row and hashlib.sha256(data).hexdigest() == seen else read_rows(data)
    except SheetError as error:
        if row is None:
            raise
        return InForce(_register(row), problem=f"{path} {error}")
    if found is None:
        return InForce(_register(row))
    if row is None:
        left_out = f"{path}: {found.refused} of {found.rows} rows cannot be used" if found.refused else ""
        return InForce(register_of(found.agencies), found, left_out)
    if doubt := _doubt(found, unpacked(row.content)):
        return InForce(_register(row), problem=f"{path} {doubt}")
    return InForce(register_of(found.agencies), found)


def new_register(found: Reading, path: Path, by: str) -> NewRegister:
    """What was read of the file at `path`, to be recorded; `by` is the user who said so, or `run`."""
    digest = register_of(found.agencies).digest
    return NewRegister(found.sha256, digest, len(found.agencies), source_of(path), by, packed(found.agencies))


def source_of(path: Path) -> str:
    """A file by the same name whichever way it was named."""
    return str(path.resolve())


def _doubt(found: Reading, current: tuple[Agency, ...]) -> str:
    """Why a person should look before this file replaces what is in force; empty if none need."""
    if found.problems:
        return f"has {len(found.problems)} rows with a mistake"
    gone = len(changes(current, found.agencies).removed)
    if gone > max(FEW_REMOVED, len(current) * MOST_REMOVED):
        return f"lacks {gone} of the {len(current)} bodies that are in force, as if it had been cut off"
    return ""


def _recorded(engine: Engine, contest: str, path: Path | None) -> tuple[RegisterRow | None, str]:
    """The register in force, and the sha256 that the file had when it was last imported."""
    try:
        if schema_state(engine) is not SchemaState.CURRENT:
            return None, ""
        with reading(engine) as session:
            return in_force(session, contest), last_from(session, contest, source_of(path)) if path else ""
    except (OSError, SQLAlchemyError):
        # A database that does not answer is told of by those who need it.
        return None, ""


def _register(row: RegisterRow | None) -> Register:
    return Register.of(unpacked(row.content), row.digest) if row else Register()
