"""The seam: what is asked of a database beyond what SQLAlchemy makes alike."""

from contextlib import AbstractContextManager
from typing import Any, Protocol

from sqlalchemy import URL, Column, ColumnElement, Connection, Engine, Table

WRITES = "intake_writes"
"""The execution option of an engine or a connection whose transactions may write."""
BUSY_MILLISECONDS = 30_000
"""So long a writer waits for another, then it is told that the database is locked."""


class Held(Protocol):
    """A lock that was asked for."""

    @property
    def by(self) -> str | None:
        """None where it is ours; else who holds it."""

    def still(self) -> bool:
        """Whether it is ours still. One whose session has ended is taken anew where nobody has it. Raises
        SQLAlchemyError while the server cannot be asked.
        """


class Dialect(Protocol):
    """One database. Its transactions are of two kinds on each: a reader's sees one state from its first
    statement to its end and cannot write; a writer's is alone from its beginning, until it ends.
    """

    def create(self, target: URL) -> Engine:
        """An engine whose transactions are so. Touches nothing yet."""

    def require_sound(self, connection: Connection) -> None:
        """Raises DatabaseDamaged when the database's own check finds it broken."""

    def forget_past(self, connection: Connection) -> None:
        """What this transaction overwrites is not left readable in free room, as far as the database can."""

    def empty_log(self, engine: Engine) -> None:
        """What is committed is taken over from the log of changes, as far as that is ours to do."""

    def changing(self, connection: Connection) -> AbstractContextManager[None]:
        """Around the transaction that changes the schema, and outside of it."""

    def require_fit(self, connection: Connection) -> None:
        """Before the tables are made or changed. Raises SchemaError where the server lacks what they need."""

    def require_whole(self, connection: Connection) -> None:
        """Before a change of the schema is committed. Raises SchemaError where it would leave loose rows."""

    def copy_into(self, engine: Engine, copy: Engine) -> bool:
        """Copies the whole database into an SQLite one in memory; False where it has no quick way to."""

    def by_bytes(self, column: Column[Any]) -> ColumnElement[Any]:
        """A column to order by, text by its bytes, whatever language the database speaks."""

    def continue_numbers(self, connection: Connection, table: Table) -> None:
        """After rows came with their ids, new ones go on behind them."""

    def size(self, connection: Connection) -> int:
        """How many bytes the database takes."""

    def locked(self, engine: Engine, key: int, *, shared: bool = False) -> AbstractContextManager["Held"]:
        """A lock that lasts as long as the context and this process, on a connection of its own."""

    def problem(self, connection: Connection) -> str:
        """What about the server's own settings would lose what is committed; empty where nothing would."""
