"""Reads `config.toml` and lays the environment over it."""

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from settings.errors import PlainFault
from settings.mistakes import keys, near, told, variable
from settings.tables import TABLES, Settings

PREFIX = "INTAKE_"


class ConfigError(PlainFault):
    """The configuration cannot be used. Its text is one line for the organiser, without any value."""

    exit_code = 2


def load(path: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of the file at `path`, each overridden by `INTAKE_<TABLE>__<KEY>` where that is set.

    Raises ConfigError when the file is missing or is no TOML, and with every unknown key and wrong value.
    """
    data = _read(path)
    problems: list[str] = []
    overridden: set[tuple[str, str]] = set()
    for name, value in environ.items():
        if name.startswith(PREFIX) and "__" in name:
            try:
                table, key, parsed = _override(name, value)
                data.setdefault(table, {})[key] = parsed
                overridden.add((table, key))
            except ConfigError as error:
                problems.append(str(error))
    # Its defaults are paths, too, which start at the folder of the file.
    data.setdefault("storage", {})
    try:
        settings = Settings.model_validate(data, context={"folder": path.resolve().parent})
    except ValidationError as error:
        raise ConfigError(f"{path}: {'; '.join([*told(error, overridden), *problems])}") from None
    if problems:
        raise ConfigError("; ".join(problems))
    return settings


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: there is no such file; name one with --config or INTAKE_CONFIG, or make one"
        ) from None
    except PermissionError:
        cure = "run this as the account to which it belongs, as the service does"
        raise ConfigError(f"{path}: this account may not read it: {cure}") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8: save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}") from None


def _override(name: str, value: str) -> tuple[str, str, Any]:
    table_name, _, key = name.removeprefix(PREFIX).lower().partition("__")
    fields = keys(TABLES[table_name]) if table_name in TABLES else {}
    if key not in fields:
        known = [variable(table, each) for table, fields in TABLES.items() for each in keys(fields)]
        raise ConfigError(f"environment: {name} overrides no key of the configuration{near(name, known)}")
    if not str(fields[key].annotation).startswith("tuple["):
        return table_name, key, value
    try:
        return table_name, key, json.loads(value)
    except json.JSONDecodeError:
        raise ConfigError(f'environment: {name} must be a JSON list, such as ["INBOX"]') from None
