"""Text out of a mail, made fit to be shown. It stays text: nothing here, or later, reads it as a template."""

import re
import unicodedata

NAME_LENGTH = 120
SUBJECT_LENGTH = 80

_TO_SPACE = {"Cc", "Zl", "Zp", "Zs"}
_SUSPECT = re.compile(r"[^ -~\u0e01-\u0e5b]")  # the others, ASCII and Thai, are nearly all there is
_LINK = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|www\.)\S+"
    r"|[\w-]+(?:\.[\w-]+)*\.(?!(?:pdf|jpe?g|png|heic|pp[ts][xm]?|docx?|mp4|mov|zip)\b)[a-z]{2,}\b\S*",
    re.IGNORECASE | re.ASCII,
)


def _seen(found: re.Match[str]) -> str:
    character = found[0]
    category = unicodedata.category(character)
    if category in _TO_SPACE:
        return " "
    if category == "Cf":  # bidirectional marks, zero widths, tags: they only disguise
        return ""
    return "\ufffd" if category == "Cs" else character


def one_line(text: str) -> str:
    """`text` without controls, line breaks, bidirectional and other invisible marks, or double spaces."""
    return " ".join(_SUSPECT.sub(_seen, text).split())


def shown_name(name: str) -> str:
    """A file name on one line; above 120 characters its middle is left out, so that its ending is seen."""
    line = one_line(name)
    if len(line) <= NAME_LENGTH:
        return line
    tail = NAME_LENGTH // 3
    return f"{line[: NAME_LENGTH - tail - 1]}…{line[-tail:]}"


def quoted_subject(subject: str) -> str:
    """The sender's subject, at most 80 characters and without links: we would spread them for strangers."""
    line = one_line(_LINK.sub("…", one_line(subject)))
    return line if len(line) <= SUBJECT_LENGTH else f"{line[: SUBJECT_LENGTH - 1]}…"
