"""Which of its variants a letter is: one slot, so that a template asks for a word and not for its causes."""

from screening.model.decision import Disclosure, Template
from screening.model.letter import Letter


def variant_of(letter: Letter) -> str:
    """changed: `withdrawal`, `files` or `answer`. confirm: `aside`, `group` or `offered`.

    A letter that tells less than all: `late`, `enquiry` or nothing. Empty for every other letter.
    """
    if letter.disclosure is not Disclosure.FULL:
        return letter.template.value if letter.template in (Template.LATE, Template.ENQUIRY) else ""
    if letter.template is Template.CHANGED:
        return _of_changed(letter)
    return _of_confirm(letter) if letter.template is Template.CONFIRM else ""


def _of_changed(letter: Letter) -> str:
    if any(reason.code == "withdrawal" for reason in letter.decision.reasons):
        return "withdrawal"
    is_new = any(one is not None and one.is_new for one in (letter.form, letter.deck))
    return "files" if is_new or letter.submission.files else "answer"


def _of_confirm(letter: Letter) -> str:
    if any(file.aside for file in letter.decision.files):
        return "aside"
    return "group" if letter.other == letter.reference else "offered"
