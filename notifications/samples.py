"""Letters to look at and to check templates with: one of every kind, and the branches that matter."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from notifications.desk import Desk
from screening.codes import reason
from screening.decision import (
    AgencyFinding,
    Certainty,
    Decision,
    EntryChange,
    EntryStatus,
    JudgedFile,
    Param,
    Place,
    ReplyPlan,
    Role,
    Template,
    Verdict,
)
from screening.letter import Letter, Standing
from screening.submission import Content, ContentState, File, FileType, Parsed, Submission

_PLACE = Place("องค์การบริหารส่วนตำบลแม่ใส", "เมืองพะเยา", "พะเยา")
_AGENCY = AgencyFinding(Certainty.EXACT, _PLACE, "นายกองค์การบริหารส่วนตำบลแม่ใส")
_NAME = f"{_PLACE.name}_form1.pdf"
_FORM = File(_NAME, 1_240_000, "5f" * 32, FileType.PDF, content=Content(ContentState.OK, pages=2))
_DECK = File(
    "นำเสนอผลงาน.pptx",
    8_400_000,
    "a7" * 32,
    FileType.PPTX,
    content=Content(ContentState.OK, slides=("",) * 12),
)
_VIDEO = File("คลิปนำเสนอ.mp4", 38_000_000, "c3" * 32, FileType.VIDEO)
_WORD = File("form1.docx", 48_000, "e9" * 32, FileType.DOCX)

FULL_PARAMS: dict[str, Param] = {
    "received": "ใบสมัคร 2566.pdf",
    "canonical": _NAME,
    "name": _PLACE.name,
    "district": _PLACE.district,
    "province": _PLACE.province,
    "candidates": [
        {"name": "เทศบาลตำบลหนองบัว", "district": "เมือง", "province": name} for name in ("กาญจนบุรี", "เลย")
    ],
    "reference": "DGTI-2566-0007",
    "size_mb": 72.4,
    "max_mb": 60,
    "type": "docx",
    "extension": ".pdf",
    "links": ["https://drive.example.org/a", "https://drive.example.org/b"],
    "detail": "EOF marker not found",
    "found": ["ปัญหา ที่มา และวัตถุประสงค์"],
    "missing": ["การต่อยอดและขยายผล"],
    "others": ["แบบที่สอง.pdf"],
    "pages": 2,
    "sign": "list",
    "domain": "example.org",
    "sender": "saraban@example.org",
    "received_at": "2023-07-31T09:31:00+00:00",
    "internal_date": "2023-07-20T03:00:00+00:00",
    "own_stamp": "2023-07-20T02:30:00+00:00",
    "title": "ระบบแจ้งเหตุชุมชน",
    "year": "2564",
    "seen": "แอปพลิเคชันแจ้งเหตุชุมชน",
    "similarity": 0.91,
    "sentence": "เริ่มใช้งานเมื่อ 1 มกราคม 2565",
    "slide": "3",
    "date": "2022-01-01",
}
"""Every parameter that a text may speak of, filled."""


def sample_letters(desk: Desk) -> Iterator[tuple[str, Letter]]:
    """Letters as they would go out under `desk`, each with a name that says what it shows."""
    early, late = desk.closes - timedelta(days=11), desk.closes + timedelta(seconds=1)
    yield "acknowledgement", _letter(Template.ACKNOWLEDGEMENT, early, ("form-renamed", "deck-topics"))
    yield "updated", _updated(early)
    yield (
        "identical",
        replace(
            _letter(Template.IDENTICAL, early, ("duplicate",)), first_received_at=early - timedelta(days=2)
        ),
    )
    yield "correction", _correction(early)
    yield "correction-closed", replace(_correction(early), written_at=late)
    yield "late", _late(late)
    yield "late-revision", replace(_late(late), status=EntryStatus.COMPLETE, first_received_at=early)
    yield "held", _held(early, "agency-ambiguous", "deck-by-link", "form-encrypted")
    yield "held-neutral", _held(early, "not-local")
    yield "enquiry", _enquiry(early)
    yield "enquiry-closed", _enquiry(late)


def _letter(
    kind: Template, at: datetime, codes: tuple[str, ...], files: tuple[File, ...] = (_FORM, _DECK)
) -> Letter:
    """A letter of this kind that names these codes, its files standing for a complete entry."""
    decision = Decision(
        verdict=Verdict.ACCEPTED,
        reasons=tuple(reason(code, **FULL_PARAMS) for code in codes),
        agency=_AGENCY,
        files=tuple(JudgedFile(file.sha256, _role(file), file is not _WORD) for file in files),
        change=EntryChange(None, EntryStatus.COMPLETE),
        reply=ReplyPlan(kind, "somchai@example.go.th"),
    )
    parsed = Parsed(message_id="<1@example.go.th>", subject="ส่งผลงานเข้าประกวด อบต.แม่ใส", files=files)
    standing = {_role(file): Standing(file, at, is_new=True) for file in files if file is not _WORD}
    return Letter(
        template=kind,
        to="somchai@example.go.th",
        reference="DGTI-2566-0042",
        status=EntryStatus.COMPLETE,
        submission=Submission("0" * 64, 9_700_000, at, parsed),
        decision=decision,
        first_received_at=at,
        written_at=at + timedelta(minutes=1),
        form=standing.get(Role.FORM),
        deck=standing.get(Role.DECK),
    )


def _role(file: File) -> Role:
    return Role.DECK if file in (_DECK, _VIDEO) else Role.FORM


def _updated(at: datetime) -> Letter:
    letter = _letter(Template.UPDATED, at, ("revision",), (_VIDEO,))
    before = at - timedelta(days=3)
    return replace(letter, form=Standing(_FORM, before, is_new=False), first_received_at=before, version=2)


def _correction(at: datetime) -> Letter:
    letter = _letter(Template.CORRECTION, at, ("form-type", "form-name", "identity-card"), (_WORD, _DECK))
    return replace(letter, status=EntryStatus.INCOMPLETE)


def _late(at: datetime) -> Letter:
    return replace(_letter(Template.LATE, at, ("late",)), status=EntryStatus.INCOMPLETE, form=None, deck=None)


def _held(at: datetime, *codes: str) -> Letter:
    letter = replace(_letter(Template.HELD, at, codes, (_FORM,)), status=EntryStatus.HELD)
    return replace(letter, decision=replace(letter.decision, agency=AgencyFinding(Certainty.UNKNOWN)))


def _enquiry(at: datetime) -> Letter:
    return replace(_letter(Template.ENQUIRY, at, ("enquiry",), ()), status=EntryStatus.ENQUIRY)
