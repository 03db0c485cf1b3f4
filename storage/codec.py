"""Turns the model's records into JSON for a column, and back."""

import re
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from screening.model.act import Act
from screening.model.decision import AgencyFinding, EntryChange, Param, Reason, ReplyPlan, Writer
from screening.model.submission import Content, File
from storage.tables import ReasonRow, StoredFile

WORDS_KEPT = 65_536
"""Characters of a deck's text that are kept with the record; the file itself holds the rest."""

_REFUSED = re.compile("[\x00\ud800-\udfff]")
_AGENCY = TypeAdapter(AgencyFinding)
_CONTENT = TypeAdapter(Content)
_PLAN = TypeAdapter(ReplyPlan)
_CHANGE = TypeAdapter(EntryChange)
_WRITER = TypeAdapter(Writer)
_ACT = TypeAdapter(Act)


def storable(value: Any) -> Any:
    """`value` for a database, to any depth: what it refuses in text (NUL, half surrogates) becomes U+FFFD, a
    time ISO 8601.
    """
    if isinstance(value, str):
        return _REFUSED.sub("\ufffd", value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    return value


def to_json(record: AgencyFinding | Content | ReplyPlan | EntryChange | Writer) -> dict[str, Any]:
    """A frozen record as plain JSON."""
    plain: dict[str, Any] = storable(asdict(record))
    return plain


def agency_of(data: dict[str, Any]) -> AgencyFinding:
    """The finding that `to_json` wrote."""
    return _AGENCY.validate_python(data)


def plan_of(data: dict[str, Any]) -> ReplyPlan:
    """The plan that `to_json` wrote."""
    return _PLAN.validate_python(data)


def change_of(data: dict[str, Any] | None) -> EntryChange | None:
    """The change that `to_json` wrote; None for none."""
    return None if data is None else _CHANGE.validate_python(data)


def writer_of(data: dict[str, Any] | None) -> Writer | None:
    """The writer that `to_json` wrote; None for none."""
    return None if data is None else _WRITER.validate_python(data)


def act_to_json(act: Act) -> dict[str, Any]:
    """An act as plain JSON; a time in ISO 8601."""
    plain: dict[str, Any] = storable(_ACT.dump_python(act, mode="json"))
    return plain


def act_of(data: dict[str, Any]) -> Act:
    """The act that `act_to_json` wrote."""
    return _ACT.validate_python(data)


def reason_of(row: ReasonRow) -> Reason:
    """The reason of a row."""
    params: dict[str, Param] = dict(row.params)
    return Reason(row.code, row.severity, params)


def content_to_json(content: Content) -> dict[str, Any]:
    """What was seen in a file; of a very long deck only the first words.

    The words of a form are left out: they are personal, were a hint, and stand in the file itself.
    """
    return to_json(replace(content, slides=_first_words(content.slides), words=""))


def _first_words(slides: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Later slides become empty, so that their number stays true."""
    if slides is None:
        return None
    left, kept = WORDS_KEPT, []
    for words in slides:
        kept.append(words[:left])
        left -= len(kept[-1])
    return tuple(kept)


def was_erased(row: StoredFile) -> bool:
    """Whether the file is there no more, because a person has erased it."""
    return bool(row.content.get("erased", ""))


def file_of(row: StoredFile | Row[Any]) -> File:
    """The file of a row, or of a result with its columns."""
    return File(row.name, row.size, row.sha256, row.type, row.origin, _CONTENT.validate_python(row.content))
