"""Reads `config.toml` and lays the environment over it."""

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from settings.errors import PlainFault
from settings.tables import TABLES, Settings
from settings.values import Table

PREFIX = "INTAKE_"


class ConfigError(PlainFault):
    """The configuration cannot be used. Its text is one line for the organiser, without any value."""

    exit_code = 2


def load(path: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of the file at `path`, each overridden by `INTAKE_<TABLE>__<KEY>` where that is set.

    Raises ConfigError when the file is missing, is no TOML, or has an unknown key or a wrong value.
    """
    data = _read(path)
    for name, value in environ.items():
        if name.startswith(PREFIX) and "__" in name:
            table, key, parsed = _override(name, value)
            data.setdefault(table, {})[key] = parsed
    # Its defaults are paths, too, which start at the folder of the file.
    data.setdefault("storage", {})
    try:
        return Settings.model_validate(data, context={"folder": path.resolve().parent})
    except ValidationError as error:
        raise ConfigError(f"{path}: {_first(error)}") from None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file; name one with --config, or make one") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}") from None


def keys(table: type[Table]) -> dict[str, FieldInfo]:
    """The keys of a table as they stand in the file."""
    return {field.alias or name: field for name, field in table.model_fields.items()}


def _override(name: str, value: str) -> tuple[str, str, Any]:
    table_name, _, key = name.removeprefix(PREFIX).lower().partition("__")
    fields = keys(TABLES[table_name]) if table_name in TABLES else {}
    if key not in fields:
        raise ConfigError(f"environment: {name} overrides no key of the configuration")
    if not str(fields[key].annotation).startswith("tuple["):
        return table_name, key, value
    try:
        return table_name, key, json.loads(value)
    except json.JSONDecodeError:
        raise ConfigError(f'environment: {name} must be a JSON list, such as ["INBOX"]') from None


def _first(error: ValidationError) -> str:
    """The first complaint in an organiser's words; the offending value is left out, it may be a secret."""
    problem = error.errors(include_url=False, include_input=False, include_context=False)[0]
    table, *rest = (str(step) for step in problem["loc"])
    where = f"[{table}] {'.'.join(rest)}".rstrip()
    if problem["type"] == "extra_forbidden":
        return f"{where} is not a known key"
    if problem["type"] == "missing":
        return f"{where} is missing"
    return f"{where}: {problem['msg'].removeprefix('Value error, ')}"
