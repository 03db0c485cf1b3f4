"""Reads the operator's register of local government bodies (docs/register.md)."""

import csv
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

from ingest.errors import WrongUse
from screening.decision import Place
from screening.register import Agency, Register

_NEEDED = ("full_name", "province")


def read_register(path: Path | None) -> Register:
    """The register in the CSV at `path` (UTF-8, with or without a mark); an empty one for None.

    Raises WrongUse when the file is missing, is no such CSV, or lists nobody.
    """
    if path is None:
        return Register()
    try:
        data = path.read_bytes()
        rows = list(_agencies(data.decode("utf-8-sig")))
    except OSError as error:
        raise WrongUse(f"[agencies] register: {path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise WrongUse(f"[agencies] register: {path} is not UTF-8; save it as CSV UTF-8") from None
    except (csv.Error, KeyError) as error:
        raise WrongUse(f"[agencies] register: {path}: {error.args[0]}") from None
    if not rows:
        raise WrongUse(f"[agencies] register: {path} lists no agency")
    return Register.of(rows, hashlib.sha256(data).hexdigest())


def _agencies(text: str) -> Iterator[Agency]:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise KeyError(f"the column {missing[0]} is missing")
    for row in reader:
        cell = {column: text.strip() for column, text in row.items() if isinstance(text, str)}
        if cell.get("full_name"):
            yield Agency(
                Place(cell["full_name"], cell.get("amphoe", ""), cell.get("province", "")),
                abbreviation=cell.get("abbrev", ""),
                head_title=cell.get("head_title", ""),
                saraban=cell.get("saraban_email_derived", "").lower(),
                english=cell.get("english", ""),
                former_names=_several(cell.get("former_names", "")),
                misspellings=_several(cell.get("misspellings", "")),
                domains=_several(cell.get("web_domains", "").lower()),
            )


def _several(value: str) -> tuple[str, ...]:
    """The values of a cell, which stand apart by a bar."""
    return tuple(each.strip().removeprefix("www.") for each in value.split("|") if each.strip())
