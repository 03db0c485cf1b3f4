"""Facts for the tests of the pure rules, each with the defaults of a good entry."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from zoneinfo import ZoneInfo

from screening import decide
from screening.decision import Decision, Place
from screening.history import EntryState, History, KeptFile
from screening.register import Agency, Register
from screening.rules import Rules
from screening.submission import (
    Address,
    Authentication,
    Content,
    ContentState,
    File,
    FileType,
    Parsed,
    Submission,
)

BANGKOK = ZoneInfo("Asia/Bangkok")
IN_TIME = datetime(2023, 7, 20, 3, 0, tzinfo=UTC)
SENDER = "officer@maesai.go.th"
MAE_SAI = "เทศบาลตำบลแม่ไทรงาม"
_TYPES = {
    ".pdf": FileType.PDF,
    ".jpg": FileType.JPEG,
    ".jpeg": FileType.JPEG,
    ".png": FileType.PNG,
    ".heic": FileType.HEIC,
    ".docx": FileType.DOCX,
    ".pptx": FileType.PPTX,
    ".ppt": FileType.PPT,
    ".mp4": FileType.VIDEO,
    ".zip": FileType.ZIP,
}
_fresh = count()


def rules(register: Register | None = None, **changes: object) -> Rules:
    made = Rules(
        contest="test",
        opens=datetime(2023, 6, 8, 1, 30, tzinfo=UTC),
        closes=datetime(2023, 7, 31, 9, 30, 59, tzinfo=UTC),
        zone=BANGKOK,
        own_addresses=frozenset({"dgti_awards@dga.or.th"}),
        register=register or Register(),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # test shorthand: any field by name


def register(*places: tuple[str, str, str], saraban: str = "") -> Register:
    """A register of (name, district, province); the address belongs to the first."""
    agencies = [
        Agency(Place(name, district, province), saraban=saraban if index == 0 else "")
        for index, (name, district, province) in enumerate(places)
    ]
    return Register.of(agencies, "digest")


def file(
    name: str, kind: FileType | None = None, content: Content | None = None, seed: str = "", size: int = 1000
) -> File:
    """A file of the type its ending promises, which opens."""
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    its_type = kind or _TYPES.get(ending, FileType.OTHER)
    digest = sha256((seed or f"{name}{next(_fresh)}").encode()).hexdigest()
    usual = Content() if its_type is FileType.ZIP else Content(ContentState.OK, pages=1)
    return File(name, size, digest, its_type, content=content or usual)


def form(agency: str = MAE_SAI) -> File:
    return file(f"{agency}_form1.pdf")


def deck(name: str = "นำเสนอ.pptx") -> File:
    return file(name, content=Content(ContentState.OK, slides=("ปัญหา", "นโยบาย")))


def mail(*files: File, at: datetime = IN_TIME, dmarc: str = "", **parsed: object) -> Submission:
    """A mail with `files`; further keywords are fields of Parsed."""
    fields: dict[str, object] = {
        "message_id": f"<{next(_fresh)}@maesai.go.th>",
        "sender": Address(SENDER),
        "return_path": SENDER,
        "subject": "ส่งผลงานเข้าประกวด",
        "content_type": "multipart/mixed",
        "files": files,
    }
    facts = Parsed(**{**fields, **parsed})  # type: ignore[arg-type]  # test shorthand: any field by name
    digest = sha256(repr(facts).encode()).hexdigest()
    return Submission(digest, 10_000, at, facts, Authentication(dmarc=dmarc), internal_date=at)


def judge(submission: Submission, past: History | None = None, under: Rules | None = None) -> Decision:
    return decide(submission, past or History(), under or rules())


def codes(decision: Decision) -> set[str]:
    return {reason.code for reason in decision.reasons}


def after(past: History, submission: Submission, under: Rules | None = None) -> History:
    """The history once `submission` was decided: what storage would read back."""
    decision = judge(submission, past, under)
    change = decision.change
    if change is None:
        return past
    old = next((entry for entry in past.entries if entry.id == change.entry), None)
    number = old.id if old else len(past.entries) + 1
    kept = tuple(
        KeptFile(each, judged.role, judged.passes, submission.received_at)
        for each, judged in zip(submission.files, decision.files, strict=True)
    )
    entry = EntryState(
        id=number,
        reference=f"DGTI-2566-{number:04}",
        status=change.status,
        verdict=decision.verdict,
        agency=decision.agency,
        senders=frozenset({submission.parsed.sender.address}) | (old.senders if old else frozenset()),
        message_ids=frozenset({submission.parsed.message_id}) | (old.message_ids if old else frozenset()),
        reply_ids=frozenset({f"<reply-{number}@dga.or.th>"}),
        files=(*(old.files if old else ()), *kept),
        form=change.form,
        deck=change.deck,
        reasons=decision.reasons,
        first_received_at=old.first_received_at if old else submission.received_at,
        last_received_at=submission.received_at,
        answered=frozenset({decision.reply.template.value} if decision.reply.template else ()),
    )
    others = tuple(each for each in past.entries if each.id != number)
    return History(past.number + 1, (*others, entry), past.answers)


def entry_of(past: History) -> EntryState:
    (only,) = past.entries
    return only


def seconds(number: int) -> timedelta:
    return timedelta(seconds=number)
