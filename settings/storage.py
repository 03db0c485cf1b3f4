"""`[storage]`: how addresses of records and files are read."""

from pathlib import Path
from typing import Annotated
from urllib.parse import unquote

from pydantic import (
    Field,
    ValidationInfo,
    field_validator,
)

from settings.values import Line, Table, beside_the_file


class Storage(Table):
    """`[storage]`: where records and files are kept."""

    database: Annotated[Line, Field(validate_default=True)] = "sqlite:///data/intake.db"
    files: Annotated[Line, Field(validate_default=True)] = "data/files"

    @field_validator("database", mode="after")
    @classmethod
    def _beside_the_file(cls, url: str, info: ValidationInfo) -> str:
        """As SQLAlchemy reads it: three slashes begin a relative path, four an absolute one."""
        scheme, _, path = url.partition(":///")
        if scheme != "sqlite" or not path:
            raise ValueError("must look like sqlite:///data/intake.db")
        return f"sqlite:///{beside_the_file(path, info)}"

    @field_validator("files", mode="after")
    @classmethod
    def _as_an_address(cls, place: str, info: ValidationInfo) -> str:
        """A path is taken as it is; `file:///` begins an absolute one (RFC 8089). Becomes the latter."""
        scheme, separator, rest = place.partition("://")
        path = unquote(rest).lstrip("/") if separator else place
        if not path or (separator and (scheme != "file" or not rest.startswith("/"))):
            raise ValueError("must be a path such as data/files, or file:///var/lib/intake/files")
        if not separator:
            return beside_the_file(path, info).absolute().as_uri()
        absolute = Path("/", path)
        if not absolute.exists() and beside_the_file(path, info).exists():
            # Earlier versions read it as a relative path: an empty store would hide all mail taken so far.
            raise ValueError(f'means {absolute}, which is not there: write files = "{path}"')
        return absolute.as_uri()
