"""What stands in a raw message where a file was erased. It says which file, and is told by its hash."""

import hashlib
from typing import Final

NAME: Final = "erased"
"""What the part is called from then on: a part without a name may be taken for the letter itself."""
_BEGINS: Final = b"This file was erased. Its SHA-256 was "


def placeholder(sha256: str) -> bytes:
    """The bytes that take the place of the file of that hash."""
    return b"%b%b.\r\n" % (_BEGINS, sha256.encode())


def hash_of_placeholder(sha256: str) -> str:
    """The hash under which they are found when the message is read again."""
    return hashlib.sha256(placeholder(sha256)).hexdigest()


def is_placeholder(beginning: bytes) -> bool:
    """Whether a file begins as they do; a sender may write the same, and nothing follows from it."""
    return beginning.startswith(_BEGINS)
