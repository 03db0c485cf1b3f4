"""The name of a file, from the headers of its part, in all the ways mailers write one."""

import re
from collections.abc import Callable, Iterator
from email.message import Message
from itertools import chain, zip_longest
from urllib.parse import unquote

from parsers import charsets
from parsers.child.mime import encoded_words, parameters

LONGEST = 255
_INVISIBLE = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_ESCAPED_THAI = re.compile("%E0%B[89]%[89AB]", re.IGNORECASE)
_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
_THAI_RUN = re.compile("[\u0e01-\u0e2f\u0e40-\u0e44][\u0e01-\u0e5b]*")


def _octets_as_windows_has_them(run: str) -> bytes:
    """The bytes that Windows shows as `run` in its Thai code page, the undefined ones as C1 controls."""
    return b"".join(each.encode("latin-1" if each < "\xa0" else "cp874") for each in run)


_MISREADINGS: tuple[tuple[Callable[[str], bytes], str], ...] = (
    (lambda run: run.encode("latin-1"), "utf-8"),
    (lambda run: run.encode("latin-1"), "cp874"),
    (_octets_as_windows_has_them, "utf-8"),
)
"""How bytes were taken for text that they are not: back to the bytes, and what they are in truth."""


def repaired(name: str) -> str:
    """Thai that someone read as Latin-1, or UTF-8 as Windows Thai, put right; any other text unchanged.

    Only when each run of other letters than ASCII becomes Thai that can begin a word, one of them of three
    letters or more: a French or German name must not become Thai.
    """
    runs = _BEYOND_ASCII.findall(name)
    for octets, charset in _MISREADINGS:
        try:
            thai = [octets(run).decode(charset) for run in runs]
        except UnicodeError:
            continue
        if any(len(run) > 2 for run in thai) and all(map(_THAI_RUN.fullmatch, thai)):
            return "".join(chain(*zip_longest(_BEYOND_ASCII.split(name), thai, fillvalue="")))
    return name


def _unescaped(name: str) -> str:
    """A name of Thai letters that a web mailer left percent-encoded, as in a link; any other unchanged."""
    try:
        return unquote(name, errors="strict") if _ESCAPED_THAI.search(name) else name
    except UnicodeError:
        return name


def _shortened(name: str) -> str:
    """At most `LONGEST` characters; the ending is kept, since it says what the file is meant to be."""
    if len(name) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    return stem[: LONGEST - 1 - len(ending)] + dot + ending if dot and len(ending) <= 10 else name[:LONGEST]


def clean(name: str) -> str:
    """A decoded name without path parts, control and direction characters, at most 255 characters."""
    name = charsets.one_line(_INVISIBLE.sub("", repaired(_unescaped(name))))
    return _shortened(re.split(r"[/\\]", name)[-1].strip())


# What a mailer put for letters that its character set has not; no system lets a person type the first two.
_LOST = re.compile("[?\ufffd]|_{3,}|-{4,}|^[_=-]*\\.")
_ENDING = re.compile(r"\.[A-Za-z0-9]{2,5}$")


def filename(part: Message) -> str:
    """The name of a part as its sender wrote it, decoded and cleaned; empty if none. Never raises.

    Where letters were lost from one, another that has them is the name.
    """
    written = chain(
        parameters.written(part, "content-disposition", "filename"),
        parameters.written(part, "content-type", "name"),
        _described(part),
    )
    names = list(dict.fromkeys(filter(None, map(clean, written))))
    first = next(iter(names), "")
    if _LOST.search(first):
        return next((name for name in names if not _LOST.search(name) and not name.isascii()), first)
    return first


def _described(part: Message) -> Iterator[str]:
    """What Content-Description says, where that is plainly the name of a file (Outlook writes it so)."""
    if part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment":
        return
    said = encoded_words.decode(str(part.get("content-description", ""))).strip().strip('"')
    if _ENDING.search(said):
        yield said
