"""What one value of `config.toml` may be, and what all its tables have in common."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo

EMAIL = (r"^[^@\s<>]+@[^@\s<>]+$", r"^([^@\s<>]+@[^@\s<>]+)?$")
"""The shapes of an address: one that must be there, and one that may be empty."""
Port = Annotated[int, Field(ge=1, le=65535)]
Tls = Literal["implicit", "starttls", "none"]


def single_line(text: str) -> str:
    """Settings end up in mail headers and command lines: a control character in one is a mistake."""
    if any(ord(character) < 32 or ord(character) == 127 for character in text):
        raise ValueError("must not contain line breaks or control characters")
    return text


Line = Annotated[str, AfterValidator(single_line)]


def _extension(text: str) -> str:
    if not text.startswith(".") or text != text.lower():
        raise ValueError('must be lower case and begin with a dot, such as ".pdf"')
    return text


Extension = Annotated[Line, AfterValidator(_extension)]


def beside_the_file(path: str | Path, info: ValidationInfo) -> Path:
    """A relative path starts at the folder of the configuration file."""
    return Path(info.context["folder"], path) if info.context else Path(path)


def _unless_empty(path: Path | None, info: ValidationInfo) -> Path | None:
    if path is None or path == Path():
        return None
    single_line(str(path))
    return beside_the_file(path, info)


OptionalPath = Annotated[Path | None, AfterValidator(_unless_empty)]
"""Empty is none."""


def _folder(name: str) -> str:
    """INBOX is the one name whose case says nothing (RFC 3501, section 5.1)."""
    return "INBOX" if name.upper() == "INBOX" else name


Folder = Annotated[Line, AfterValidator(_folder)]


class Table(BaseModel):
    """A table of the file; a key that is not listed refuses to load."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
