"""A contest of 500 invented entries with every oddity that a table, a pack or an account must bear.

The many are written straight into the tables; the odd ones are judged, acted upon and answered as ever. Every
file lies on the disk: its bytes are its seed, whose hash the builders give it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from acting import Staff, staff
from builders import file, mail
from records import fill
from servers.office import whose
from servers.smtp_sink import SmtpSink

from decisions.decide import Recorded
from runtime.parts import Parts
from screening.model.act import ActKind
from screening.model.decision import AgencyFinding, Certainty, Place
from screening.model.submission import Content, ContentState, File, FileType
from storage.engine import reading
from storage.erasing.tombstones import erased_from
from storage.shelves.shelf import Shelf
from storage.tables import Entry, Message

ENTRIES, ODD = 500, 29
"""Numbers in all, and how many of them the odd ones take."""
LONG = "องค์การบริหารส่วนตำบล" + "หนองบัวลำภูน้ำใสไหลเย็น" * 5
"""A name of 120 letters and more."""
CLOSED = datetime(2023, 8, 1, 2, 0, tzinfo=UTC)
FORMULA = '=HYPERLINK("https://evil.example","คลิก")'
HIDDEN = "ผลงาน\u202excod.exe"


@dataclass
class Quick(Staff):
    """Staff who do not have all records looked through after each act: other tests do."""

    def sound(self) -> None:
        """Nothing is looked through."""


@dataclass
class Contest:
    """The contest, and the numbers of its odd entries by what is odd about them."""

    folder: Path
    parts: Parts
    staff: Staff
    odd: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def deck(self, name: str, *slides: str, kind: FileType | None = None, **content: Any) -> File:
        """A deck on the disk."""
        made = Content(ContentState.OK, slides=slides or ("ปัญหา", "นโยบาย"), **content)
        return self._kept(name, kind, made)

    def form(self, agency: str) -> File:
        """A form on the disk."""
        return self._kept(f"{agency}_form1.pdf", None, None)

    def other(self, name: str, content: Content | None = None) -> File:
        """Any other file on the disk."""
        return self._kept(name, None, content)

    def _kept(self, name: str, kind: FileType | None, content: Content | None) -> File:
        seed = f"{name} {len(self.words)} ".ljust(1500, "ก")
        made = file(name, kind, content, seed=seed, size=len(seed.encode()))
        self.words[made.sha256] = seed
        _put(self.parts.files.files, made.sha256, seed.encode())
        return made

    def receive(self, *files: File, sender: str, **parsed: Any) -> Recorded:
        """A mail of those files, whose bytes lie on the disk as well."""
        recorded = self.staff.receive(mail(*files, **{**whose(sender), **parsed}))
        raw = str(self.staff.office._count)
        with reading(self.parts.engine) as session:
            digest = session.get_one(Message, recorded.decision.message_id).digest
        _put(self.parts.files.raw, digest, raw.encode())
        return recorded

    def entry(self, agency: str, sender: str, deck: File | None = None, **parsed: Any) -> str:
        """A form and a deck; the number that they got."""
        recorded = self.receive(self.form(agency), deck or self.deck("นำเสนอ.pptx"), sender=sender, **parsed)
        return self.reference(recorded)

    def reference(self, recorded: Recorded) -> str:
        """The number of an entry."""
        with reading(self.parts.engine) as session:
            return session.get_one(Entry, recorded.decision.entry_id).reference


def _put(shelf: Shelf, sha256: str, data: bytes) -> None:
    Path(shelf.place(sha256)).write_bytes(data)


@contextmanager
def contest(folder: Path, entries: int = ENTRIES) -> Iterator[Contest]:
    """The contest in `folder`: its letters of the odd entries are sent, those of the others wait."""
    with SmtpSink() as sink, staff(folder, sink, per_hour=100_000) as desk:
        made = Contest(folder, desk.office.parts, Quick(desk.office))
        _many(made, entries - ODD)
        for several in (_files, _rivals, _kept_apart, _acts):
            several(made)
        made.staff.office.clock.step(hours=1)
        made.staff.office.send()
        _late(made)
        yield made


def _files(made: Contest) -> None:
    """Odd files and names."""
    odd = made.odd
    title = made.deck("a.pptx", "ท้องถิ่นดิจิทัล 2566\nระบบจองคิวออนไลน์บ้านดอน\nเทศบาลตำบลบ้านดอน", "ปัญหา")
    odd["titled"] = made.entry("เทศบาลตำบลบ้านดอน", "a1@one.example", title)
    odd["long"] = made.entry(LONG, "a2@one.example")
    macros = made.deck(
        "b.pptm", kind=FileType.PPTM, macros=True, external_media=("file:///c:/clip.mp4", "x.mp4")
    )
    odd["macros"] = made.entry("เทศบาลเมืองหนองใส", "a3@one.example", macros)
    clip = made.other("คลิป.mp4", Content(ContentState.UNCHECKED))
    odd["clip"] = made.entry("เทศบาลนครเวียงใหม่", "a4@one.example", clip)
    odd["formula"] = made.entry(
        "เทศบาลตำบลนาดี", "a5@one.example", made.deck("=cmd.pptx", FORMULA), subject=FORMULA
    )
    odd["hidden"] = made.entry("เทศบาลตำบลนางาม", "a6@one.example", subject=HIDDEN + "ย" * 40_000)


def _rivals(made: Contest) -> None:
    """Two works of one body, two senders, a withdrawal, another name."""
    odd, do = made.odd, made.staff.do
    first = made.entry("เทศบาลตำบลสองงาน", "b1@one.example")
    other = made.deck("งานที่สอง.pptx", "แอปแจ้งเหตุ")
    second = made.receive(other, sender="b1@one.example", subject="ส่งผลงานอีกชิ้น")
    odd["two works"], odd["second work"] = first, made.reference(second)
    do(odd["second work"], ActKind.SECOND_WORK, why="เป็นคนละผลงาน")

    odd["contested"] = made.entry("เทศบาลตำบลถูกแย่ง", "c1@one.example")
    odd["rival"] = made.entry("เทศบาลตำบลถูกแย่ง", "c2@rival.example")
    odd["withdrawn"] = made.entry("เทศบาลตำบลขอถอน", "d1@one.example")
    do(odd["withdrawn"], ActKind.WITHDRAW, why="มีหนังสือขอถอน")
    odd["renamed"] = made.entry("เทศบาลตำบลชื่อเก่า", "e1@one.example")
    new = AgencyFinding(Certainty.RESOLVED, Place("เทศบาลเมืองชื่อใหม่", "เมือง", "ตาก"))
    do(odd["renamed"], ActKind.AGENCY, agency=new, why="เปลี่ยนชื่อแล้ว")


def _kept_apart(made: Contest) -> None:
    """Files that must not leave the house."""
    odd, do = made.odd, made.staff.do
    card = made.other("สำเนาบัตรประชาชน.pdf")
    recorded = made.receive(
        made.form("เทศบาลตำบลมีบัตร"), made.deck("นำเสนอ.pptx"), card, sender="f1@one.example"
    )
    odd["card"] = made.reference(recorded)
    packed = made.other("เอกสารแนบ.zip")
    inside = replace(made.other("บัตรประชาชน.pdf"), origin="archive")
    whole = (made.form("เทศบาลตำบลบัตรในซิป"), made.deck("นำเสนอ.pptx"), packed, inside)
    odd["packed card"] = made.reference(made.receive(*whole, sender="f2@one.example"))
    bad = made.deck("bad.pptx", malware="Eicar-Test")
    odd["malware"] = made.entry("เทศบาลตำบลมีไวรัส", "g1@one.example", bad)
    cleared = made.deck("cleared.pptx", malware="Heuristic")
    odd["false alarm"] = made.entry("เทศบาลตำบลเตือนผิด", "g2@one.example", cleared)
    do(odd["false alarm"], ActKind.SETTLED, codes=("malware",), why="ตรวจซ้ำแล้วไม่พบ")

    odd["erased"] = made.entry("เทศบาลตำบลลบไฟล์", "h1@one.example")
    gone = made.staff.entry_row(odd["erased"]).deck
    do(odd["erased"], ActKind.ERASE, file=gone, why="มีข้อมูลส่วนบุคคล")
    _cut_mails(made)


def _acts(made: Contest) -> None:
    """What persons decided."""
    odd, do = made.odd, made.staff.do
    question = made.receive(sender="i1@one.example", subject="สอบถาม", text="ใช้คลิปได้หรือไม่")
    odd["question"] = made.reference(question)
    do(odd["question"], ActKind.ANSWER, words="ใช้ได้", why="ตามประกาศ")
    made.receive(
        sender="robot@one.example", subject="ตอบกลับอัตโนมัติ", headers=(("auto-submitted", "auto-replied"),)
    )
    picture = made.other("เทศบาลตำบลรับไว้_form1.png")
    odd["accepted though"] = made.reference(
        made.receive(picture, made.deck("นำเสนอ.pptx"), sender="j1@one.example")
    )
    do(odd["accepted though"], ActKind.ACCEPT, why=FORMULA, who="prasert")
    odd["attached"] = made.reference(made.receive(made.form("เทศบาลตำบลแนบไฟล์"), sender="j2@one.example"))
    do(odd["attached"], ActKind.ATTACH, files=(made.deck("จากลิงก์.pptx"),), why="ดาวน์โหลดจากลิงก์")
    odd["extended"] = made.reference(made.receive(made.form("เทศบาลตำบลขอเวลา"), sender="j3@one.example"))
    do(odd["extended"], ActKind.EXTEND, at=CLOSED + timedelta(days=5), words="ขยายเวลาให้", why="น้ำท่วม")
    odd["not eligible"] = made.entry("เทศบาลตำบลไม่ผ่าน", "k1@one.example")
    do(odd["not eligible"], ActKind.DECISION, words="มิใช่ผลงานของหน่วยงาน ตามข้อ 3", why="ข้อ 3")
    odd["eligible"] = made.entry("เทศบาลตำบลผ่านแล้ว", "k2@one.example")
    do(odd["eligible"], ActKind.ELIGIBLE, why="ครบ")
    odd["undone"] = made.entry("เทศบาลตำบลย้อนคืน", "k3@one.example")
    done = do(odd["undone"], ActKind.HOLD, why="ขอตรวจอีกครั้ง")
    do(odd["undone"], ActKind.UNDO, act=done.act.id, why="กดผิด")
    odd["proposed"] = made.entry("เทศบาลตำบลรอยืนยัน", "k4@one.example")
    office = made.staff.office
    alone = office.parts
    two = replace(alone.judge, second_person=frozenset({"withdraw"}))
    office.parts = replace(alone, judge=two)
    proposal = do(odd["proposed"], ActKind.WITHDRAW, why="มีหนังสือขอถอน")
    do(odd["proposed"], ActKind.CONFIRM, act=proposal.act.id, why="เห็นชอบ", who="prasert")
    office.parts = alone
    odd["kept"] = made.entry("เทศบาลตำบลรวมเลข", "l1@one.example")
    odd["joined"] = made.entry("เทศบาลตำบลรวมเลข", "l2@one.example")
    do(odd["joined"], ActKind.JOIN, reference=odd["kept"], why="รายเดียวกัน")


def _cut_mails(made: Contest) -> None:
    """What `ingest` does when a file is erased: the mail without it takes the place of the mail."""
    with reading(made.parts.engine) as session:
        for read in made.staff.read.values():
            for tomb in erased_from(session, read.digest):
                _put(made.parts.files.raw, tomb.cut, f"{read.digest} cut".encode())


def _many(made: Contest, count: int) -> None:
    """The many; of ten mails one is ignored, and leaves no number behind."""
    fill(made.parts.engine, made.parts.contest, count, held=0)
    for number in range(1, count + 1):
        for part in (0, 1):
            _put(made.parts.files.files, bytes_of(f"{number} {part}"), f"{number} {part}".encode())


def bytes_of(seed: str) -> str:
    """The hash of a file whose bytes are `seed`."""
    return sha256(seed.encode()).hexdigest()


def _late(made: Contest) -> None:
    clock = made.staff.office.clock
    clock.now = CLOSED
    made.odd["late"] = made.entry("เทศบาลตำบลมาช้า", "z1@one.example")
    made.odd["taken late"] = made.entry("เทศบาลตำบลรับทีหลัง", "z2@one.example")
    made.staff.do(
        made.odd["taken late"],
        ActKind.TIME,
        at=CLOSED - timedelta(days=2),
        why="เซิร์ฟเวอร์ล่ม มีหลักฐาน",
        who="prasert",
    )
