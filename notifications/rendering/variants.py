"""Which of its variants a letter is: one slot, so that a template asks for a word and not for its causes."""

from collections.abc import Callable, Mapping

from screening.model.decision import Disclosure, EntryStatus, Template
from screening.model.letter import Letter


def variant_of(letter: Letter) -> str:
    """changed: `withdrawal`, `files` or `answer`. confirm: `aside`, `group` or `offered`. answer: `enquiry`
    or nothing. status: `withdrawn`, `corrected` (it continues a letter that told otherwise) or nothing.

    A letter that tells less than all: `late`, `enquiry` or nothing. Empty for every other letter.
    """
    if letter.disclosure is not Disclosure.FULL:
        return letter.template.value if letter.template in (Template.LATE, Template.ENQUIRY) else ""
    of = _OF.get(letter.template)
    return of(letter) if of else ""


def _of_changed(letter: Letter) -> str:
    if any(reason.code == "withdrawal" for reason in letter.decision.reasons):
        return "withdrawal"
    is_new = any(one is not None and one.is_new for one in (letter.form, letter.deck))
    return "files" if is_new or letter.submission.files else "answer"


def _of_confirm(letter: Letter) -> str:
    if any(file.aside for file in letter.decision.files):
        return "aside"
    return "group" if letter.other == letter.reference else "offered"


def _of_status(letter: Letter) -> str:
    if letter.status is EntryStatus.WITHDRAWN and not (letter.by_hand and letter.thread):
        return "withdrawn"  # but nobody asked for the end of an entry by hand that was a mistake of ours
    return "corrected" if letter.thread else ""


def _of_answer(letter: Letter) -> str:
    return "enquiry" if letter.status is EntryStatus.ENQUIRY else ""


_OF: Mapping[Template, Callable[[Letter], str]] = {
    Template.CHANGED: _of_changed,
    Template.CONFIRM: _of_confirm,
    Template.STATUS: _of_status,
    Template.ANSWER: _of_answer,
}
