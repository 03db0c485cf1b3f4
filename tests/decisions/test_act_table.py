"""Every row of the table of acts: a mail that is held for the code, and what each act comes to."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from acting import Staff, staff
from builders import deck, file, form, mail, register
from servers.office import whose
from servers.smtp_sink import SmtpSink

from decisions.acts.table import ENDS
from registers.topics import read_topics
from screening.model.act import ActKind as K
from screening.model.decision import AgencyFinding, Certainty, Place, Role
from screening.model.register import Register
from screening.model.rules import AwardedWork
from screening.model.submission import SEALED, Content, ContentState, File, Submission

MAE_SAI, SHARED, FORMER = "เทศบาลตำบลแม่ไทรงาม", "เทศบาลตำบลหนองบัว", "เทศบาลตำบลบางม่วง"
PLACES = [
    (MAE_SAI, "แม่ไทร", "เชียงราย"),
    (SHARED, "เมือง", "กาญจนบุรี"),
    (SHARED, "หนองบัว", "นครสวรรค์"),
    ("เทศบาลตำบลแพรกษา", "เมือง", "สมุทรปราการ"),
    ("เทศบาลเมืองแพรกษา", "เมือง", "สมุทรปราการ"),
    (FORMER, "บางใหญ่", "นนทบุรี"),
]
_once = register(("เทศบาลตำบลบ้านบางม่วง", "เมือง", "นนทบุรี")).agencies[0]
BOOK = Register.of(
    [*register(*PLACES).agencies, replace(_once, former_names=("บางม่วง",))],
    "digest",
)
TITLE = "แอปพลิเคชันแจ้งเหตุฉุกเฉินในชุมชน"
CLOSES = datetime(2023, 7, 31, 9, 30, 59, tzinfo=UTC)
OPENS = datetime(2023, 6, 8, 1, 30, tzinfo=UTC)
FIRST, SECOND = "DGTI-2566-0001", "DGTI-2566-0002"
FORM, DECK, OTHER_DECK = form(MAE_SAI), deck(), deck("b.pptx")
NAME = f"{MAE_SAI}_form1.pdf"
BLANK = file(NAME, content=Content(ContentState.OK, pages=1, blank=True))
SECOND_FORM, OTHER_FORM = file(f"{MAE_SAI}_form1_b.pdf"), form("เทศบาลตำบลแพรกษา")
INFECTED = file("a.pptx", content=Content(ContentState.OK, slides=("ปัญหา",), malware="Test.Signature"))
TITLED = file("a.pptx", content=Content(ContentState.OK, slides=(TITLE, "ปัญหา"), title=TITLE))
IN_LETTER = replace(file("a.jpg"), origin="letter")
EMPTY = file(
    "a.pptx",
    content=Content(ContentState.OK, slides=("คลิกเพื่อเพิ่มชื่อเรื่อง\nClick to add subtitle",), illustrated=0),
)
BROUGHT = replace(deck("staff.pptx"), origin="staff")
BROUGHT_FORM = replace(form(MAE_SAI), origin="staff")
LISTED = (("list-id", "<awards.example.org>"), ("precedence", "list"))


def body(index: int) -> AgencyFinding:
    return AgencyFinding(Certainty.RESOLVED, Place(*PLACES[index]))


def by(sender: str, *files: File, **parsed: Any) -> Submission:
    return mail(*files, **{**whose(sender), **parsed})


@dataclass(frozen=True)
class Scene:
    """Mails, the last of which is held for the code, and for each act what it says and where it ends.

    `ends` gives for an act its words and the entry's status after it.
    """

    code: str
    mails: tuple[Submission, ...]
    ends: dict[K, tuple[dict[str, Any], str]]
    reference: str = FIRST
    at: datetime | None = None
    holds_on: set[str] = field(default_factory=set)


A, B = "a@one.example", "b@two.example"
SCENES = [
    Scene("agency-ambiguous", (by(A, form(SHARED), DECK),), {K.AGENCY: ({"agency": body(2)}, "complete")}),
    Scene(
        "agency-unknown",
        (by(A, form("เทศบาลตำบลแม่ไทรงาน"), DECK),),
        {K.AGENCY: ({"agency": body(0)}, "complete")},
    ),
    Scene("agency-former", (by(A, form(FORMER), DECK),), {K.AGENCY: ({"agency": body(5)}, "complete")}),
    Scene(
        "agency-conflict",
        (by(A, form("เทศบาลตำบลแพรกษา"), DECK, text="เทศบาลเมืองแพรกษา"),),
        {K.AGENCY: ({"agency": body(4)}, "complete")},
    ),
    Scene(
        "agency-conflict",
        (by(A, FORM, DECK, OTHER_FORM, OTHER_DECK),),
        {K.SPLIT: ({"parts": (OTHER_FORM.sha256, OTHER_DECK.sha256)}, "complete")},
    ),
    Scene(
        "agency-conflict",
        (by(A, FORM, DECK), by(A, form("เทศบาลตำบลแพรกษา"), subject=FIRST)),
        {K.SECOND_WORK: ({}, "incomplete"), K.JOIN: ({"reference": FIRST}, "void")},
        SECOND,
    ),
    Scene(
        "not-local",
        (by(A, file("โรงเรียนวัดใหม่_form1.pdf"), DECK),),
        {K.AGENCY: ({"agency": body(0)}, "complete"), K.DECISION: ({"words": "ข้อ 3"}, "complete")},
    ),
    Scene(
        "sender-unverified",
        (replace(by(A, FORM, DECK), authentication=mail(dmarc="fail").authentication),),
        {K.SENDER: ({}, "complete"), K.IGNORE: ({}, "void")},
    ),
    Scene(
        "sender-conflict",
        (by(A, FORM, DECK), by(B, form(MAE_SAI), OTHER_DECK)),
        {
            K.SENDER: ({"reference": FIRST}, "held"),
            K.SECOND_WORK: ({}, "complete"),
            K.REPLACE: ({"reference": FIRST}, "void"),
            K.IGNORE: ({}, "void"),
        },
        SECOND,
    ),
    Scene(
        "entry-ambiguous",
        (by(A, form(MAE_SAI)), by(A, form("เทศบาลตำบลแพรกษา")), by(A, DECK)),
        {K.JOIN: ({"reference": FIRST}, "void"), K.SECOND_WORK: ({}, "incomplete")},
        "DGTI-2566-0003",
    ),
    Scene(
        "second-work",
        (by(A, FORM, DECK), by(A, form(MAE_SAI), OTHER_DECK)),
        {K.SECOND_WORK: ({}, "complete"), K.REPLACE: ({"reference": FIRST}, "void")},
        SECOND,
    ),
    Scene(
        "revision-unproven",
        (by(A, FORM, DECK), by(A, OTHER_DECK, subject=FIRST)),
        {
            K.REPLACE: ({"reference": FIRST}, "complete"),
            K.SETTLED: ({"codes": ("revision-unproven",)}, "complete"),
        },
    ),
    Scene(
        "deck-by-link",
        (by(A, FORM, links=("https://drive.google.com/file/d/1",)),),
        {
            K.ATTACH: ({"files": (BROUGHT,)}, "complete"),
            K.SETTLED: ({"codes": ("deck-by-link",)}, "incomplete"),
        },
    ),
    Scene(
        "archive-unreadable",
        (by(A, file("ส่งผลงาน.zip")),),
        {
            K.ATTACH: ({"files": (BROUGHT_FORM, BROUGHT)}, "complete"),
            K.SETTLED: ({"codes": ("archive-unreadable",)}, "incomplete"),
        },
    ),
    Scene(
        "sealed-message",
        (by(A, file("message.rpmsg", content=Content(ContentState.ENCRYPTED, archive=SEALED))),),
        {
            K.ATTACH: ({"files": (BROUGHT_FORM, BROUGHT)}, "complete"),
            K.SETTLED: ({"codes": ("sealed-message",)}, "incomplete"),
        },
    ),
    Scene(
        "several-forms",
        (by(A, FORM, SECOND_FORM, DECK),),
        {
            K.ROLE: ({"file": SECOND_FORM.sha256, "role": Role.OTHER}, "complete"),
            K.SPLIT: ({"parts": (SECOND_FORM.sha256,)}, "complete"),
        },
    ),
    Scene(
        "form-blank",
        (by(A, BLANK, DECK),),
        {
            K.ROLE: ({"file": BLANK.sha256, "role": Role.FORM}, "complete"),
            K.REJECT: ({"codes": ("form-empty",)}, "incomplete"),
        },
    ),
    Scene(
        "form-in-letter",
        (by(A, IN_LETTER, DECK),),
        {
            K.ROLE: ({"file": IN_LETTER.sha256, "role": Role.FORM}, "incomplete"),
            K.SETTLED: ({"codes": ("form-in-letter",)}, "incomplete"),
        },
    ),
    Scene(
        "deck-template",
        (by(A, FORM, EMPTY),),
        {
            K.ROLE: ({"file": EMPTY.sha256, "role": Role.DECK}, "complete"),
            K.REJECT: ({"codes": ("deck-empty",)}, "incomplete"),
        },
    ),
    Scene(
        "malware",
        (by(A, FORM, INFECTED),),
        {
            K.ROLE: ({"file": INFECTED.sha256, "role": Role.OTHER}, "incomplete"),
            K.SETTLED: ({"codes": ("malware",)}, "complete"),
        },
    ),
    Scene(
        "unparsable",
        (by(A, whole=False, problem="cut"),),
        {
            K.ATTACH: ({"files": (BROUGHT_FORM, BROUGHT)}, "complete"),
            K.SETTLED: ({"codes": ("unparsable",)}, "incomplete"),
            K.IGNORE: ({}, "void"),
        },
    ),
    Scene(
        "too-large",
        (replace(by(A, replace(FORM, sha256="", size=0)), too_large=True),),
        {
            K.ATTACH: ({"files": (BROUGHT_FORM, BROUGHT)}, "complete"),
            K.SETTLED: ({"codes": ("too-large",)}, "incomplete"),
        },
    ),
    Scene(
        "previously-awarded",
        (by(A, FORM, TITLED),),
        {
            K.SETTLED: ({"codes": ("previously-awarded",)}, "complete"),
            K.DECISION: ({"words": "ข้อ 4"}, "complete"),
        },
    ),
    Scene(
        "early",
        (by(A, FORM, DECK),),
        {K.SETTLED: ({"codes": ("early",)}, "complete")},
        at=OPENS - timedelta(days=1),
    ),
    Scene(
        "time-unknown",
        (replace(by(A, FORM, DECK), time_told=False),),
        {K.TIME: ({"at": CLOSES - timedelta(hours=1)}, "complete")},
        at=CLOSES + timedelta(hours=1),
    ),
    Scene(
        "late",
        (by(A, FORM, DECK),),
        {
            K.TIME: ({"at": CLOSES - timedelta(hours=1)}, "complete"),
            K.SETTLED: ({"codes": ("late",)}, "incomplete"),
            K.DECISION: ({"words": "ส่งหลังกำหนด"}, "incomplete"),
        },
        at=CLOSES + timedelta(hours=1),
    ),
    Scene(
        "enquiry",
        (by(A, subject="สอบถาม", text="ใช้คลิปได้หรือไม่"),),
        {K.ANSWER: ({"words": "ได้ครับ"}, "enquiry"), K.SETTLED: ({"codes": ("enquiry",)}, "enquiry")},
    ),
    Scene(
        "enquiry",
        (by(A, FORM, DECK), by(B, subject="สอบถาม", text="ใช้คลิปได้หรือไม่")),
        {K.JOIN: ({"reference": FIRST}, "void")},
        SECOND,
    ),
    Scene(
        "message-in-thread",
        (by(A, FORM, DECK), by(A, subject=FIRST, text="ขอทราบผล")),
        {
            K.SETTLED: ({"codes": ("message-in-thread",)}, "complete"),
            K.ANSWER: ({"words": "อยู่ระหว่างพิจารณา"}, "complete"),
        },
    ),
    Scene(
        "withdrawal",
        (by(A, FORM, DECK), by(A, subject=FIRST, text="ขอถอนผลงาน")),
        {K.WITHDRAW: ({}, "withdrawn"), K.SETTLED: ({"codes": ("withdrawal",)}, "complete")},
    ),
    Scene(
        "automatic",
        (by(A, FORM, DECK, headers=LISTED),),
        {K.SETTLED: ({"codes": ("automatic",)}, "complete"), K.IGNORE: ({}, "void")},
    ),
    Scene(
        "junk-folder",
        (replace(by(A, FORM, DECK), junk=True),),
        {K.SETTLED: ({"codes": ("junk-folder",)}, "complete"), K.IGNORE: ({}, "void")},
    ),
]
ROWS = [(scene, kind) for scene in SCENES for kind in scene.ends]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Staff]:
    with SmtpSink() as sink, staff(tmp_path, sink, BOOK) as made:
        judge = made.office.parts.judge
        won = (AwardedWork("2565", MAE_SAI, TITLE),)
        rules = replace(judge.rules, awarded=won, topics=read_topics(None))
        made.office.parts = replace(made.office.parts, judge=replace(judge, rules=rules))
        yield made


@pytest.mark.parametrize(("scene", "kind"), ROWS, ids=[f"{scene.code}-{kind}" for scene, kind in ROWS])
def test_the_act_ends_what_waits(desk: Staff, scene: Scene, kind: K) -> None:
    act, status = scene.ends[kind]
    if scene.at:
        desk.office.clock.now = scene.at
    for each in scene.mails:
        desk.receive(each)
        desk.office.send()
    before = desk.log()
    assert scene.code in desk.codes(scene.reference)

    done = desk.do(scene.reference, kind, **act)
    assert desk.status(scene.reference) == status
    assert scene.code not in desk.codes(scene.reference)

    desk.do(scene.reference, K.UNDO, act=done.act.id)
    assert scene.code in desk.codes(scene.reference)
    kept = [
        (row.verdict, row.reasons, row.reference, row.entry_status, row.agency)
        for row in desk.log()
        if row.source != "by staff"
    ]
    assert kept == [(row.verdict, row.reasons, row.reference, row.entry_status, row.agency) for row in before]


def test_each_row_of_the_table_is_tried() -> None:
    tried = {(scene.code, kind) for scene, kind in ROWS}
    wanted = {(code, kind) for code, kinds in ENDS.items() for kind in kinds}
    # tests/decisions/test_acts.py, test_act_second.py
    wanted -= {(code, kind) for code in ("on-hold", "appeal", "proposed") for kind in ENDS[code]}
    wanted -= {("message-in-thread", K.REPLACE)}
    # tests/decisions/test_erase.py, test_act_trial.py
    wanted -= {(code, kind) for code in ("identity-card", "extended") for kind in ENDS[code]}
    assert wanted - tried == set()
