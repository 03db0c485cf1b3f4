"""`[storage]`: how addresses of records and files are read."""

import re
from pathlib import Path
from typing import Annotated
from urllib.parse import unquote, urlsplit

from pydantic import (
    Field,
    ValidationInfo,
    field_validator,
)

from settings.values import Line, Table, beside_the_file, single_line

_ADDRESS = re.compile(r"postgresql://[^/@\s]+@[^/@\s]*/[^/?\s]+(\?\S+)?")
_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[^/?#\s]+)*/?")


def _on_a_server(url: str) -> str:
    parts = urlsplit(url)
    if parts.password is not None or "password=" in parts.query:
        raise ValueError("must hold no password: set PGPASSWORD in the environment, or keep a .pgpass file")
    if not _ADDRESS.fullmatch(url):
        raise ValueError("must look like postgresql://intake@host/intake")
    return url


def _in_a_bucket(place: str) -> str:
    if not _BUCKET.fullmatch(place):
        raise ValueError("must look like s3://bucket/prefix")
    return place.rstrip("/")


class Storage(Table):
    """`[storage]`: where records and files are kept."""

    database: Annotated[Line, Field(validate_default=True)] = "sqlite:///data/intake.db"
    files: Annotated[Line, Field(validate_default=True)] = "data/files"
    local: Annotated[Path, Field(validate_default=True)] = Path("data")

    @property
    def beside(self) -> Path:
        """The file after which all is named that stays on this machine, as `<beside>.alarms`: an SQLite
        database itself; with another, one of that name in `local`.
        """
        scheme, _, path = self.database.partition(":///")
        return Path(path) if scheme == "sqlite" else self.local / "intake.db"

    @field_validator("database", mode="after")
    @classmethod
    def _beside_the_file(cls, url: str, info: ValidationInfo) -> str:
        """As SQLAlchemy reads it: three slashes begin a relative path, four an absolute one."""
        if url.startswith("postgresql:"):
            return _on_a_server(url)
        scheme, _, path = url.partition(":///")
        if scheme != "sqlite" or not path:
            raise ValueError("must look like sqlite:///data/intake.db or postgresql://intake@host/intake")
        return f"sqlite:///{beside_the_file(path, info)}"

    @field_validator("files", mode="after")
    @classmethod
    def _as_an_address(cls, place: str, info: ValidationInfo) -> str:
        """A path is taken as it is; `file:///` begins an absolute one (RFC 8089). Becomes the latter."""
        scheme, separator, rest = place.partition("://")
        if scheme == "s3" and separator:
            return _in_a_bucket(place)
        path = unquote(rest).lstrip("/") if separator else place
        if not path or (separator and (scheme != "file" or not rest.startswith("/"))):
            raise ValueError(
                "must be a path such as data/files, file:///var/lib/intake/files, or s3://bucket/prefix"
            )
        if not separator:
            return beside_the_file(path, info).absolute().as_uri()
        absolute = Path("/", path)
        if not absolute.exists() and beside_the_file(path, info).exists():
            # Earlier versions read it as a relative path: an empty store would hide all mail taken so far.
            raise ValueError(f'means {absolute}, which is not there: write files = "{path}"')
        return absolute.as_uri()

    @field_validator("local", mode="after")
    @classmethod
    def _local_beside_the_file(cls, path: Path, info: ValidationInfo) -> Path:
        single_line(str(path))
        return beside_the_file(path, info).absolute()
