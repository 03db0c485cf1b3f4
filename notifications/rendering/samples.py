"""Letters to look at and to check templates with: one of every kind, and the branches that matter."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from notifications.rendering.desk import Desk
from screening.model.codes import reason
from screening.model.decision import (
    AgencyFinding,
    Certainty,
    Decision,
    Disclosure,
    EntryChange,
    EntryStatus,
    JudgedFile,
    Param,
    Place,
    Reason,
    ReplyPlan,
    Role,
    Template,
    Verdict,
)
from screening.model.letter import Digest, Letter, Standing
from screening.model.submission import Address, Content, ContentState, File, FileType, Parsed, Submission

_PLACE = Place("องค์การบริหารส่วนตำบลแม่ใส", "เมืองพะเยา", "พะเยา")
_AGENCY = AgencyFinding(Certainty.EXACT, _PLACE, "นายกองค์การบริหารส่วนตำบลแม่ใส")
_FOUNDER, _OTHER = "somchai@example.go.th", "somsri.j@example.com"
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
_HEIC = File("IMG_2566.heic", 2_100_000, "b4" * 32, FileType.HEIC)
_WORD = File("form1.docx", 48_000, "e9" * 32, FileType.DOCX)

_WORDS = """ตามที่ได้หารือทางโทรศัพท์ ขอให้ท่านยืนยันว่าไฟล์นำเสนอฉบับใดเป็นฉบับล่าสุด ดังนี้
1. นำเสนอผลงาน.pptx ซึ่งได้รับในอีเมลฉบับแรก
2. คลิปนำเสนอ.mp4 ซึ่งได้รับเป็นลิงก์

แบบฟอร์มและคำอธิบายอยู่ที่ https://award.example.or.th/forms?year=2566 หรือสอบถามที่ help@example.or.th"""
_FOUND = """จากการตรวจสอบใบส่งผลงานและเอกสารนำเสนอ พบว่าผลงานนี้เป็นผลงานเดียวกับ “ระบบแจ้งเหตุชุมชน”
ซึ่งได้รับรางวัลจากโครงการนี้ในปี 2564 โดยมิได้มีการพัฒนาต่อยอดในสาระสำคัญ

ตามประกาศของโครงการ ข้อ 4 ผลงานที่ส่งเข้าประกวดต้องไม่เคยได้รับรางวัลจากโครงการนี้มาก่อน"""

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
    before = early - timedelta(days=2)
    yield "identical", replace(_letter(Template.IDENTICAL, early, ("duplicate",)), first_received_at=before)
    yield "correction", _correction(early, "form-type", "identity-card")
    yield "correction-name", _correction(early, "form-name", "form-renamed")
    yield "correction-closed", replace(_correction(early, "form-type"), written_at=late)
    yield "late", _late(late)
    yield "late-revision", replace(_late(late), status=EntryStatus.COMPLETE, first_received_at=early)
    yield "held", _held(early, "agency-ambiguous", "deck-by-link", "form-encrypted")
    yield "held-neutral", _held(early, "not-local")
    yield "held-aside", _held_aside(early)
    yield "enquiry", _enquiry(early)
    yield "enquiry-closed", _enquiry(late)
    yield from _to_others(early, late)
    yield from _by_persons(early)


def _to_others(early: datetime, late: datetime) -> Iterator[tuple[str, Letter]]:
    """Letters about what somebody else than the applicant has sent."""
    changed = replace(_from_another(_updated(early)), template=Template.CHANGED)
    reasons = (reason("withdrawal", **FULL_PARAMS),)
    yield "changed", changed
    yield "changed-withdrawal", _without_files(changed, reasons)
    yield "changed-answer", _without_files(changed, ())
    confirm = replace(changed, template=Template.CONFIRM, other="DGTI-2566-0057")
    yield "confirm", confirm
    yield "confirm-group", replace(confirm, other=confirm.reference)
    aside = tuple(replace(file, aside=True) for file in confirm.decision.files)
    yield "confirm-aside", replace(confirm, decision=replace(confirm.decision, files=aside))
    guest = replace(changed, template=Template.UPDATED, to=_OTHER, disclosure=Disclosure.GUEST, form=None)
    yield "guest", guest
    neutral = replace(
        _from_another(_held(early, "sender-conflict")), to=_OTHER, disclosure=Disclosure.NEUTRAL
    )
    yield "neutral", neutral
    yield "neutral-reply-to", replace(neutral, to="another@example.org")
    late_one = replace(_from_another(_late(late)), to=_OTHER, disclosure=Disclosure.NEUTRAL)
    yield "neutral-late", late_one
    enquiry = replace(_from_another(_enquiry(early)), to=_OTHER, disclosure=Disclosure.NEUTRAL)
    yield "neutral-enquiry", enquiry


