"""What the tables share: names of constraints, and how states are written."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Enum, MetaData
from sqlmodel import SQLModel

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(SQLModel):
    """Parent of every table. Uniqueness is a named unique index everywhere: both databases keep it alike."""

    metadata = MetaData(naming_convention=NAMES)


def word(states: type[StrEnum]) -> Any:
    """A column type that stores the value of `states` as text.

    No CHECK and no native enumeration: a new state then needs no migration (a changed CHECK is missed by
    Alembic's comparison, measured). An unknown word read back raises LookupError.
    """
    return Enum(
        states,
        values_callable=lambda kind: [state.value for state in kind],
        native_enum=False,
        create_constraint=False,
        length=32,
    )
