"""What an entry itself says of its work: the files that stand for it, and what they may call it."""

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from screening.case import Case
from screening.checks import deck, form
from screening.model.decision import Role
from screening.model.submission import File
from screening.words.names import key

_MOST_LINES = 12
_LONGEST_TEXT = 20_000
_MOST_SAID = (
    5  # titles that one text says: it is one work, and a form or a letter says its title once or twice
)
_LONGEST_TITLE = 300  # characters: what is behind them is compared with nothing
_TITLE_SAID = re.compile(r"ชื่อ\s?(?:ผลงาน|นวัตกรรม|โครงการ)[^\n:]{0,30}?\s?[:.\s]\s*([^\n]{4,200})")
_ENDING = re.compile(r"\.[A-Za-z0-9]{2,5}$")


def files_of(case: Case) -> Iterator[File]:
    """The deck and the form that stand for the entry with this message."""
    for role, chosen in ((Role.DECK, deck.chosen(case)), (Role.FORM, form.chosen(case))):
        kept = case.standing(role)
        if file := chosen or (kept.file if kept else None):
            yield file


def titles_of(case: Case) -> Iterator[str]:
    """What may be the work's title: the subject, what is called so, the deck's own, a file's name."""
    yield case.submission.parsed.subject
    yield from _said(case.submission.parsed.text)
    for file in files_of(case):
        yield file.content.title
        yield _ENDING.sub("", file.name).replace("_", " ")
        yield from _said(file.content.words)
        if file.content.slides:
            yield from _lines(file.content.slides[0])


def keyed_lines(text: str) -> list[str]:
    """The comparison keys of a text's lines, empty ones left out."""
    return [line for line in map(key, text[:_LONGEST_TEXT].splitlines()) if line]


def says_more(text: str) -> bool:
    """Whether a text says more titles than are looked at."""
    return next(islice(_titles(text), _MOST_SAID, None), None) is not None


def opens_with_more(file: File) -> bool:
    """Whether the deck's first slide has more lines than are looked at."""
    first = next(iter(file.content.slides or ()), "")
    return sum(bool(line.strip()) for line in first.splitlines()) > _MOST_LINES


def _said(text: str) -> list[str]:
    return [title[1].strip() for title in islice(_titles(text), _MOST_SAID)]


def _titles(text: str) -> Iterator[re.Match[str]]:
    return _TITLE_SAID.finditer("\n".join(keyed_lines(text)))


def _lines(slide: str) -> Iterator[str]:
    """The lines of a first slide, each alone and with the next: long titles are broken over two."""
    lines = [line[:_LONGEST_TITLE] for line in slide.splitlines() if line.strip()][:_MOST_LINES]
    yield from lines
    yield from (f"{one} {other}" for one, other in pairwise(lines))
