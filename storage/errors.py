"""What storage itself refuses.

StorageError
├── UnknownStep      a change of state that the tables of `storage.states` do not allow
├── AlreadyDecided   the message has its decision
├── SchemaError      the database cannot be used by this version of the program
└── DatabaseDamaged  the database file is broken; nothing here ever mends it, only a backup does

StoreFault is an OSError: the object storage fails, or gives other bytes than it was given.

Errors of the disk and of the database pass through as they are (OSError, SQLAlchemyError): a fault of our
own, temporary until shown otherwise.
"""

import errno

from settings.errors import PlainFault


class StorageError(PlainFault):
    """Trying again changes nothing: the request itself is wrong. Its text is one line for the organiser."""

    temporary = False


class UnknownStep(StorageError):
    """A change of state that the tables of `storage.states` do not allow."""


class AlreadyDecided(StorageError):
    """The message has its decision; a repeated one would be a second entry."""


class SchemaError(StorageError):
    """The database was made by another version of the program, or is not ours."""


class DatabaseDamaged(StorageError):
    """The database file is broken. Nothing here ever mends it: only a backup does."""


class StoreFault(OSError):
    """An object storage that cannot be reached, refuses us, or gives other bytes than it was given."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(errno.EIO, f"the object storage {place} fails: {why}")
