"""The registers of a contest: which is in force, and under which one decisions were made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.chain.counters import lock_counter
from storage.chain.events import Happening, append
from storage.chain.kinds import Kind, RegisterImported, RulesInForce
from storage.codec import storable
from storage.tables import Event, RegisterRow


@dataclass(frozen=True, slots=True)
class NewRegister:
    """A register to be imported. The fields are those of `storage.tables.RegisterRow`."""

    sha256: str
    digest: str
    agencies: int
    source: str
    by: str
    content: bytes


def import_register(session: Session, contest: str, new: NewRegister, at: datetime) -> RegisterRow:
    """Records a register; from then on it is in force."""
    lock_counter(session, contest)
    row = RegisterRow(
        contest=contest,
        sha256=new.sha256,
        digest=new.digest,
        agencies=new.agencies,
        source=storable(new.source),
        by=new.by,
        imported_at=at,
        content=new.content,
    )
    session.add(row)
    session.flush()
    told = RegisterImported(row.id, new.sha256, new.digest, new.agencies)
    append(session, contest, at, Happening(new.by, told, text=new.source))
    return row


def in_force(session: Session, contest: str) -> RegisterRow | None:
    """The newest register, content and all; None before the first import."""
    return session.exec(_newest_first(contest).limit(1)).first()


def newest(session: Session, contest: str) -> int:
    """The id of the register in force; 0 before the first import."""
    found = select(RegisterRow.id).where(RegisterRow.contest == contest).order_by(col(RegisterRow.id).desc())
    return session.exec(found.limit(1)).first() or 0


def last_from(session: Session, contest: str, source: str) -> str:
    """The sha256 that the file at `source` had when it was last imported; empty if it never was."""
    found = (
        select(RegisterRow.sha256)
        .where(RegisterRow.contest == contest, RegisterRow.source == storable(source))
        .order_by(col(RegisterRow.id).desc())
    )
    return session.exec(found.limit(1)).first() or ""


def imported(session: Session, contest: str) -> Sequence[RegisterRow]:
    """Every import of the contest, the newest first, without the content."""
    return session.exec(_newest_first(contest).options(defer(_CONTENT))).all()


def note_rules(session: Session, contest: str, rules_hash: str, register_digest: str, at: datetime) -> None:
    """Writes into the event chain which rules, and with them which register, decide from now on.

    A decision keeps only the hash of its rules; this event says what that hash stands for. Nothing is written
    where the last such event says the same.
    """
    lock_counter(session, contest)
    said = select(Event.facts).where(Event.contest == contest, Event.what == Kind.RULES_IN_FORCE)
    told = RulesInForce(rules_hash, register_digest)
    if session.exec(said.order_by(col(Event.seq).desc()).limit(1)).first() != told.spelled():
        append(session, contest, at, Happening("rules", told))


_CONTENT: Any = RegisterRow.content  # typed by SQLModel as the value, not as the column


def _newest_first(contest: str) -> SelectOfScalar[RegisterRow]:
    return select(RegisterRow).where(RegisterRow.contest == contest).order_by(col(RegisterRow.id).desc())
