"""Content-Transfer-Encoding undone in pieces (RFC 2045 section 6), tolerant of what mailers break.

Each decoder is fed pieces of any size and gives back what it could decode so far; `end` gives the rest.
"""

import binascii
from collections.abc import Iterable, Iterator
from typing import Protocol

from pybase64 import b64decode

_NOT_BASE64 = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
)
_LONGEST_LINE = 1 << 20


class Decoder(Protocol):
    """One encoding, undone piece by piece."""

    def feed(self, data: bytes) -> bytes:
        """What `data` completes."""

    def end(self) -> bytes:
        """What is left."""


class Identity:
    """7bit, 8bit, binary, and whatever is unknown: the bytes as they are."""

    def feed(self, data: bytes) -> bytes:
        """The same bytes."""
        return data

    def end(self) -> bytes:
        """Nothing is kept back."""
        return b""


class Base64:
    """Skips foreign characters, goes on after padding in the middle, supplies padding that is missing."""

    def __init__(self) -> None:
        self._carry = b""

    def feed(self, data: bytes) -> bytes:
        """The bytes of all whole groups of four."""
        data = self._carry + data.translate(None, _NOT_BASE64)
        *closed, self._carry = data.split(b"=")
        whole = len(self._carry) & ~3
        decoded = [_padded(run) for run in closed if run] + [b64decode(self._carry[:whole], validate=True)]
        self._carry = self._carry[whole:]
        return b"".join(decoded)

    def end(self) -> bytes:
        """The last group, if it was not whole."""
        return _padded(self._carry)


def _padded(run: bytes) -> bytes:
    usable = len(run) - 1 if len(run) % 4 == 1 else len(run)
    return b64decode(run[:usable] + b"=" * (-usable % 4), validate=True)


class QuotedPrintable:
    """Whole lines at a time."""

    def __init__(self) -> None:
        self._carry = b""

    def feed(self, data: bytes) -> bytes:
        """The bytes of all whole lines."""
        data = self._carry + data
        cut = data.rfind(b"\n") + 1
        if not cut and len(data) > _LONGEST_LINE:
            cut = len(data) - 3 if b"=" in data[-3:] else len(data)
        self._carry = data[cut:]
        return binascii.a2b_qp(data[:cut])

    def end(self) -> bytes:
        """The last line, if it had no end."""
        return binascii.a2b_qp(self._carry)


def decoder(encoding: str) -> Decoder:
    """The decoder for the value of a Content-Transfer-Encoding header; an unknown one changes nothing."""
    name = encoding.strip().strip('"').lower()
    if name == "base64":
        return Base64()
    return QuotedPrintable() if name == "quoted-printable" else Identity()


def decoded(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The bytes of a body, from the pieces of its encoded form."""
    undo = decoder(encoding)
    for piece in pieces:
        yield undo.feed(piece)
    yield undo.end()


def split_lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Lines without their ends; a line longer than 1 MiB comes in parts."""
    carry = b""
    for piece in pieces:
        *whole, carry = (carry + piece).split(b"\n")
        for line in whole:
            yield line.rstrip(b"\r")
        if len(carry) > _LONGEST_LINE:
            yield carry
            carry = b""
    if carry:
        yield carry.rstrip(b"\r")
