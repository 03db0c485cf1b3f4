"""What copying an installation refuses."""

from storage.errors import StorageError


class CopyDiffers(StorageError):
    """What came to the target is not what the source holds, or the target was not empty."""
