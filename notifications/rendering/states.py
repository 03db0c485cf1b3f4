"""What a letter says has become of each file."""

from zoneinfo import ZoneInfo

from notifications.rendering.dates import Language, moment
from screening.model.decision import Disclosure, JudgedFile, Role, Severity, Template, Verdict
from screening.model.letter import Letter, Standing

_STATES: dict[Language, dict[str, str]] = {
    "th": {
        "stands": "ได้รับแล้ว",
        "since": "ได้รับไว้แล้วเมื่อ",
        "new": "ฉบับใหม่",
        "added": "เพิ่มเข้ามาใหม่",
        "same": "ไม่มีการเปลี่ยนแปลง ได้รับไว้เมื่อ",
        "faulty": "ได้รับแล้ว โปรดดูรายการที่ต้องแก้ไข",
        "late": "ได้รับหลังกำหนด",
        "held": "ได้รับแล้ว รอเจ้าหน้าที่ตรวจสอบ",
        "kept": "ได้รับและเก็บไว้แล้ว",
        "aside": "เก็บไว้แยกต่างหาก รอคำยืนยันของท่าน",
        "his": "รวมเข้าในผลงานแล้ว",
        "checked": "ได้รับแล้ว อยู่ระหว่างการตรวจสอบ",
        "unusable": "ได้รับแล้ว แต่ยังใช้ไม่ได้",
    },
    "en": {
        "stands": "received",
        "since": "received on",
        "new": "new version",
        "added": "newly added",
        "same": "unchanged, received on",
        "faulty": "received, please see the list of corrections",
        "late": "received after the close",
        "held": "received, being checked by staff",
        "kept": "received and kept",
        "aside": "kept aside, waiting for your word",
        "his": "added to the entry",
        "checked": "received, being checked",
        "unusable": "received, but cannot be used as it is",
    },
}
_ABSENT: dict[Language, dict[str, str]] = {
    "th": {
        "": "ยังไม่ได้รับ",
        "deck-by-link": "ได้รับเป็นลิงก์ ยังไม่ได้รับเป็นไฟล์",
        "archive-unreadable": "อาจอยู่ในไฟล์บีบอัดที่รอเจ้าหน้าที่เปิดตรวจ",
        "sealed-message": "อาจอยู่ในอีเมลที่มีการป้องกัน ซึ่งยังเปิดไม่ได้",
        "form-in-letter": "อาจเป็นภาพในเนื้อความอีเมล รอเจ้าหน้าที่เปิดตรวจ",
        "malware": "อาจอยู่ในไฟล์ที่ระบบความปลอดภัยกักไว้",
        "too-large": "ยังเปิดตรวจไม่ได้ เนื่องจากอีเมลมีขนาดใหญ่",
        "unparsable": "ยังเปิดตรวจไม่ได้ รอเจ้าหน้าที่",
    },
    "en": {
        "": "not yet received",
        "deck-by-link": "received as a link, not yet as a file",
        "archive-unreadable": "perhaps in the archive that staff will open",
        "sealed-message": "perhaps in the protected message, which cannot be opened",
        "form-in-letter": "perhaps the picture in the letter, which staff will open",
        "malware": "perhaps in the file that our security system put aside",
        "too-large": "not opened, the message being too large",
        "unparsable": "not opened yet, staff will",
    },
}
LATE: dict[Language, str] = {
    "th": "ได้รับหลังกำหนด รอเจ้าหน้าที่พิจารณา",
    "en": "received after the close, to be decided by staff",
}
"""The state of an entry whose files came late."""

_NEW = {Template.UPDATED: "new", Template.CHANGED: "added"}


def of_standing(letter: Letter, role: Role, one: Standing, zone: ZoneInfo, language: Language) -> str:
    """The state of a file that stands for the entry."""
    states = _STATES[language]
    brought = {judged.role for judged in letter.decision.files}
    # A broken file that came later is no fault of the good one that stands.
    if role in faulty_roles(letter) and (one.is_new or role not in brought):
        return states["faulty"]
    if one.is_new:
        return states[_NEW.get(letter.template, "stands")]
    if one.received_at in letter.untold:
        return states["stands"]
    came = moment(one.received_at, zone, language)
    told = states["same" if letter.template is Template.UPDATED else "since"]
    return f"{told}{' ' * (language == 'en')}{came}"


def of_other(letter: Letter, judged: JudgedFile, language: Language) -> str:
    """The state of any other file that the message brought, as far as it is told."""
    told = {Disclosure.FULL: _of_other, Disclosure.GUEST: _for_a_guest, Disclosure.NEUTRAL: _for_anybody}
    return _STATES[language][told[letter.disclosure](letter, judged)]


def _of_other(letter: Letter, judged: JudgedFile) -> str:
    if judged.role is Role.OTHER:
        return "kept"
    if judged.aside:
        return "aside"
    if letter.template is Template.LATE:
        return "late"
    if letter.template is Template.CONFIRM:
        return "stands"
    if judged.role in faulty_roles(letter):
        return "faulty"
    return "held" if letter.template is Template.HELD else "kept"


def _for_a_guest(letter: Letter, judged: JudgedFile) -> str:
    if letter.template is Template.LATE or judged.role is Role.OTHER:
        return _for_anybody(letter, judged)
    standing = letter.form if judged.role is Role.FORM else letter.deck
    if judged.passes and not judged.aside and standing and standing.is_new:
        return "his"
    return "unusable" if letter.decision.verdict is Verdict.REJECTED and not judged.passes else "checked"


def _for_anybody(letter: Letter, _: JudgedFile) -> str:
    return "late" if letter.template is Template.LATE else "stands"


def faulty_roles(letter: Letter) -> set[Role]:
    """The roles of which a fault is told."""
    codes = [reason.code for reason in letter.decision.of(Severity.FAULT)]
    return {Role(code.partition("-")[0]) for code in codes if code.startswith(("form-", "deck-"))}


def of_absent(role: Role, codes: set[str], language: Language) -> str:
    """What is known of a part that is not there."""
    told = (code for code in _ABSENT[language] if code in codes)
    other = "form-in-letter" if role is Role.DECK else "deck-by-link"
    code = next((code for code in told if code != other), "")
    return _ABSENT[language][code]
