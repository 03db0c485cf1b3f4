"""Which file of a message is the form, which the deck, and what keeps each from passing."""

import re
from collections.abc import Sequence

from screening.agency import agencies
from screening.agency.filename import extension_of, read_form_name
from screening.model.decision import Role
from screening.model.register import Register
from screening.model.rules import Rules
from screening.model.submission import ContentState, File, FileType
from screening.words.legal import has_legal_type
from screening.words.names import squeezed

POWERPOINT = (FileType.PPTX, FileType.PPSX, FileType.PPTM, FileType.PPT)
ARCHIVES = (FileType.ZIP, FileType.RAR, FileType.SEVEN_ZIP)
DECKS = (*POWERPOINT, FileType.VIDEO, FileType.ODP, FileType.KEY)
FORM_TYPES = (FileType.PDF, FileType.JPEG)
FORM_LIKE = (*FORM_TYPES, FileType.PNG, FileType.HEIC, FileType.DOCX)
_FORM_LIKE_ENDINGS = (".pdf", ".jpg", ".jpeg", ".png", ".heic", ".heif", ".tif", ".tiff", ".doc", ".docx")
_DECK_LIKE_ENDINGS = (".odp", ".key", ".pps", ".potx")
_VIDEO_ENDINGS = (
    *(".mp4", ".mov", ".m4v", ".avi", ".wmv", ".mkv", ".webm"),
    *(".3gp", ".3g2", ".mpg", ".mpeg", ".mts", ".m2ts", ".ts", ".flv", ".vob", ".ogv"),
)
"""Of clips, configured or not: a clip under any other ending, such as .pptx, is one all the same."""
_LONGEST_NAME = 255  # characters of a file's or folder's name, as file systems have it
_MOST_FOLDERS = 5  # around a file, the innermost first
_FORM_WORDS = re.compile("ใบส่งผลงาน|ใบสมัคร|แบบฟอร์ม|แบบเสนอผลงาน")
_IDENTITY_CARD = re.compile("บัตรประชาชน|บัตรประจำตัว|บัตรปชช|idcard|thaiid")
_BESIDE_THE_FORM = re.compile(
    "^(?:หนังสือนำ|หนังสือส่ง|นำส่ง|บันทึกข้อความ|ภาคผนวก|เอกสารประกอบ|คู่มือ|แผ่นพับ|สไลด์|ลายเซ็น)"
)


def is_identity_card(file: File) -> bool:
    """Whether the name says identity card: nobody asked for one. A work about such cards is none."""
    if file.type in DECKS or has_form_title(file) or read_form_name(file.name).number > 0:
        return False
    return bool(_IDENTITY_CARD.search(squeezed(file.name)))


def is_archive(file: File) -> bool:
    """Whether the file holds others, whatever its name says that it is."""
    return file.type in ARCHIVES or bool(file.content.archive)


def has_form_title(file: File) -> bool:
    """Whether the file is called by the form's own title."""
    return bool(_FORM_WORDS.search(squeezed(file.name)))


def is_deck(file: File, rules: Rules) -> bool:
    """Whether the file is meant as the presentation, by its bytes or, failing those, by its ending."""
    endings = (*rules.deck_extensions, *rules.video_extensions, *_DECK_LIKE_ENDINGS)
    if file.type in DECKS:
        return True
    return file.type not in FORM_LIKE and extension_of(file.name) in endings


def roles_of(files: Sequence[File], rules: Rules, *, names_matter: bool) -> tuple[Role, ...]:
    """A role for each file, in order. Names do not matter in a thread whose agency is known."""
    decks = [is_deck(file, rules) for file in files]
    open_files = [file for file, deck in zip(files, decks, strict=True) if not deck and _may_be_form(file)]
    forms = _without_copies(_forms_among(open_files, rules, names_matter=names_matter))
    chosen = set(map(_told_apart, forms))  # a list would be gone through once for each file
    return tuple(
        Role.DECK if deck else Role.FORM if _told_apart(file) in chosen else Role.OTHER
        for file, deck in zip(files, decks, strict=True)
    )


