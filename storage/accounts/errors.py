"""Why an account is not made, changed or let act."""

from storage.errors import StorageError


class AccountRefusedError(StorageError):
    """The message says why, and what to do. Nothing is changed."""
