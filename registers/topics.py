"""Reads the criteria by which a deck is looked through (`[deck] topics`, or those that come along)."""

import re
import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from screening.model.rules import Topic
from settings.errors import WrongUse

SHIPPED = Path(__file__).with_name("topics.toml")


def _compiles(wording: str) -> str:
    try:
        re.compile(wording)
    except re.error as error:
        raise ValueError(f"{wording!r} is no regular expression: {error}") from None
    return wording


Wordings = tuple[Annotated[str, AfterValidator(_compiles)], ...]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")
    label: str
    weight: Annotated[int, Field(ge=1, le=100)]
    strong: Wordings
    weak: Wordings = ()


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    topics: tuple[_Row, ...]


def read_topics(path: Path | None) -> tuple[Topic, ...]:
    """The topics of the TOML file at `path`; those that come along for None. Raises WrongUse."""
    source = path or SHIPPED
    try:
        rows = _File.model_validate(tomllib.loads(source.read_text(encoding="utf-8"))).topics
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongUse(f"[deck] topics: {source} cannot be read: {error}") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise WrongUse(f"[deck] topics: {source}: {where}: {first['msg']}") from None
    return tuple(Topic(row.label, row.weight, row.strong, row.weak) for row in rows)
