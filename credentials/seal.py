"""Encrypts a text with INTAKE_SECRET_KEY: Fernet, with a key stretched by scrypt (RFC 7914).

cryptography is loaded by those alone who keep a consent.
"""

import base64
import hashlib
import os

_SALT_BYTES = 16


class WrongKey(Exception):
    """The text was sealed with another key, or is damaged."""


def seal(key: str, text: str) -> str:
    """The text as nobody can read it without the key."""
    from cryptography.fernet import Fernet

    salt = os.urandom(_SALT_BYTES)
    box = Fernet(_stretched(key, salt)).encrypt(text.encode())
    return f"{base64.urlsafe_b64encode(salt).decode()}.{box.decode()}"


def opened(key: str, sealed: str) -> str:
    """What was sealed. Raises WrongKey."""
    from cryptography.fernet import Fernet, InvalidToken

    salt, _, box = sealed.partition(".")
    try:
        return Fernet(_stretched(key, base64.urlsafe_b64decode(salt))).decrypt(box).decode()
    except (InvalidToken, ValueError):
        raise WrongKey from None


def _stretched(key: str, salt: bytes) -> bytes:
    """16 MB and some hundredths of a second: guessing a poor key is dear."""
    return base64.urlsafe_b64encode(hashlib.scrypt(key.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32))
