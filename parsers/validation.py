"""The result of a child is as trustworthy as the mail it read: checked here before anyone believes it."""

import hashlib
import os
import re
import stat
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from screening.model.submission import File, Parsed

_ADAPTER: TypeAdapter[Parsed] = TypeAdapter(Parsed)
_DIGEST = re.compile("[0-9a-f]{64}")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_LINE_BREAKS_ALLOWED = frozenset(["text", "quoted", "slides", "words"])
_LONGEST = {
    "text": 20_000,
    "quoted": 4_000,
    "slides": 20_000,
    "words": 20_000,
    "name": 2_000,
    "authentication_results": 100_000,
}
_LONGEST_LINE = 2_000
_MOST_ITEMS = 2_000
_LARGEST_INTEGER = 1 << 50
_ORIGINS = frozenset(["attachment", "inline", "letter", "forwarded", "archive", "tnef", "uuencode"])


class UntrustedResultError(Exception):
    """The child's result breaks the contract; the message says where, and never what it held."""


def _check_text(value: str, where: str) -> None:
    if len(value) > _LONGEST.get(where, _LONGEST_LINE):
        raise UntrustedResultError(f"{where} is too long")
    if _CONTROLS.search(value) or ("\n" in value and where not in _LINE_BREAKS_ALLOWED):
        raise UntrustedResultError(f"{where} holds control characters")


def _check(value: Any, where: str) -> None:
    """Bounds on everything of one kind, however deep it stands. `where` is the name of its field."""
    if isinstance(value, str):
        _check_text(value, where)
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int) and not 0 <= value <= _LARGEST_INTEGER:
        raise UntrustedResultError(f"{where} is out of range")
    elif isinstance(value, datetime) and value.tzinfo != UTC:
        raise UntrustedResultError(f"{where} is not in UTC")
    elif isinstance(value, tuple):
        if len(value) > _MOST_ITEMS:
            raise UntrustedResultError(f"{where} has too many items")
        for item in value:
            _check(item, where)
    elif is_dataclass(value):
        for field in fields(value):
            _check(getattr(value, field.name), field.name)


def _check_claims(file: File) -> None:
    """What is said of a file must be sayable."""
    if not _DIGEST.fullmatch(file.sha256) or file.origin not in _ORIGINS:
        raise UntrustedResultError("a file has no proper digest or origin")
    if len(file.name) > 255 or "/" in file.name or "\\" in file.name:
        raise UntrustedResultError("a file has no proper name")
    if file.content.erased:
        raise UntrustedResultError("a file that is there is said to be erased")


def _check_bytes(file: File, work: Path) -> None:
    """The file must lie in the work folder as a plain file, and be what the child said of it."""
    try:
        descriptor = os.open(work / file.sha256, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise UntrustedResultError(f"a file is not there: {error.strerror}") from None
    with os.fdopen(descriptor, "rb") as handle:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1 or status.st_size != file.size:
            raise UntrustedResultError("a file is not a plain file of the size told")
        if hashlib.file_digest(handle, "sha256").hexdigest() != file.sha256:
            raise UntrustedResultError("a file does not match its digest")


def trusted(result: str, work: Path) -> Parsed:
    """The facts in a child's JSON, and the files in its work folder, once they keep the contract.

    Raises UntrustedResultError otherwise.
    """
    try:
        parsed = _ADAPTER.validate_json(result, strict=True)
    except (ValidationError, RecursionError) as error:
        count = error.error_count() if isinstance(error, ValidationError) else 1
        raise UntrustedResultError(f"{count} fields are not what they should be") from None
    _check(parsed, "message")
    for file in parsed.files:
        _check_claims(file)
    for file in {(file.sha256, file.size): file for file in parsed.files}.values():
        _check_bytes(file, work)
    return parsed
