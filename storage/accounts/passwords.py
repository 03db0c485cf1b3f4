"""Passwords of staff: what is taken for one, and how they are kept (argon2id, RFC 9106).

The libraries are loaded by those alone who check a password: most commands never do.
"""

from functools import cache
from typing import TYPE_CHECKING

from storage.accounts.errors import AccountRefusedError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LEAST = 12
MOST = 256
"""Characters: more would only be work for us."""


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()


def hash_of(password: str, name: str) -> str:
    """The hash under which it is kept. Raises AccountRefusedError for what is too easily guessed.

    Length is what counts; no mixture of signs is asked for (NIST SP 800-63B, 5.1.1.2).
    """
    if len(password) < LEAST:
        raise AccountRefusedError(
            f"a password has at least {LEAST} characters: a sentence is easy to keep in mind"
        )
    if len(password) > MOST:
        raise AccountRefusedError(f"a password has at most {MOST} characters")
    lowered = password.casefold()
    if name.casefold() in lowered or len(set(lowered)) < 5:
        raise AccountRefusedError("that password is too easily guessed: it holds the name, or few letters")
    return _hasher().hash(password)


def fits(kept: str, password: str) -> bool:
    """Whether it is the password. It takes as long for an empty `kept`, which nothing fits."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        matches = _hasher().verify(kept or _of_nobody(), password[: MOST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return matches and bool(kept)


def is_old(kept: str) -> bool:
    """Whether it was made with less work than passwords are worth today."""
    return _hasher().check_needs_rehash(kept)


def anew(password: str) -> str:
    """The hash of a password that has been taken already."""
    return _hasher().hash(password)


@cache
def _of_nobody() -> str:
    return _hasher().hash("nobody")
