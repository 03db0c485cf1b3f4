"""The files of a letter: what came, what stands for the entry, and what it still lacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from notifications.rendering import states, words
from notifications.rendering.clean import shown_name
from notifications.rendering.dates import Language, glued
from screening.model.decision import Disclosure, EntryStatus, JudgedFile, Role, Template
from screening.model.letter import Letter, Standing
from screening.model.submission import File

_NO_NAME: dict[Language, str] = {"th": "(ไม่มีชื่อไฟล์)", "en": "(no name)"}
_ORDER = (Role.FORM, Role.DECK, Role.OTHER)
_ROLES = (Role.FORM, Role.DECK)
_LACKS_NOTHING = (EntryStatus.ENQUIRY, EntryStatus.WITHDRAWN, EntryStatus.VOID)


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file as a letter lists it; `about` is one slot for type, pages or slides, and size.

    `name` is empty where the recipient may not be told it.
    """

    role: str
    name: str
    about: str
    state: str
    sha256: str


def lines(letter: Letter, zone: ZoneInfo, language: Language) -> tuple[FileLine, ...]:
    """What stands for the entry and whatever else the message brought, the parts of one role together.

    A letter that tells less, or only asks about a message, lists what that message brought. A person's own
    words go with no list.
    """
    if letter.template is Template.ANSWER:
        return ()
    found = list(_lines(letter, zone, language))
    return tuple(line for role in _ORDER for its_role, line in found if its_role is role)


def _lines(letter: Letter, zone: ZoneInfo, language: Language) -> Iterator[tuple[Role, FileLine]]:
    listed = set()
    for role, standing in _standings(letter):
        listed.add(standing.file.sha256)
        state = states.of_standing(letter, role, standing, zone, language)
        yield role, _line(letter, standing.file, role, state, language)
    roles = {judged.sha256: judged for judged in letter.decision.files}
    for file in letter.submission.files:
        if not file.sha256 or file.sha256 not in listed:
            listed.add(file.sha256)
            judged = roles.get(file.sha256, JudgedFile(file.sha256, Role.OTHER, passes=False))
            state = states.of_other(letter, judged, language)
            yield judged.role, _line(letter, file, judged.role, state, language)


def _standings(letter: Letter) -> list[tuple[Role, Standing]]:
    if letter.disclosure is not Disclosure.FULL or letter.template is Template.CONFIRM:
        return []
    return [(role, one) for role in _ROLES if (one := _standing(letter, role))]


def _standing(letter: Letter, role: Role) -> Standing | None:
    return letter.form if role is Role.FORM else letter.deck


def _line(letter: Letter, file: File, role: Role, state: str, language: Language) -> FileLine:
    unnamed = _NO_NAME[language] if letter.disclosure is Disclosure.FULL else ""
    name = shown_name(file.name) or unnamed
    return FileLine(words.ROLES[language][role], name, words.describe(file, language), state, file.sha256)


def absent(letter: Letter, language: Language) -> tuple[str, ...]:
    """The parts that the entry lacks, each with what is known of it; nothing for what is no running entry."""
    told = letter.disclosure is Disclosure.FULL and letter.template is not Template.CONFIRM
    if letter.status in _LACKS_NOTHING or letter.template is Template.ANSWER or not told:
        return ()
    codes = {reason.code for reason in letter.decision.reasons}
    here = {role for role, _ in _standings(letter)} | {judged.role for judged in letter.decision.files}
    return tuple(
        f"{words.ROLES[language][role]}: {states.of_absent(role, codes, language)}"
        for role in _ROLES
        if role not in here
    )


def lacks(letter: Letter, language: Language) -> tuple[str, ...]:
    """The roles that the entry still lacks, for somebody who is told no more of it."""
    if letter.disclosure is not Disclosure.GUEST or letter.template is Template.LATE:
        return ()
    return tuple(words.ROLES[language][role] for role in _ROLES if _standing(letter, role) is None)


def fine(letter: Letter, language: Language) -> tuple[str, ...]:
    """The names of files that stand and have no fault: they need not be sent again."""
    faulty = states.faulty_roles(letter)
    good = [one for role, one in _standings(letter) if role not in faulty]
    return tuple(glued(shown_name(one.file.name) or _NO_NAME[language]) for one in good)


def status(letter: Letter, language: Language) -> str:
    """Where the entry stands; empty for who may not know."""
    if letter.disclosure is not Disclosure.FULL:
        return ""
    if letter.template is Template.LATE and letter.status is not EntryStatus.COMPLETE:
        return states.LATE[language]
    return words.STATUSES[language][letter.status]