def may_be_shown(file: File) -> bool:
    """Whether staff may look at pages of it: what opens, is clean, and is no identity card."""
    content = file.content
    return content.state is ContentState.OK and not content.malware and not is_identity_card(file)


def in_letter(file: File) -> bool:
    """Whether it is a picture of the letter that may be a form, or no more than a large logo."""
    return file.origin == "letter"


def _may_be_form(file: File) -> bool:
    if is_identity_card(file) or is_archive(file) or in_letter(file):
        return False
    marked = read_form_name(file.name).number > 0
    return marked or file.type in FORM_LIKE or extension_of(file.name) in _FORM_LIKE_ENDINGS


def _forms_among(files: Sequence[File], rules: Rules, *, names_matter: bool) -> list[File]:
    """What is meant as the form: by its marker, else a title, else an agency's name, else alone."""
    marked = [file for file in files if read_form_name(file.name).number > 0]
    if marked:
        return marked
    candidates = [file for file in files if not _BESIDE_THE_FORM.match(squeezed(file.name))]
    by_name = [file for file in candidates if bears_agency(file, rules)]
    titled = [file for file in candidates if has_form_title(file)]
    if by_name or titled:
        return [file for file in titled if file in by_name] or titled or by_name
    if not names_matter:
        # A picture of the letter goes for a form where nothing else does: it may stand in every signature.
        return [file for file in candidates if not _is_shown(file)] or candidates
    return [min(candidates, key=lambda file: _likeness(file, rules))] if candidates else []


def _without_copies(forms: list[File]) -> list[File]:
    """A clerk takes a PDF and pictures under one name for one form in two shapes, and keeps the PDF."""
    whole = {_called(file) for file in forms if file.type is FileType.PDF and _opens(file)}
    return [file for file in forms if file.type is not FileType.JPEG or _called(file) not in whole]


def _told_apart(file: File) -> tuple[object, ...]:
    return (file.name, file.sha256, file.origin, file.within)


def _called(file: File) -> tuple[str, int]:
    """What a file's name says, without its ending."""
    name = read_form_name(file.name)
    return squeezed(name.agency), name.number


def is_copy(file: File, form: File) -> bool:
    """Whether a picture is the PDF `form` once more, as their names tell."""
    if form.type is not FileType.PDF or file.type is not FileType.JPEG:
        return False
    return _called(file) == _called(form)


def bears_agency(file: File, rules: Rules) -> bool:
    """Whether the file's name holds the name of an agency."""
    names = (
        read_form_name(each[:_LONGEST_NAME]).agency for each in (file.name, *file.within[:_MOST_FOLDERS])
    )
    return any(names_agency(name, rules.register) for name in names)


def names_agency(name: str, register: Register) -> bool:
    """Whether words hold the name of an agency."""
    return has_legal_type(name) or bool(agencies.lookup(name, register) or agencies.in_text(name, register))


def _is_shown(file: File) -> bool:
    return file.origin == "inline" and file.type in (FileType.JPEG, FileType.PNG)


def _likeness(file: File, rules: Rules) -> tuple[bool, bool, bool, str, str]:
    """Sorts files by how well each may be the form, whatever their order in the message."""
    fits = right_type(file, Role.FORM, rules)
    return (not fits, not _opens(file), _is_shown(file), file.name, file.sha256)


def _opens(file: File) -> bool:
    readable = file.content.state in (ContentState.OK, ContentState.UNCHECKED)
    return file.size > 0 and readable and not file.content.malware


def right_type(file: File, role: Role, rules: Rules) -> bool:
    """Whether the file's bytes are of a kind that the announcement, as configured, takes for the role."""
    if role is Role.FORM:
        wanted = {".pdf": FileType.PDF, ".jpg": FileType.JPEG, ".jpeg": FileType.JPEG}
        return file.type in {wanted[ending] for ending in rules.form_extensions if ending in wanted}
    if file.type is FileType.VIDEO:
        ending = extension_of(file.name)
        return ending in rules.video_extensions or (
            bool(rules.video_extensions) and ending not in _VIDEO_ENDINGS
        )
    return file.type in POWERPOINT and f".{file.type.value}" in rules.deck_extensions
