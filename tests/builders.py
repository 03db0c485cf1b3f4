"""Facts for the tests of the pure rules, each with the defaults of a good entry."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from zoneinfo import ZoneInfo

from screening.entry.folding import Apart, Step, circle_of, fold, waiting_of
from screening.entry.writer import MEMBERS, is_official
from screening.judge import decide
from screening.model.decision import Decision, Disclosure, Place, Template
from screening.model.history import EntryState, History, KeptFile, SentLetter
from screening.model.register import Agency, Register
from screening.model.rules import Rules
from screening.model.submission import (
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


@dataclass(frozen=True)
class _Past:
    """What was decided on one message: its place, the entry it lies in, and the letters that went out."""

    place: int
    entry: int
    submission: Submission
    decision: Decision
    letters: tuple[tuple[int, SentLetter], ...]


@dataclass(frozen=True)
class Remembered(History):
    """A history that can be continued, as storage reads it back."""

    past: tuple[_Past, ...] = ()


def after(past: History, submission: Submission, under: Rules | None = None) -> History:
    """The history once `submission` was decided: what storage would read back."""
    decision = judge(submission, past, under)
    kept = past.past if isinstance(past, Remembered) else ()
    if decision.change is None:
        return past
    place = len(kept) + 1
    entry = decision.change.entry or max((each.entry for each in kept), default=0) + 1
    circles = {each.id: each.circle for each in past.entries}
    letters = []
    plan = decision.reply
    if plan.template and plan.suppressed is None:
        full = plan.disclosure is Disclosure.FULL
        letters.append((entry, SentLetter(f"<reply-{place}@dga.or.th>", plan.to, full, place, plan.template)))
    for number, notice in enumerate(decision.notices):
        if notice.suppressed is None:
            about = notice.entry or entry
            full = notice.to in circles.get(about, ())
            letter = SentLetter(
                f"<notice-{place}-{number}@dga.or.th>", notice.to, full, place, notice.template
            )
            letters.append((about, letter))
    kept = (*kept, _Past(place, entry, submission, decision, tuple(letters)))
    entries = tuple(_entry(number, kept) for number in dict.fromkeys(each.entry for each in kept))
    return Remembered(len(kept), entries, past.answers, past=kept)


def _entry(number: int, kept: tuple[_Past, ...]) -> EntryState:
    own = [each for each in kept if each.entry == number]
    steps = tuple(_step(each) for each in own)
    apart = [_apart(each) for each in kept if each.decision.about == number]
    stand = fold(steps)
    assert stand is not None
    letters = tuple(letter for each in kept for about, letter in each.letters if about == number)
    told = {letter.position for letter in letters if letter.full}
    files = sorted((file for step in steps for file in step.files), key=lambda file: file.received_at)
    return EntryState(
        id=number,
        reference=_reference(number),
        status=stand.status,
        verdict=own[-1].decision.verdict,
        agency=stand.agency,
        members=circle_of(steps),
        message_ids=frozenset(each.submission.parsed.message_id for each in own),
        letters=letters,
        files=tuple(files),
        form=stand.form,
        deck=stand.deck,
        reasons=own[-1].decision.reasons,
        first_received_at=stand.first_received_at,
        last_received_at=stand.last_received_at,
        answered=frozenset(
            letter.template.value
            for letter in letters
            if letter.full
            and letter.position >= stand.changed
            and letter.template not in (Template.CHANGED, Template.CONFIRM)
        ),
        waiting=waiting_of(steps, apart),
        outside=own[0].decision.about is not None and steps[0].writer not in MEMBERS,
        asked=Counter(reason.code for each in own if each.place in told for reason in each.decision.reasons),
    )


def _reference(number: int) -> str:
    return f"DGTI-2566-{number:04}"


def _files(past: _Past) -> tuple[KeptFile, ...]:
    came = past.submission.received_at
    pairs = zip(past.submission.files, past.decision.files, strict=True)
    official = is_official(past.decision.writer)
    own = (KeptFile(file, part.role, part.passes, came, part.aside, official) for file, part in pairs)
    taken = (KeptFile(each.file, each.role, True, each.received_at) for each in past.decision.taken)
    return (*own, *taken)


def _step(past: _Past) -> Step:
    change, writer = past.decision.change, past.decision.writer
    assert change is not None
    return Step(
        past.place,
        change.status,
        change.form,
        change.deck,
        past.decision.agency,
        past.submission.received_at,
        change.members,
        change.settled,
        writer.grade if writer else None,
        past.submission.parsed.sender.address,
        _files(past),
    )


def _apart(past: _Past) -> Apart:
    codes = frozenset(reason.code for reason in past.decision.reasons)
    sender = past.submission.parsed.sender.address
    return Apart(past.place, _reference(past.entry), sender, codes, _files(past))


def ours(past: History) -> tuple[str, ...]:
    """The Message-IDs of all our letters about the only entry."""
    return tuple(letter.message_id for letter in entry_of(past).letters)


def entry_of(past: History) -> EntryState:
    (only,) = past.entries
    return only


def seconds(number: int) -> timedelta:
    return timedelta(seconds=number)
