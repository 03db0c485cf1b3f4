"""What the records say of a file, without what somebody wrote: its name, its words, what reasons quote."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from screening.erased import neutral
from screening.model.act import Act, ActKind
from screening.model.decision import Param, Role
from storage.codec import act_of, act_to_json, content_to_json, file_of
from storage.entries.current import is_current
from storage.erasing.tombstones import IS_ERASED
from storage.search_words import remember_anew
from storage.tables import ActRow, DecisionRow, Entry, Message, ReasonRow, StoredFile

_QUOTES = ("detail", "sentence", "seen")
"""What reasons say in the words of a file."""
_SHORTEST = 4  # letters: a shorter piece of a name tells nothing of anybody


def redact(session: Session, sha256: str) -> None:
    """Every row about the file, of each decision that was ever made, and every act that brought it."""
    query = select(StoredFile).where(StoredFile.sha256 == sha256, ~IS_ERASED)
    rows = session.exec(query.order_by(col(StoredFile.decision_id))).all()
    names: dict[str, str] = {}
    for row in rows:
        bare = neutral(file_of(row), row.role, row.canonical)
        names[row.name] = bare.name
        row.name, row.content = bare.name, content_to_json(bare.content)
    names.pop("", None)
    _reasons(session, {row.decision_id for row in rows}, names)
    _search_words(session, {row.decision_id for row in rows})
    if rows:
        _acts(session, sha256, rows[-1].role, rows[-1].canonical)
    session.flush()


def _reasons(session: Session, decisions: Collection[int], names: Mapping[str, str]) -> None:
    """Those of the decisions that have the file, and of all others about the same entries."""
    entries = select(DecisionRow.entry_id).where(col(DecisionRow.id).in_(decisions))
    about = or_(
        col(DecisionRow.id).in_(decisions),
        col(DecisionRow.entry_id).in_(entries),
        col(DecisionRow.about_entry_id).in_(entries),
    )
    query = select(ReasonRow).where(col(ReasonRow.decision_id).in_(select(DecisionRow.id).where(about)))
    for row in session.exec(query).all():
        own = row.decision_id in decisions
        if row.code == "identity-card" and row.params.get("received") in names:
            session.delete(row)  # what it warned of is not there any more
            continue
        params = {key: _without(value, names, own=own) for key, value in row.params.items()}
        if own and _quotes(row.params, names):
            params |= {key: "" for key in _QUOTES if key in params}
        if params != row.params:
            row.params = params


def _search_words(session: Session, decisions: Collection[int]) -> None:
    """The log is not searched by a name any more that stands nowhere else."""
    query = (
        select(DecisionRow, Message, Entry)
        .join(Message, col(Message.id) == col(DecisionRow.message_id))
        .join(Entry, col(Entry.id) == col(DecisionRow.entry_id), isouter=True)
        .where(col(DecisionRow.id).in_(decisions), is_current())
    )
    session.flush()
    for row, message, entry in session.exec(query).all():
        remember_anew(session, message, row, entry)


def _quotes(params: Mapping[str, Any], names: Mapping[str, str]) -> bool:
    """Whether a reason is about the file; some do not say what they were found in."""
    return params.get("received") in (None, "", *names)


def _without(value: Any, names: Mapping[str, str], *, own: bool) -> Param:
    """What a reason says, without the names, and without the pieces of them that its own decision quotes."""
    if isinstance(value, list):
        found: list[Any] = [_without(each, names, own=own) for each in value]
        return found
    for name, instead in names.items() if isinstance(value, str) else ():
        piece = own and len(value) >= _SHORTEST and value in name and value not in instead
        if value == name or piece:
            return instead
    kept: Param = value
    return kept


def _acts(session: Session, sha256: str, role: Role, canonical: str) -> None:
    """The files that staff have brought stand in their acts."""
    query = select(ActRow).where(col(ActRow.kind).in_((ActKind.ATTACH, ActKind.PROPOSE)))
    for row in session.exec(query).all():
        act = act_of(row.act)
        bare = _bare(act, sha256, role, canonical)
        if bare != act:
            row.act = act_to_json(bare)


def _bare(act: Act, sha256: str, role: Role, canonical: str) -> Act:
    proposed = _bare(act.proposed, sha256, role, canonical) if act.proposed else None
    files = tuple(
        neutral(file, role, canonical) if file.sha256 == sha256 and not file.content.erased else file
        for file in act.files
    )
    return replace(act, files=files, proposed=proposed)
