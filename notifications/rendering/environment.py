"""The templates of letters: ours, or the operator's of the same name. Nothing from a mail is ever one."""

import re
import traceback
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import jinja2
from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateSyntaxError

from notifications.errors import RenderError
from notifications.rendering.catalogue import Catalogue, catalogue
from screening.model.decision import Disclosure, Template

OWN = Path(__file__).parents[1] / "templates"
KINDS = (
    *(kind.value for kind in Template),
    *(each.value for each in Disclosure if each is not Disclosure.FULL),
)
"""The names of letters: every kind, and the two that stand for any but `answer` where less is told."""
COLUMNS = 78
_SUFFIXES = (".jinja", ".txt", ".html")


@dataclass(frozen=True, slots=True)
class Stationery:
    """One environment for each part of a mail; only the second one escapes."""

    text: Environment
    html: Environment
    catalogue: Catalogue


@lru_cache(maxsize=4)
def stationery(folder: Path | None) -> Stationery:
    """Everything that letters are written on, read once for an operator's `folder`: a text changed on a
    running day must not mix with those read before.

    Raises RenderError when the folder does not exist, or a template in it is broken.
    """
    if folder and not folder.is_dir():
        raise RenderError(f"{folder}: [replies] templates_dir is not a folder")
    paper = Stationery(environment_of(folder, "txt"), environment_of(folder, "html"), catalogue(folder))
    # Ours are compiled when they are first used: all of them take a second (measured).
    for kind in KINDS if folder else ():
        load(paper.text, kind)
        load(paper.html, kind)
    return paper


def load(environment: Environment, kind: str) -> jinja2.Template:
    """The template of one of KINDS. Raises RenderError when it is broken or lacks a block."""
    try:
        template = environment.get_template(f"{kind}.jinja")
    except Exception as error:
        raise failure(error) from error
    for block in ("subject", "title", "thai", "english"):
        if block not in template.blocks:
            raise RenderError(f"{template.filename}: the block {block} is missing")
    return template


def environment_of(folder: Path | None, part: Literal["txt", "html"]) -> Environment:
    """The environment of one part of a mail, with `part`, the pieces that letters are made of."""
    environment = Environment(
        loader=FunctionLoader(_sources([OWN, folder] if folder else [OWN]).get),
        autoescape=part == "html",  # noqa: S701 - the other part is plain text
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {"fill": fill, "lines": lines}
    try:
        environment.globals["part"] = environment.get_template(f"parts.{part}").module
    except Exception as error:
        raise failure(error) from error
    return environment


def _sources(folders: Iterable[Path]) -> dict[str, tuple[str, str, None]]:
    """Every template by its name, the last folder's before the others', as a loader gives it."""
    found = {}
    for file in (each for folder in folders for each in folder.glob("*") if each.suffix in _SUFFIXES):
        try:
            found[file.name] = (file.read_text(encoding="utf-8"), str(file), None)
        except (OSError, UnicodeDecodeError) as error:
            raise RenderError(f"{file}: cannot be read: {error}") from None
    return found


def failure(error: Exception) -> RenderError:
    """What went wrong in a template, with its file and line."""
    if isinstance(error, TemplateSyntaxError):
        return RenderError(f"{error.filename or error.name}, line {error.lineno}: {error.message}")
    frames = traceback.extract_tb(error.__traceback__)
    written = [frame for frame in frames if Path(frame.filename).suffix in _SUFFIXES]
    where = f"{written[-1].filename}, line {written[-1].lineno}: " if written else ""
    return RenderError(f"{where}{error}")


def lines(text: str) -> list[tuple[str, str]]:
    """The lines of a reason's text with their kinds: `copy` (after four spaces), `item` ("- "), `text`."""
    found = []
    for line in text.splitlines():
        kind = "copy" if line.startswith("    ") else "item" if line.startswith("- ") else "text"
        found.append((kind, line.strip().removeprefix("- ")))
    return found


def fill(text: str, indent: str = "", first: str | None = None) -> str:
    """`text` in lines of at most 78 columns, broken at plain spaces only: Thai writes none inside a phrase.

    `first` is the indent of the first line. Vowels and tones above and below take no column.
    """
    rows = [indent if first is None else first]
    width = _columns(rows[0])
    empty = True
    for word in re.split("[ \n]+", text.strip()):
        needed = _columns(word) + (not empty)
        if not empty and width + needed > COLUMNS:
            rows.append(indent)
            width, needed, empty = _columns(indent), _columns(word), True
        rows[-1] += word if empty else f" {word}"
        width, empty = width + needed, False
    return "\n".join(rows)


@lru_cache(maxsize=8192)  # nearly all words are those of our own texts
def _columns(text: str) -> int:
    return sum(unicodedata.category(character) not in ("Mn", "Me", "Cf") for character in text)
