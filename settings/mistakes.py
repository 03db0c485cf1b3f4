"""Every mistake in the configuration, in an organiser's words; no value is repeated: it may be a secret."""

from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from settings.tables import TABLES
from settings.values import EMAIL, Table

_NEAR = 0.7
"""`close` is near `closes`, `pol_seconds` near `poll_seconds`; `password` is near no key that there is."""


def keys(table: type[Table]) -> dict[str, FieldInfo]:
    """The keys of a table as they stand in the file."""
    return {field.alias or name: field for name, field in table.model_fields.items()}


def variable(table: str, key: str) -> str:
    """The variable of the environment that overrides a key."""
    return f"INTAKE_{table}__{key}".upper()


def near(word: str, known: Iterable[str]) -> str:
    """What was probably meant, with a space before it: ` (closes?)`; empty where nothing is like it."""
    found = get_close_matches(word, list(known), 1, _NEAR)
    return f" ({found[0]}?)" if found else ""


def told(error: ValidationError, overridden: Collection[tuple[str, str]]) -> Iterator[str]:
    """Each mistake, with the variable that set the value where it is not the file's."""
    for problem in error.errors(include_url=False, include_input=False, include_context=True):
        table, *rest = (str(step) for step in problem["loc"])
        by = (table, rest[0]) in overridden if rest else False
        yield _line(table, rest, problem) + (f" (set by {variable(table, rest[0])})" if by else "")


def _line(table: str, rest: list[str], problem: Any) -> str:
    where = f"[{table}] {'.'.join(rest)}".rstrip()
    match problem["type"]:
        case "extra_forbidden":
            known = keys(TABLES[table]) if rest else TABLES
            return f"{where} is not a known key{near(rest[0] if rest else table, known)}"
        case "missing":
            return f"{where} is missing"
        case "model_type":
            return f"{where} must be a table of keys"
        case "tuple_type":
            return f'{where}: must be a list, such as ["…"]'
        case "string_pattern_mismatch" if problem["ctx"]["pattern"] in EMAIL:
            return f"{where}: must be an e-mail address"
    said = problem["msg"].removeprefix("Value error, ").replace("Input should be", "must be", 1)
    return f"{where}: {said}"
