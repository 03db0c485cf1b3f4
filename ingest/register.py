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
        name = (row["full_name"] or "").strip()
        if name:
            yield Agency(
                Place(name, (row.get("amphoe") or "").strip(), (row["province"] or "").strip()),
                (row.get("abbrev") or "").strip(),
                (row.get("head_title") or "").strip(),
                (row.get("saraban_email_derived") or "").strip().lower(),
            )
