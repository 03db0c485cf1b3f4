"""The short names of things in both languages: places, kinds of file, parts and states of an entry."""

from notifications.rendering.clean import shown_name
from notifications.rendering.dates import Language
from screening.model.decision import EntryStatus, Place, Role
from screening.model.submission import File

BANGKOK = "กรุงเทพมหานคร"
_PROVINCIAL = "องค์การบริหารส่วนจังหวัด"

ROLES: dict[Language, dict[Role, str]] = {
    "th": {Role.FORM: "ใบส่งผลงาน", Role.DECK: "เอกสารนำเสนอ", Role.OTHER: "ไฟล์อื่น"},
    "en": {Role.FORM: "Submission form", Role.DECK: "Presentation", Role.OTHER: "Other file"},
}
STATUSES: dict[Language, dict[EntryStatus, str]] = {
    "th": {
        EntryStatus.COMPLETE: "ลงทะเบียนแล้ว เอกสารครบถ้วน",
        EntryStatus.INCOMPLETE: "ยังไม่ครบถ้วน",
        EntryStatus.HELD: "อยู่ระหว่างเจ้าหน้าที่ตรวจสอบ",
        EntryStatus.ENQUIRY: "รอเจ้าหน้าที่ตอบคำถาม",
        EntryStatus.WITHDRAWN: "ถอนผลงานแล้ว",
        EntryStatus.VOID: "ยกเลิกเลขที่รับนี้แล้ว",
    },
    "en": {
        EntryStatus.COMPLETE: "registered, documents complete",
        EntryStatus.INCOMPLETE: "not yet complete",
        EntryStatus.HELD: "being checked by staff",
        EntryStatus.ENQUIRY: "waiting for an answer by staff",
        EntryStatus.WITHDRAWN: "withdrawn",
        EntryStatus.VOID: "this number is no longer in use",
    },
}
_TYPES: dict[str, tuple[str, str]] = {
    "pdf": ("PDF", "PDF"),
    "jpeg": ("ภาพ JPEG", "JPEG image"),
    "png": ("ภาพ PNG", "PNG image"),
    "heic": ("ภาพ HEIC", "HEIC image"),
    "docx": ("Word", "Word"),
    "pptx": ("PowerPoint", "PowerPoint"),
    "ppt": ("PowerPoint (.ppt)", "PowerPoint (.ppt)"),
    "ppsx": ("PowerPoint (.ppsx)", "PowerPoint (.ppsx)"),
    "pptm": ("PowerPoint (.pptm)", "PowerPoint (.pptm)"),
    "odp": ("OpenDocument", "OpenDocument"),
    "key": ("Keynote", "Keynote"),
    "video": ("คลิปวิดีโอ", "video clip"),
    "zip": ("ไฟล์บีบอัด ZIP", "ZIP archive"),
    "rar": ("ไฟล์บีบอัด RAR", "RAR archive"),
    "7z": ("ไฟล์บีบอัด 7z", "7z archive"),
    "html": ("เว็บเพจ (HTML)", "web page (HTML)"),
    "text": ("ข้อความ", "plain text"),
    "other": ("ชนิดอื่น", "another type"),
}


def type_name(file_type: str, language: Language) -> str:
    """A `FileType` in words; the value itself where it is unknown, empty where it is."""
    thai, english = _TYPES.get(file_type, (file_type, file_type))
    return thai if language == "th" else english


def kind_name(file_type: str, language: Language) -> str:
    """What a file is, as a noun of a sentence: `ไฟล์ Word`, `ภาพ HEIC`; in English its type."""
    name = type_name(file_type, language)
    if language == "en" or name.startswith(("ภาพ", "คลิป", "ไฟล์", "เว็บเพจ")):
        return name
    return f"ไฟล์ {name}" if name and name[0].isascii() else f"ไฟล์{name or 'ชนิดอื่น'}"


def size(octets: int, language: Language) -> str:
    """`1.2 MB`; a megabyte is 1,000,000 bytes, as in `[mailbox] max_message_mb`."""
    if octets >= 1_000_000:
        return f"{octets / 1_000_000:.1f} MB"
    if octets >= 1_000:
        return f"{octets / 1_000:.0f} KB"
    return f"{octets} {'ไบต์' if language == 'th' else 'bytes'}"


def describe(file: File, language: Language) -> str:
    """One slot for all that is known of a file's inside: `PDF, 2 หน้า, 1.2 MB`. A video has no slides."""
    thai = language == "th"
    parts = [type_name(file.type, language)]
    if file.content.slides is not None:
        parts.append(_count(len(file.content.slides), "สไลด์" if thai else "slide", language))
    elif file.content.pages is not None and file.type == "pdf":
        parts.append(_count(file.content.pages, "หน้า" if thai else "page", language))
    return ", ".join([*parts, size(file.size, language)])


def _count(number: int, noun: str, language: Language) -> str:
    return f"{number} {noun}{'s' if language == 'en' and number != 1 else ''}"


def where(place: Place) -> str:
    """`อำเภอแม่สาย จังหวัดเชียงราย`, as far as it is known and is not in the name already."""
    district = shown_name(place.district).removeprefix("อำเภอ").removeprefix("เขต")
    province = shown_name(place.province).removeprefix("จังหวัด")
    if province == BANGKOK:
        return " ".join(part for part in (f"เขต{district}" * bool(district), BANGKOK) if part)
    parts = (f"อำเภอ{district}" * bool(district), f"จังหวัด{province}" * bool(province))
    return " ".join(part for part in parts if part)


def full_name(place: Place) -> str:
    """An agency with its place, in one slot; Bangkok's and a provincial body's names tell it already."""
    name = shown_name(place.name)
    if name == BANGKOK or name.startswith(_PROVINCIAL):
        return name
    return f"{name} {where(place)}".strip()
