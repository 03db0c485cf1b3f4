"""The texts of reasons: `texts/reasons.toml`, with the operator's own laid over it key by key."""

import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined

from notifications.errors import RenderError
from notifications.rendering.dates import Language, glued, loose, moment
from notifications.rendering.desk import Desk
from notifications.rendering.slots import Audience, slots_of
from screening.model.codes import SEVERITY
from screening.model.decision import Param, Reason

FILE = "reasons.toml"
TEXTS = ("what_th", "cure_th", "what_en", "cure_en", "staff_th", "staff_en")
MARKS = ("shown", "asks_file", "question")
_OWN = Path(__file__).parents[1] / "texts" / FILE


@dataclass(frozen=True, slots=True)
class Explanation:
    """A reason in words. `cure` is empty where nothing can be done, and for staff.

    Both may have several lines: one that begins with four spaces is a name to be copied, one that
    begins with "- " an item of a list.
    """

    what: str
    cure: str = ""


class Catalogue:
    """The texts of every code. `folder` may hold an operator's `reasons.toml`.

    Raises RenderError when that file is no TOML or names a code or a key that does not exist.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._tables, self.sources = _read(_OWN), [_OWN]
        if folder and (folder / FILE).exists():
            self.sources.append(folder / FILE)
            for code, table in _read(folder / FILE).items():
                self._tables[code] = {**self._tables[code], **table}
        texts = {
            f"{code} {key}": table[key]
            for code, table in self._tables.items()
            for key in TEXTS
            if key in table
        }
        self._texts = Environment(  # noqa: S701 - plain text; the letters' own templates escape it
            loader=DictLoader(texts), undefined=StrictUndefined, trim_blocks=False, auto_reload=False
        )

    def is_shown(self, code: str) -> bool:
        """Whether a note of this code stands in letters."""
        return self._tables[code].get("shown", True) is True

    def asks_file(self, code: str) -> bool:
        """Whether its cure asks for a file: then no letter says beside it that none need be sent."""
        return self._tables[code].get("asks_file", False) is True

    def is_question(self, code: str) -> bool:
        """Whether its cure is a question that a few words answer."""
        return self._tables[code].get("question", False) is True

    def explain(
        self, reason: Reason, language: Language, audience: Audience, around: Mapping[str, Param]
    ) -> Explanation:
        """`reason` in words; `around` holds the slots that the letter or the desk fills."""
        slots = {**around, **slots_of(reason, language, audience)}
        if audience == "staff":
            return Explanation(self._text(reason.code, f"staff_{language}", slots))
        return Explanation(
            self._text(reason.code, f"what_{language}", slots),
            self._text(reason.code, f"cure_{language}", slots),
        )

    def _text(self, code: str, key: str, slots: Mapping[str, Any]) -> str:
        if key not in self._tables[code]:
            return ""
        try:
            text = self._texts.get_template(f"{code} {key}").render(slots)
        except Exception as error:  # an operator's text may fail in any way
            raise RenderError(f"{self._where(code, key)}: {error}") from error
        return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())

    def _where(self, code: str, key: str) -> str:
        """The file and line of a text, the operator's file before ours."""
        for path in reversed(self.sources):
            table = ""
            for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
                table = line.strip() if line.startswith("[") else table
                if table == f"[{code}]" and line.partition("=")[0].strip() == key:
                    return f"{path}, line {number}, [{code}] {key}"
        return f"{FILE} [{code}] {key}"


@lru_cache(maxsize=4)
def catalogue(folder: Path | None) -> Catalogue:
    """The catalogue of one operator's folder, read once."""
    return Catalogue(folder)


def explain(reason: Reason, language: Language, audience: Audience, desk: Desk | None = None) -> Explanation:
    """`reason` in words, outside a letter. Without a desk our own texts are used, and no dates are known.

    Raises RenderError when an operator's text is broken.
    """
    around = (
        around_of(desk, language) if desk else _NOWHERE | {"form_types": _choice((".pdf", ".jpg"), language)}
    )
    told = _of_the_office(reason, desk, language) if desk else reason
    found = catalogue(desk.templates_dir if desk else None).explain(told, language, audience, around)
    return Explanation(loose(found.what), loose(found.cure))


def _of_the_office(reason: Reason, desk: Desk, language: Language) -> Reason:
    """The reason with its times as the office writes them, and not as they are recorded."""
    params = dict(reason.params)
    for name in _TIMES & params.keys():
        with suppress(ValueError):
            params[name] = moment(datetime.fromisoformat(str(params[name])), desk.zone, language, exact=True)
    return replace(reason, params=params)


_TIMES = {"received_at", "internal_date", "own_stamp"}
_OF_NO_LETTER: dict[str, Param] = {"asks_file": False, "several_forms": False}
_NOWHERE: dict[str, Param] = {
    **_OF_NO_LETTER,
    **dict.fromkeys(("max_mb", "opens", "closes", "deadline"), ""),
    "organiser": "ผู้จัดการประกวด",
}


def around_of(desk: Desk, language: Language, deadline: str = "") -> dict[str, Param]:
    """The slots that the contest fills; `deadline` stays empty once nothing can be sent in time any more.

    A letter tells of itself beside: whether a file is asked for (`asks_file`), and `several_forms`.
    """
    return {
        **_OF_NO_LETTER,
        "organiser": desk.organiser_short_th if language == "th" else "",
        "form_types": form_types(desk, language),
        "max_mb": str(desk.max_message_mb),
        "opens": moment(desk.opens, desk.zone, language),
        "closes": moment(desk.closes, desk.zone, language, exact=True),
        "deadline": deadline,
    }


def form_types(desk: Desk, language: Language) -> str:
    """The endings that a form may have, as a choice."""
    return _choice(desk.form_extensions, language)


def _choice(endings: tuple[str, ...], language: Language) -> str:
    *first, last = endings
    return glued(f"{', '.join(first)} {'หรือ' if language == 'th' else 'or'} {last}" if first else last)


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise RenderError(f"{path}: {error}") from error
    for code, table in tables.items():
        if code not in SEVERITY:
            raise RenderError(f"{path}: [{code}] is no code of a reason")
        for key, value in table.items() if isinstance(table, dict) else [(code, table)]:
            if not isinstance(value, str if key in TEXTS else bool) or key not in (*TEXTS, *MARKS):
                raise RenderError(f"{path}: [{code}] {key} is not known here, or is not of its type")
    return tables
