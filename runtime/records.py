"""What lies on disk of one installation: enough to read it and to show it, and quick to open."""

from dataclasses import dataclass

from sqlalchemy import Engine

from credentials import Credentials
from notifications.rendering.desk import Desk, desk_of
from settings import Settings
from storage.engine import open_database
from storage.files import FileStore


@dataclass(slots=True)
class Records:
    """The opened records of one installation. Sessions are made from `engine`, one a thread."""

    settings: Settings
    desk: Desk
    engine: Engine
    files: FileStore
    credentials: Credentials

    @property
    def contest(self) -> str:
        """The contest whose entries these are."""
        return self.settings.contest.id


def open_records(settings: Settings) -> Records:
    """The records of an installation; nothing is read yet."""
    storage = settings.storage
    return Records(
        settings,
        desk_of(settings),
        open_database(storage.database),
        FileStore(storage.files, storage.local),
        Credentials(settings),
    )
