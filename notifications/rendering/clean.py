"""Text out of a mail, made fit to be shown. It stays text: nothing here, or later, reads it as a template."""

import re
import unicodedata
from collections.abc import Callable

from notifications.rendering.links import LEFT_OUT, without_links

NAME_LENGTH = 60
"""The most that a letter shows of anything that came in a mail; official names with their ending have 51."""
_TAIL = 20
_LONG_NAME = 120  # for staff
_MOST_PASSES = 8  # three are enough for all that was tried
_LOCAL_LENGTH = 30
_MARKS = "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e"

_TO_SPACE = {"Cc", "Zl", "Zp", "Zs"}
_SUSPECT = re.compile(r"[^ -~\u0e01-\u0e5b]")  # the others, ASCII and Thai, are nearly all there is
# Drawn as nothing though no format characters: joiners, fillers of Hangul and Khmer, variation selectors.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


def _seen(found: re.Match[str]) -> str:
    character = found[0]
    category = unicodedata.category(character)
    if category in _TO_SPACE:
        return " "
    if category == "Cf" or _UNSEEN.match(character):  # bidirectional marks, zero widths: they only disguise
        return ""
    return "\ufffd" if category == "Cs" else character


def one_line(text: str) -> str:
    """`text` without controls, line breaks, bidirectional and other invisible marks, or double spaces."""
    return " ".join(_SUSPECT.sub(_seen, text).split())


def paragraphs(text: str) -> tuple[tuple[str, ...], ...]:
    """What a person of the office writes, for a letter: paragraphs of lines, and every word stays.

    Only what `one_line` takes out of a line goes; links and addresses are his own, and are meant to be read.
    """
    found: list[list[str]] = [[]]
    for line in map(one_line, text.splitlines()):
        if line:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return tuple(tuple(lines) for lines in found if lines)


def shown_name(name: str) -> str:
    """What a mail calls something, for a letter: one line of at most 60 characters, without links or domains.

    Of a longer one the middle is left out, so that a file's ending is seen.
    """
    return _fitted(one_line(name), _middle_out)


def name_for_staff(name: str) -> str:
    """The same for the organiser's own screen: up to 120 characters, links and all."""
    return _middle_out(one_line(name), _LONG_NAME)


def quoted_subject(subject: str) -> str:
    """The sender's subject, at most 60 characters and without links: we would spread them for strangers."""
    return _fitted(one_line(subject), _end_off)


def _fitted(line: str, shorten: Callable[[str, int], str]) -> str:
    """`line` without links, and short: until neither makes the other untrue, as a cut can make a domain."""
    for _ in range(_MOST_PASSES):
        line, before = shorten(without_links(line), NAME_LENGTH), line
        if line == before:
            break
    return line


def _middle_out(line: str, most: int) -> str:
    if len(line) <= most:
        return line
    # No vowel or tone mark may come to stand above the ellipsis.
    return f"{line[: most - _TAIL - 1].rstrip(LEFT_OUT)}{LEFT_OUT}{line[-_TAIL:].lstrip(_MARKS + LEFT_OUT)}"


def _end_off(line: str, most: int) -> str:
    return line if len(line) <= most else f"{line[: most - 1].rstrip(LEFT_OUT)}{LEFT_OUT}"


def told_address(address: str) -> str:
    """An address that its owner knows again, and nobody can be led to: what stands before the @, and "…"."""
    local = one_line(address.partition("@")[0])[:_LOCAL_LENGTH]
    if without_links(local) != local:
        local = re.sub(r"\W", LEFT_OUT, local)
    return f"{local}@{LEFT_OUT}" if local else ""