def _by_persons(at: datetime) -> Iterator[tuple[str, Letter]]:
    """Letters about what a person has decided, and in his own words."""
    decided = (reason("by-person", **FULL_PARAMS),)
    letter = replace(_of_person(Template.ANSWER, at), words=_WORDS)
    yield "answer", letter
    yield "answer-until", replace(letter, until=at + timedelta(days=3))
    yield "answer-enquiry", replace(_enquiry(at), template=Template.ANSWER, words=_WORDS)
    yield "answer-neutral", replace(letter, to=_OTHER, disclosure=Disclosure.NEUTRAL)
    yield "decision", replace(_of_person(Template.DECISION, at), words=_FOUND)
    status = _of_person(Template.STATUS, at)
    yield "status", replace(status, words=_WORDS)
    yield "status-withdrawn", replace(status, status=EntryStatus.WITHDRAWN)
    held = replace(status.decision, verdict=Verdict.HELD, reasons=(reason("on-hold"), *decided))
    thread = (f"<{'1' * 32}.status@example.or.th>",)
    yield "status-corrected", replace(status, status=EntryStatus.HELD, decision=held, thread=thread)
    chosen = replace(status.decision, agency=replace(_AGENCY, certainty=Certainty.RESOLVED))
    yield "acknowledgement-chosen", replace(status, template=Template.ACKNOWLEDGEMENT, decision=chosen)
    yield "listed", replace(_of_person(Template.LISTED, at), words="")
    missing = _correction(at, "deck-missing", "form-empty")
    yield "reminder", replace(missing, template=Template.REMINDER, status=EntryStatus.INCOMPLETE)
    yield "correction-words", replace(_correction(at, "form-type", "by-person"), words=_WORDS)


def sample_digest(desk: Desk) -> Digest:
    """A letter in place of several."""
    entries = (
        ("DGTI-2566-0101", _PLACE.name),
        ("DGTI-2566-0102", "เทศบาลตำบลแม่ไทรงาม"),
        ("DGTI-2566-0103", ""),
    )
    return Digest("saraban@example.go.th", "digest", entries, desk.closes - timedelta(hours=1))


def _letter(
    kind: Template, at: datetime, codes: tuple[str, ...], files: tuple[File, ...] = (_FORM, _DECK)
) -> Letter:
    """A letter of this kind that names these codes, its files standing for a complete entry."""
    decision = Decision(
        verdict=Verdict.ACCEPTED,
        reasons=tuple(reason(code, **FULL_PARAMS) for code in codes),
        agency=_AGENCY,
        files=tuple(JudgedFile(file.sha256, _role(file), file not in (_WORD, _HEIC)) for file in files),
        change=EntryChange(None, EntryStatus.COMPLETE),
        reply=ReplyPlan(kind, _FOUNDER),
    )
    parsed = Parsed(
        message_id="<1@example.go.th>",
        sender=Address(_FOUNDER),
        subject="ส่งผลงานเข้าประกวด อบต.แม่ใส",
        files=files,
    )
    standing = {_role(file): Standing(file, at, is_new=True) for file in files if file not in (_WORD, _HEIC)}
    return Letter(
        template=kind,
        to=_FOUNDER,
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


def _from_another(letter: Letter) -> Letter:
    parsed = replace(letter.submission.parsed, sender=Address(_OTHER), message_id="<2@example.com>")
    return replace(letter, submission=replace(letter.submission, parsed=parsed))


def _without_files(letter: Letter, reasons: tuple[Reason, ...]) -> Letter:
    submission = replace(letter.submission, parsed=replace(letter.submission.parsed, files=()))
    deck = Standing(_DECK, letter.first_received_at, is_new=False)
    decision = replace(letter.decision, files=(), reasons=reasons)
    return replace(letter, submission=submission, decision=decision, deck=deck)


def _updated(at: datetime) -> Letter:
    letter = _letter(Template.UPDATED, at, ("revision",), (_VIDEO,))
    before = at - timedelta(days=3)
    return replace(letter, form=Standing(_FORM, before, is_new=False), first_received_at=before, version=2)


def _correction(at: datetime, *codes: str) -> Letter:
    form = _FORM if "form-name" in codes else _WORD
    letter = _letter(Template.CORRECTION, at, codes, (form, _DECK))
    decision = replace(letter.decision, verdict=Verdict.REJECTED)
    return replace(letter, status=EntryStatus.INCOMPLETE, decision=decision)


def _late(at: datetime) -> Letter:
    return replace(_letter(Template.LATE, at, ("late",)), status=EntryStatus.INCOMPLETE, form=None, deck=None)


def _held(at: datetime, *codes: str) -> Letter:
    letter = replace(_letter(Template.HELD, at, codes, (_FORM,)), status=EntryStatus.HELD)
    decision = replace(letter.decision, verdict=Verdict.HELD, agency=AgencyFinding(Certainty.UNKNOWN))
    return replace(letter, decision=decision)


def _of_person(kind: Template, at: datetime) -> Letter:
    return replace(_letter(kind, at, ("by-person",)), written_at=at + timedelta(days=5))


def _held_aside(at: datetime) -> Letter:
    letter = _updated(at)
    aside = tuple(replace(file, aside=True) for file in letter.decision.files)
    unproven = (reason("revision-unproven", **FULL_PARAMS),)
    decision = replace(letter.decision, verdict=Verdict.HELD, files=aside, reasons=unproven)
    deck = Standing(_DECK, letter.first_received_at, is_new=False)
    return replace(letter, template=Template.HELD, decision=decision, deck=deck)


def _enquiry(at: datetime) -> Letter:
    return replace(_letter(Template.ENQUIRY, at, ("enquiry",), ()), status=EntryStatus.ENQUIRY)
