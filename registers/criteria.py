"""Reads the criteria by which judges score (`--criteria`, or those that come along)."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from settings.errors import WrongUse

SHIPPED = Path(__file__).with_name("criteria.toml")
MOST_CRITERIA = 20


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: from 0 to `most` points."""

    label: str
    most: int


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")
    label: Annotated[str, Field(min_length=1, max_length=200)]
    most: Annotated[int, Field(ge=1, le=1000)]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    criteria: Annotated[tuple[_Row, ...], Field(min_length=1, max_length=MOST_CRITERIA)]


def read_criteria(path: Path | None = None) -> tuple[Criterion, ...]:
    """The criteria of the TOML file at `path`; those that come along for None. Raises WrongUse."""
    source = path or SHIPPED
    try:
        rows = _File.model_validate(tomllib.loads(source.read_text(encoding="utf-8"))).criteria
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongUse(f"--criteria: {source} cannot be read: {error}") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise WrongUse(f"--criteria: {source}: {where}: {first['msg']}") from None
    labels = [row.label for row in rows]
    if twice := sorted({each for each in labels if labels.count(each) > 1}):
        raise WrongUse(f"--criteria: {source}: {twice[0]!r} stands there twice")
    return tuple(Criterion(row.label, row.most) for row in rows)
