"""The files of a letter: what came, what stands for the entry, and what it still lacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from notifications import words
from notifications.clean import shown_name
from notifications.dates import Language, glued, moment
from screening.decision import EntryStatus, JudgedFile, Role, Severity, Template
from screening.letter import Letter, Standing
from screening.submission import File

_DISCREET = frozenset({"sender-conflict", "agency-conflict", "revision-unproven", "sender-unverified"})
_NO_NAME: dict[Language, str] = {"th": "(ไม่มีชื่อไฟล์)", "en": "(no name)"}
_STATES: dict[Language, dict[str, str]] = {
    "th": {
        "stands": "ได้รับแล้ว",
        "since": "ได้รับไว้แล้วเมื่อ",
        "new": "ฉบับใหม่",
        "same": "ไม่มีการเปลี่ยนแปลง ได้รับไว้เมื่อ",
        "faulty": "ได้รับแล้ว โปรดดูรายการที่ต้องแก้ไข",
        "late": "ได้รับหลังกำหนด",
        "held": "ได้รับแล้ว รอเจ้าหน้าที่ตรวจสอบ",
        "kept": "ได้รับและเก็บไว้แล้ว",
    },
    "en": {
        "stands": "received",
        "since": "received on",
        "new": "new version",
        "same": "unchanged, received on",
        "faulty": "received, please see the list of corrections",
        "late": "received after the close",
        "held": "received, being checked by staff",
        "kept": "received and kept",
    },
}
_ABSENT: dict[Language, dict[str, str]] = {
    "th": {
        "": "ยังไม่ได้รับ",
        "deck-by-link": "ได้รับเป็นลิงก์ ยังไม่ได้รับเป็นไฟล์",
        "archive-unreadable": "อาจอยู่ในไฟล์บีบอัดที่รอเจ้าหน้าที่เปิดตรวจ",
        "malware": "อาจอยู่ในไฟล์ที่ระบบความปลอดภัยกักไว้",
        "too-large": "ยังเปิดตรวจไม่ได้ เนื่องจากอีเมลมีขนาดใหญ่",
        "unparsable": "ยังเปิดตรวจไม่ได้ รอเจ้าหน้าที่",
    },
    "en": {
        "": "not yet received",
        "deck-by-link": "received as a link, not yet as a file",
        "archive-unreadable": "perhaps in the archive that staff will open",
        "malware": "perhaps in the file that our security system put aside",
        "too-large": "not opened, the message being too large",
        "unparsable": "not opened yet, staff will",
    },
}
_LATE: dict[Language, str] = {
    "th": "ได้รับหลังกำหนด รอเจ้าหน้าที่พิจารณา",
    "en": "received after the close, to be decided by staff",
}


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file as a letter lists it; `about` is one slot for type, pages or slides, and size."""

    role: str
    name: str
    about: str
    state: str
    sha256: str


def is_discreet(letter: Letter) -> bool:
    """Whether the sender may be a stranger to the entry: then he hears only of what he sent himself."""
    change = letter.decision.change
    joined = change is not None and change.entry is not None
    return joined and any(reason.code in _DISCREET for reason in letter.decision.reasons)


def lines(letter: Letter, zone: ZoneInfo, language: Language) -> tuple[FileLine, ...]:
    """What stands for the entry, then whatever else the message brought."""
    return tuple(_lines(letter, zone, language))


def _lines(letter: Letter, zone: ZoneInfo, language: Language) -> Iterator[FileLine]:
    listed = set()
    for role, standing in _standings(letter):
        listed.add(standing.file.sha256)
        yield _line(standing.file, role, _standing_state(letter, role, standing, zone, language), language)
    roles = {judged.sha256: judged for judged in letter.decision.files}
    for file in letter.submission.files:
        if not file.sha256 or file.sha256 not in listed:
            listed.add(file.sha256)
            judged = roles.get(file.sha256, JudgedFile(file.sha256, Role.OTHER, passes=False))
            yield _line(file, judged.role, _STATES[language][_state(letter, judged)], language)


def _standings(letter: Letter) -> list[tuple[Role, Standing]]:
    both = ((Role.FORM, letter.form), (Role.DECK, letter.deck))
    return [(role, one) for role, one in both if one and (one.is_new or not is_discreet(letter))]


def _line(file: File, role: Role, state: str, language: Language) -> FileLine:
    name = shown_name(file.name) or _NO_NAME[language]
    return FileLine(words.ROLES[language][role], name, words.describe(file, language), state, file.sha256)


def _standing_state(letter: Letter, role: Role, one: Standing, zone: ZoneInfo, language: Language) -> str:
    states, updated = _STATES[language], letter.template is Template.UPDATED
    brought = {judged.role for judged in letter.decision.files}
    # A broken file that came later is no fault of the good one that stands.
    if role in _faulty_roles(letter) and (one.is_new or role not in brought):
        return states["faulty"]
    if one.is_new:
        return states["new" if updated else "stands"]
    came = moment(one.received_at, zone, language)
    return f"{states['same' if updated else 'since']}{' ' * (language == 'en')}{came}"


def _state(letter: Letter, judged: JudgedFile) -> str:
    """The state of a file that does not stand for the entry."""
    if judged.role is Role.OTHER:
        return "kept"
    if letter.template is Template.LATE:
        return "late"
    if judged.role in _faulty_roles(letter):
        return "faulty"
    return "held" if letter.template is Template.HELD else "kept"


def _faulty_roles(letter: Letter) -> set[Role]:
    codes = [reason.code for reason in letter.decision.of(Severity.FAULT)]
    return {Role(code.partition("-")[0]) for code in codes if code.startswith(("form-", "deck-"))}


def absent(letter: Letter, language: Language) -> tuple[str, ...]:
    """The parts that the entry lacks, each with what is known of it; nothing for a question or a stranger."""
    if letter.status is EntryStatus.ENQUIRY or is_discreet(letter):
        return ()
    codes = {reason.code for reason in letter.decision.reasons}
    here = {role for role, _ in _standings(letter)} | {judged.role for judged in letter.decision.files}
    found = []
    for role in (Role.FORM, Role.DECK):
        if role not in here:
            told = (code for code in _ABSENT[language] if code in codes)
            code = next((code for code in told if role is Role.DECK or code != "deck-by-link"), "")
            found.append(f"{words.ROLES[language][role]}: {_ABSENT[language][code]}")
    return tuple(found)


def fine(letter: Letter, language: Language) -> tuple[str, ...]:
    """The names of files that stand and have no fault: they need not be sent again."""
    good = [one for role, one in _standings(letter) if role not in _faulty_roles(letter)]
    return tuple(glued(shown_name(one.file.name) or _NO_NAME[language]) for one in good)


def status(letter: Letter, language: Language) -> str:
    """Where the entry stands; to a stranger, only that staff are looking."""
    if is_discreet(letter):
        return words.STATUSES[language][EntryStatus.HELD]
    if letter.template is Template.LATE and letter.status is not EntryStatus.COMPLETE:
        return _LATE[language]
    return words.STATUSES[language][letter.status]
