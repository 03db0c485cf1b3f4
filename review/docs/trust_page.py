"""Writes the table in docs/trust.md: `python -m review.docs.trust_page`. A test holds it to the code."""

import sys

from screening.entry.trust import TABLE, Brings, Cell, Files, Lands
from screening.model.decision import Disclosure, Grade, Template

_BRINGS = {
    Brings.THANKS: "thanks",
    Brings.WORDS: "a question, other words",
    Brings.ANSWER: "an answer to our question (which body, place, work; yes, no)",
    Brings.MISSING_ROLE: "a role that does not stand (missing, or faulty)",
    Brings.OTHER_BYTES: "other bytes for a role that stands",
    Brings.SAME_BYTES: "only bytes that stand",
    Brings.KEPT_ASIDE: "bytes that were kept aside before",
    Brings.FAULTY_AGAIN: "the faulty file that was last asked for, again",
    Brings.SET_OF_ANOTHER: "a whole set of another known body, or of another work, said in plain words",
    Brings.PART_OF_ANOTHER: "a part that names another known body",
    Brings.FRESH_SET: "a whole set without a thread, to an entry that lacks something",
    Brings.SECOND_SET: "files without a thread, or a form2, to an entry that is complete",
    Brings.WITHDRAWAL: "words of withdrawing",
    Brings.LATE: "files after the close",
    Brings.UNREADABLE: "a mail that is too large, unreadable, or an archive",
}
_LANDS = {Lands.JOINS: "joins", Lands.OWN: "own number", Lands.ENTRY: "an entry of its own"}
_FILES = {Files.TAKEN: "taken", Files.ASIDE: "kept aside"}
_HEARS = {
    Disclosure.FULL: "hears all",
    Disclosure.GUEST: "hears of his own files",
    Disclosure.NEUTRAL: "hears the neutral text",
    None: "no letter",
}
_FOUNDERS = {Template.CHANGED: "founders are told", Template.CONFIRM: "founders are asked"}


def table() -> str:
    """The decision table, in Markdown: a row for what a message brings, a column for who wrote it."""
    lines = [f"| he brings | {' | '.join(Grade)} |", "|---" * (len(Grade) + 1) + "|"]
    for brings, row in TABLE.items():
        cells = (_cell(row[grade]) for grade in Grade)
        lines.append(f"| `{brings}`: {_BRINGS[brings]} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(cell: Cell) -> str:
    if cell.lands is Lands.ENTRY:
        return _LANDS[cell.lands]
    code = f"`{cell.code}`" if cell.code else ""
    founders = _FOUNDERS[cell.founders] if cell.founders else ""
    parts = (_LANDS[cell.lands], _FILES.get(cell.files, ""), code, _HEARS[cell.hears], founders)
    return ", ".join(part for part in parts if part)


if __name__ == "__main__":
    sys.stdout.write(table())
