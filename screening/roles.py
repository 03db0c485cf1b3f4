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
from screening.words.names import key, squeezed

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
_DIGITS = re.compile("[0-9]+")
_LONGEST_NAME = 255  # characters of a file's or folder's name, as file systems have it
_MOST_FOLDERS = 5  # around a file, the innermost first
_FORM_WORDS = re.compile("ใบส่งผลงาน|ใบสมัคร|แบบฟอร์ม|แบบเสนอผลงาน")
_DECK_WORDS = re.compile(
    "(?<!แบบ)(?<!ใบ)(?<!ฟอร์ม)นำเสนอ|สไลด์|พรีเซน|พาวเวอร์พ|presentation|powerpoint|slide|canva|pitch-?deck|keynote"
)
_SCREENSHOT = re.compile("screen-?_?shot|screencapture|ภาพหน้าจอ|capture|แคปหน้าจอ")
_PAGES_OF_A_FORM = 2
_PAGES_OF_A_DECK = 5  # of a PDF beside a marked form, whatever it is called
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
    """Whether the file is meant as the presentation: what its name says comes first, then its bytes.

    A document or a picture called `x.pptx` is a presentation of the wrong type, unless it bears the form's
    marker or title; a presentation called `x_form1.pdf` is told by `_is_misnamed_form`.
    """
    endings = (*rules.deck_extensions, *rules.video_extensions, *_DECK_LIKE_ENDINGS)
    if file.type in DECKS:
        return True
    called_form = read_form_name(file.name).number > 0 or has_form_title(file)
    return extension_of(file.name) in endings and (file.type not in FORM_LIKE or not called_form)


def _is_misnamed_form(file: File) -> bool:
    """Whether a presentation, a clip or an archive bears the form's marker and a form's ending."""
    wrong = file.type in DECKS or (is_archive(file) and file.content.state is ContentState.OK)
    marked = read_form_name(file.name).number > 0
    return wrong and marked and extension_of(file.name) in _FORM_LIKE_ENDINGS


def _shows_a_deck(file: File, *, beside_form: bool) -> bool:
    """Whether a PDF or a picture is the presentation, exported: by its name and its pages. A form has two."""
    if file.type not in FORM_LIKE or in_letter(file) or is_identity_card(file):
        return False
    if read_form_name(file.name).number > 0 or has_form_title(file):
        return False
    pages = file.content.pages or 0
    if any(_DECK_WORDS.search(squeezed(name)) for name in (file.name, *file.within[:_MOST_FOLDERS])):
        return beside_form or pages > _PAGES_OF_A_FORM
    plain = not _BESIDE_THE_FORM.match(squeezed(file.name))
    return beside_form and plain and file.type is FileType.PDF and pages >= _PAGES_OF_A_DECK


def roles_of(files: Sequence[File], rules: Rules, *, names_matter: bool) -> tuple[Role, ...]:
    """A role for each file, in order. Names do not matter in a thread whose agency is known."""
    decks = _decks_among(files, rules)
    open_files = [file for file, deck in zip(files, decks, strict=True) if not deck and _may_be_form(file)]
    forms = _without_copies(_forms_among(open_files, rules, names_matter=names_matter))
    chosen = set(map(_told_apart, forms))  # a list would be gone through once for each file
    return tuple(
        Role.DECK if deck else Role.FORM if _told_apart(file) in chosen else Role.OTHER
        for file, deck in zip(files, decks, strict=True)
    )


def _decks_among(files: Sequence[File], rules: Rules) -> list[bool]:
    """Which of the files are meant as the presentation. An exported one counts where there is none else."""
    decks = [is_deck(file, rules) for file in files]
    marked = any(
        _may_be_form(file) and read_form_name(file.name).number > 0
        for file, deck in zip(files, decks, strict=True)
        if not deck
    )
    if not marked:
        decks = [deck and not _is_misnamed_form(file) for file, deck in zip(files, decks, strict=True)]
    if any(decks):
        return decks
    forms = [file for file in files if _may_be_form(file) or _is_misnamed_form(file)]
    sure = [file for file in forms if read_form_name(file.name).number > 0 or has_form_title(file)]
    others = [file for file in forms if not _shows_a_deck(file, beside_form=True)]
    return [_shows_a_deck(file, beside_form=bool(sure) or _is_beside(file, others)) for file in files]


def _is_beside(file: File, others: Sequence[File]) -> bool:
    """Whether another file than this one may be the form."""
    return any(other is not file and not _BESIDE_THE_FORM.match(squeezed(other.name)) for other in others)


def may_be_shown(file: File) -> bool:
    """Whether staff may look at pages of it: what opens, is clean, and is no identity card."""
    content = file.content
    return content.state is ContentState.OK and not content.malware and not is_identity_card(file)


def is_scan(file: File) -> bool:
    """Whether it may be a signed and scanned sheet: no screenshot, nothing that is still to be filled in."""
    return file.type in FORM_TYPES and not _SCREENSHOT.search(squeezed(file.name))


def in_letter(file: File) -> bool:
    """Whether it is a picture of the letter that may be a form, or no more than a large logo."""
    return file.origin == "letter"


def _may_be_form(file: File) -> bool:
    if is_identity_card(file) or in_letter(file):
        return False
    if is_archive(file):
        return _is_misnamed_form(file)
    marked = read_form_name(file.name).number > 0
    return marked or file.type in FORM_LIKE or extension_of(file.name) in _FORM_LIKE_ENDINGS


def _forms_among(files: Sequence[File], rules: Rules, *, names_matter: bool) -> list[File]:
    """What is meant as the form: by its marker, else a title, else an agency's name, else alone."""
    marked = [file for file in files if read_form_name(file.name).number > 0]
    if marked:
        # An archive called a form is one only where nothing that came out of it may be.
        return [file for file in marked if not is_archive(file)] or _unless_unpacked(marked, files)
    candidates = [file for file in files if not _BESIDE_THE_FORM.match(squeezed(file.name))]
    by_name = [file for file in candidates if bears_agency(file, rules)]
    titled = [file for file in candidates if has_form_title(file)]
    if by_name or titled:
        return [file for file in titled if file in by_name] or titled or by_name
    if not names_matter:
        # A picture of the letter goes for a form where nothing else does: it may stand in every signature.
        return [file for file in candidates if not _is_shown(file)] or candidates
    best = min(candidates, key=lambda file: _likeness(file, rules), default=None)
    return [] if best is None else [file for file in candidates if file is best or _is_next_page(file, best)]


def _unless_unpacked(archives: list[File], files: Sequence[File]) -> list[File]:
    others = [file for file in files if not is_archive(file) and file.origin == "archive"]
    return others or archives


def _is_next_page(file: File, first: File) -> bool:
    """Whether two photographs are of one series: names that differ by a number alone (LINE's albums and
    pictures, `IMG_0012.jpg`, `1.jpg`), and neither is placed in the letter.
    """
    if file.type is not FileType.JPEG or first.type is not FileType.JPEG or _is_shown(file):
        return False
    return _DIGITS.sub("0", key(file.name)) == _DIGITS.sub("0", key(first.name))


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
