"""What each database does in its own way: `of` gives it; nothing else asks which database it is."""

from storage.dialects.dialect import WRITES, Dialect
from storage.dialects.postgres import POSTGRES
from storage.dialects.sqlite import SQLITE

__all__ = ["WRITES", "Dialect", "of"]

_KNOWN: dict[str, Dialect] = {"sqlite": SQLITE, "postgresql": POSTGRES}


def of(name: str) -> Dialect:
    """The dialect of SQLAlchemy's name for it (`engine.dialect.name`). Raises KeyError for another."""
    return _KNOWN[name]
