"""The operator's register of local government bodies (docs/register.md)."""

from pathlib import Path

from registers.agencies.content import register_of
from registers.agencies.rows import Reading, read_rows
from registers.sheets import SheetError, read_bytes
from screening.model.register import Register
from settings.errors import WrongUse


def read_register(path: Path | None) -> Register:
    """The register in the CSV or XLSX at `path`, of the rows that can be used; an empty one for None.

    Raises WrongUse when the file is missing, is no such table, or lists nobody.
    """
    return Register() if path is None else register_of(read_file(path).agencies)


def read_file(path: Path) -> Reading:
    """The same with all that was found in it. Raises WrongUse."""
    try:
        return read_rows(read_bytes(path))
    except SheetError as error:
        raise WrongUse(f"[agencies] register: {path} {error}") from None
