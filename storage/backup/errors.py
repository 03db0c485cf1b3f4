"""What backup and restore refuse."""

from storage.errors import StorageError


class BackupError(StorageError):
    """A backup cannot be made there, or there is none to be restored. Its text is one line."""
