"""Whose fault an error is: the file's, or this machine's."""

import errno

# The rest of OSError belongs to the file: Pillow raises it for cut pictures, a seek to a forged offset
# gives EINVAL.
_OURS = frozenset(
    {errno.ENOENT, errno.EACCES, errno.EPERM, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ESTALE}
)


class TooMuchError(Exception):
    """A limit of ours was met, which proves nothing against the file: a person opens it."""


def raise_ours(error: Exception) -> None:
    """Raise `error` again if disk or descriptors failed: that must never look like a broken attachment."""
    if isinstance(error, OSError) and error.errno in _OURS:
        raise error
