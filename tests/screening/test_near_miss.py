"""What a wise clerk says of 38 kinds of file name that are nearly right, each with its cousins.

A: accepted, nothing to say. A+: accepted, with the polite note that the name was put right. C: a correction
is asked for. H: a person looks. Names are those of public bodies, chosen for their traps.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from builders import after, codes, deck, file, judge, mail, ours, rules

from parsers.child.mime.filenames import clean
from screening.model.decision import Certainty, Decision, Place, Severity, Verdict
from screening.model.history import History
from screening.model.register import Agency, Register
from screening.model.submission import Address, Content, ContentState, FileType

SAO = "องค์การบริหารส่วนตำบล"
PAO = "องค์การบริหารส่วนจังหวัด"
MAE_SAI = f"{SAO}แม่ใส"
MAE_SAI_OFFICE = "saraban_06560115@dla.go.th"
NONG_BUA_OFFICE = "saraban_06710101@dla.go.th"


def _register() -> Register:
    def body(name: str, district: str, province: str, **more: object) -> Agency:
        return Agency(Place(name, district, province), **more)  # type: ignore[arg-type]  # fields by name

    return Register.of(
        (
            body(MAE_SAI, "เมืองพะเยา", "พะเยา", saraban=MAE_SAI_OFFICE, english="Mae Sai"),
            body(f"{SAO}แม่ทราย", "ร้องกวาง", "แพร่", english="Mae Sai"),
            body("เทศบาลตำบลแม่สาย", "แม่สาย", "เชียงราย", english="Mae Sai"),
            body("เทศบาลตำบลแม่สายมิตรภาพ", "แม่สาย", "เชียงราย", former_names=("แม่สาย",)),
            body(f"{SAO}หนองบัว", "พัฒนานิคม", "ลพบุรี", domains=("nongbua-lopburi.go.th",)),
            body(f"{SAO}หนองบัว", "เมืองกาญจนบุรี", "กาญจนบุรี", saraban=NONG_BUA_OFFICE),
            body(f"{SAO}หนองบัว", "เมืองจันทบุรี", "จันทบุรี"),
            body(f"{SAO}หนองบัว", "ท่าใหม่", "จันทบุรี"),
            body("เทศบาลตำบลหนองบัว", "เมืองกาญจนบุรี", "กาญจนบุรี"),
            body("เทศบาลตำบลหนองบัว", "หนองบัว", "นครสวรรค์"),
            body("เทศบาลเมืองกำแพงเพชร", "เมืองกำแพงเพชร", "กำแพงเพชร"),
            body("เทศบาลเมืองกำแพงเพชร", "รัตภูมิ", "สงขลา"),
            body("เทศบาลนครนครศรีธรรมราช", "เมืองนครศรีธรรมราช", "นครศรีธรรมราช"),
            body(f"{PAO}นครศรีธรรมราช", "", "นครศรีธรรมราช"),
            body("เทศบาลนครนครสวรรค์", "เมืองนครสวรรค์", "นครสวรรค์"),
            body("เทศบาลเมืองเมืองพล", "พล", "ขอนแก่น"),
            body("เทศบาลตำบลแพรกษา", "เมืองสมุทรปราการ", "สมุทรปราการ"),
            body("เทศบาลเมืองแพรกษา", "เมืองสมุทรปราการ", "สมุทรปราการ", english="Phraek Sa"),
            body("เทศบาลตำบลบางม่วง", "บางใหญ่", "นนทบุรี", saraban="saraban_05120201@dla.go.th"),
            body("เทศบาลตำบลบ้านบางม่วง", "บางใหญ่", "นนทบุรี", former_names=("บางม่วง",)),
            body(f"{SAO}คลองด่าน", "บางบ่อ", "สมุทรปราการ", former_names=("บางเหี้ย",)),
            body("เทศบาลตำบลศรีษะทอง", "นครชัยศรี", "นครปฐม"),
            body("เทศบาลตำบลกบินทร์", "กบินทร์บุรี", "ปราจีนบุรี", misspellings=("กบินทร์บุรี",)),
            body(f"{PAO}นครราชสีมา", "", "นครราชสีมา"),
            body("เทศบาลนครนครราชสีมา", "เมืองนครราชสีมา", "นครราชสีมา"),
            body(f"{PAO}พระนครศรีอยุธยา", "", "พระนครศรีอยุธยา"),
            body(f"{PAO}พะเยา", "", "พะเยา"),
            body("เทศบาลตำบลกม.5", "เมืองประจวบคีรีขันธ์", "ประจวบคีรีขันธ์"),
            body("เทศบาลตำบลใหม่กม.5", "เมืองตาก", "ตาก", former_names=("กม.5",)),
            body("เทศบาลตำบลจ.ป.ร.", "กระบุรี", "ระนอง"),
            body("เทศบาลตำบลต้นตาล - พระยาทด", "เสาไห้", "สระบุรี"),
            body(f"{SAO}บ้านน้อยซุ้มขี้เหล็ก", "เนินมะปราง", "พิษณุโลก"),
            body(f"{SAO}วัดโบสถ์", "เมืองปราจีนบุรี", "ปราจีนบุรี"),
            body("กรุงเทพมหานคร", "", "กรุงเทพมหานคร"),
            body("เมืองพัทยา", "บางละมุง", "ชลบุรี"),
        ),
        "sample",
    )


UNDER = rules(_register())
LENIENT = rules(_register(), naming="lenient")
PDF, JPEG = FileType.PDF, FileType.JPEG
OFFICE: Mapping[str, object] = {"sender": Address(MAE_SAI_OFFICE), "dmarc": "pass"}


@dataclass(frozen=True)
class Case:
    """One mail: the names of its files beside a deck, what else it says, and what a clerk answers."""

    says: str
    files: tuple[str, ...]
    answer: str
    codes: frozenset[str] = frozenset()
    agency: str = ""
    candidates: tuple[str, ...] | None = None
    kind: FileType | None = None
    state: ContentState = ContentState.OK
    lenient: bool = False
    mail: Mapping[str, object] = field(default_factory=dict)


def case(says: str, files: str | tuple[str, ...], answer: str, *found: str, **more: object) -> object:
    named = (files,) if isinstance(files, str) else files
    made = Case(says, named, answer, frozenset(found), **more)  # type: ignore[arg-type]  # fields by name
    return pytest.param(made, id=says)


def a(says: str, name: str, agency: str = MAE_SAI, **more: object) -> object:
    return case(says, name, "A", agency=agency, **more)


def plus(says: str, files: str | tuple[str, ...], agency: str = MAE_SAI, **more: object) -> object:
    return case(says, files, "A+", agency=agency, **more)


def correct(says: str, name: str, code: str, **more: object) -> object:
    return case(says, name, "C", code, **more)


def hold(says: str, files: str | tuple[str, ...], *found: str, **more: object) -> object:
    return case(says, files, "H", *found, **more)


def judged(row: Case) -> Decision:
    content = Content(row.state, pages=1)
    files = [file(clean(name), row.kind, content) for name in row.files]
    sent = mail(*files, deck(), **row.mail)  # type: ignore[arg-type]  # fields by name
    return judge(sent, under=LENIENT if row.lenient else UNDER)


def severe(decision: Decision, severity: Severity) -> set[str]:
    return {reason.code for reason in decision.of(severity)}


EXACT = (
    a("1: the exact name of one body", f"{MAE_SAI}_form1.pdf"),
    a("1: a photograph of it", f"{MAE_SAI}_form1.jpg"),
    a(
        "1: a longer name that begins with another's",
        "เทศบาลตำบลแม่สายมิตรภาพ_form1.pdf",
        "เทศบาลตำบลแม่สายมิตรภาพ",
    ),
    a("1: a city that is its own type", "เมืองพัทยา_form1.pdf", "เมืองพัทยา"),
    hold("2: a name that four bodies share", f"{SAO}หนองบัว_form1.pdf", "agency-ambiguous"),
    a(
        "2: the shared name, and the province in the body",
        f"{SAO}หนองบัว_form1.pdf",
        f"{SAO}หนองบัว",
        mail={"text": "ขอส่งผลงาน จังหวัดกาญจนบุรี"},
    ),
    a(
        "2: the shared name, and the district too where the province has two",
        f"{SAO}หนองบัว_form1.pdf",
        f"{SAO}หนองบัว",
        mail={"text": "อ.ท่าใหม่ จ.จันทบุรี"},
    ),
    hold(
        "2: a province that two of them are in",
        f"{SAO}หนองบัว_form1.pdf",
        "agency-ambiguous",
        mail={"text": "จังหวัดจันทบุรี"},
    ),
    a(
        "2: the shared name from its official address",
        f"{SAO}หนองบัว_form1.pdf",
        f"{SAO}หนองบัว",
        mail={"sender": Address(NONG_BUA_OFFICE), "dmarc": "pass"},
    ),
    a(
        "2: the shared name from its own proven host",
        f"{SAO}หนองบัว_form1.pdf",
        f"{SAO}หนองบัว",
        mail={"sender": Address("x@nongbua-lopburi.go.th"), "dmarc": "pass"},
    ),
    hold(
        "2: an address that nobody proved",
        f"{SAO}หนองบัว_form1.pdf",
        "agency-ambiguous",
        mail={"sender": Address(NONG_BUA_OFFICE)},
    ),
    hold("3: a town of that name in two provinces", "เทศบาลเมืองกำแพงเพชร_form1.jpg", "agency-ambiguous"),
    a(
        "3: the town, and its district in the subject",
        "เทศบาลเมืองกำแพงเพชร_form1.jpg",
        "เทศบาลเมืองกำแพงเพชร",
        mail={"subject": "ส่งผลงาน อำเภอรัตภูมิ"},
    ),
    hold(
        "3: a person's name is no province",
        "เทศบาลเมืองกำแพงเพชร_form1.jpg",
        "agency-ambiguous",
        mail={"text": "นายกำแพงเพชรชัย ใจดี"},
    ),
)
INVISIBLE = (
    a("4: sara am in two pieces", "องค์การบริหารส่วนตําบลแม่ใส_form1.pdf"),
    a(
        "4: sara am in two pieces behind a tone",
        "เทศบาลตําบลต้นตาล - พระยาทด_form1.pdf",
        "เทศบาลตำบลต้นตาล - พระยาทด",
    ),
    a("4: a glyph of an old font", f"{SAO}แม\uf70aใส_form1.pdf"),
    a("5: sara e typed twice for sara ae", f"{SAO}เเม่ใส_form1.pdf"),
    a("5: twice over in one name", "เทศบาลตำบลเเพรกษา_form1.pdf", "เทศบาลตำบลแพรกษา"),
    a("5: with a tone typed twice", f"{SAO}เเม่่ใส_form1.pdf"),
    a("6: a byte order mark in front", f"\ufeff{MAE_SAI}_form1.pdf"),
    a("6: a zero width space inside", f"{SAO}\u200bแม่ใส_form1.pdf"),
    a("6: a word joiner and a soft hyphen", f"{SAO}\u2060แม่\u00adใส_form1.pdf"),
    a("7: a space before the underscore", f"{MAE_SAI} _form1.pdf"),
    a("7: a space behind the underscore", f"{MAE_SAI}_ form1.pdf"),
    a("7: a space that does not break", f"{MAE_SAI}\u00a0_form1.pdf"),
    a("8: capital letters", f"{MAE_SAI}_Form1.PDF"),
    a("8: all capital letters", f"{MAE_SAI}_FORM1.PDF"),
    a("8: a photograph in capitals", f"{MAE_SAI}_Form1.JPG"),
)
MARKERS = (
    plus("9: a Thai digit", f"{MAE_SAI}_form๑.pdf"),
    plus("9: a digit of full width", f"{MAE_SAI}_form１.pdf"),
    plus("9: a nought before it", f"{MAE_SAI}_form01.pdf"),
    plus("10: from for form", f"{MAE_SAI}_from1.pdf"),
    plus("10: fom for form", f"{MAE_SAI}_fom1.pdf"),
    plus("10: From with a capital", f"{MAE_SAI}_From1.pdf"),
    correct(
        "10: from for form, and no pdf at all", f"{MAE_SAI}_from1.pdf", "form-mismatch", kind=FileType.HTML
    ),
    *(
        plus(f"11: {mark}", f"{MAE_SAI}{mark}.pdf")
        for mark in ("-form1", " form1", "form1", "_form_1", "＿form1")
    ),
    *(
        plus(f"11: {mark}", f"{MAE_SAI}{mark}.pdf")
        for mark in ("_form-1", "_form 1", "_ฟอร์ม1", "_แบบฟอร์ม1", "_form")
    ),
    plus("11: the marker in front", f"form1_{MAE_SAI}.pdf"),
    *(
        plus(f"12: {short}", f"{short}_form1.pdf")
        for short in (
            "อบต.แม่ใส",
            "อบต แม่ใส",
            "อบตแม่ใส",
            "อ.บ.ต.แม่ใส",
            "อบต. แม่ใส",
            "อบต.ตำบลแม่ใส",
            "อบต.ต.แม่ใส",
        )
    ),
    plus("12: the organisation of another word", "องค์กรบริหารส่วนตำบลแม่ใส_form1.pdf"),
    plus("12: half shortened", "องค์การบริหารส่วน ต.แม่ใส_form1.pdf"),
    plus("12: the office of the body", f"สำนักงาน{MAE_SAI}_form1.pdf"),
    plus("12: a municipality shortened", "ทต. แม่สาย_form1.pdf", "เทศบาลตำบลแม่สาย"),
    plus("12: a town shortened without a dot", "ทม แพรกษา_form1.pdf", "เทศบาลเมืองแพรกษา"),
    plus("12: the capital shortened", "กทม._form1.pdf", "กรุงเทพมหานคร"),
    plus("12: the name of the work beside it", "อบต.แม่ใส_โครงการขยะดี_form1.pdf"),
)
UNTYPED = (
    correct("13: no type", "แม่ใส_form1.pdf", "form-name"),
    plus("13: no type, from the official address", "แม่ใส_form1.pdf", mail=OFFICE),
    plus(
        "13: no type, the whole name in the subject", "แม่ใส_form1.pdf", mail={"subject": f"ส่งผลงาน {MAE_SAI}"}
    ),
    plus(
        "13: no type, the mail names the province's body as well",
        "แม่ใส_form1.pdf",
        mail={"text": "เรียน อบจ.พะเยา\nอบต.แม่ใส ขอส่ง"},
    ),
    correct(
        "13: no type, and an address that nobody proved",
        "แม่ใส_form1.pdf",
        "form-name",
        mail={**OFFICE, "dmarc": ""},
    ),
    hold(
        "13: no type, and the mail speaks for a body of another name",
        "แม่ใส_form1.pdf",
        "agency-conflict",
        mail={"text": "เทศบาลตำบลแม่สาย ขอส่งผลงาน"},
    ),
    plus(
        "13: only the province, and the mail names a body in it",
        "พะเยา_form1.pdf",
        mail={"text": "อบต.แม่ใส จ.พะเยา"},
    ),
    correct("13: a temple's name is a subdistrict's too", "วัดโบสถ์_form1.pdf", "form-name"),
    correct("13: a word that only begins like a type", "ทนายความ_form1.pdf", "form-name"),
    hold(
        "14: one นคร dropped",
        "เทศบาลนครศรีธรรมราช_form1.pdf",
        "agency-unknown",
        candidates=("เทศบาลนครนครศรีธรรมราช",),
    ),
    hold(
        "14: the same of Nakhon Sawan",
        "เทศบาลนครสวรรค์_form1.pdf",
        "agency-unknown",
        candidates=("เทศบาลนครนครสวรรค์",),
    ),
    hold(
        "14: one เมือง dropped", "เทศบาลเมืองพล_form1.pdf", "agency-unknown", candidates=("เทศบาลเมืองเมืองพล",)
    ),
    hold(
        "14: เทศบาล without its kind",
        "เทศบาลแม่สาย_form1.pdf",
        "agency-unknown",
        candidates=("เทศบาลตำบลแม่สาย",),
    ),
    plus(
        "14: one นคร dropped, the mail has both",
        "เทศบาลนครศรีธรรมราช_form1.pdf",
        "เทศบาลนครนครศรีธรรมราช",
        mail={"text": "ในนามเทศบาลนครนครศรีธรรมราช"},
    ),
)
CONFLICTS = (
    hold(
        "15: a mail signed by the town of the same name",
        "เทศบาลตำบลแพรกษา_form1.pdf",
        "agency-conflict",
        mail={"text": "ขอส่งผลงาน\nขอแสดงความนับถือ\nเทศบาลเมืองแพรกษา"},
    ),
    hold(
        "15: a subject that speaks for another body",
        f"{MAE_SAI}_form1.pdf",
        "agency-conflict",
        mail={"subject": "ส่งผลงาน เทศบาลตำบลแม่สาย"},
    ),
    hold(
        "15: the official address of another body",
        "เทศบาลตำบลแพรกษา_form1.pdf",
        "agency-conflict",
        mail={"sender": Address(MAE_SAI_OFFICE)},
    ),
    hold(
        "15: two forms of two bodies",
        (f"{MAE_SAI}_form1.pdf", "เทศบาลตำบลแพรกษา_form1.pdf"),
        "agency-conflict",
        "several-forms",
    ),
    a(
        "15: the mail names its own body and another",
        "เทศบาลตำบลแพรกษา_form1.pdf",
        "เทศบาลตำบลแพรกษา",
        mail={"text": "เทศบาลตำบลแพรกษา ร่วมกับ เทศบาลเมืองแพรกษา ขอส่งผลงาน"},
    ),
    a(
        "15: the province's body that passed the call on",
        f"{MAE_SAI}_form1.pdf",
        mail={"text": "ตามที่ อบจ.พะเยา แจ้งเวียน จึงขอส่งผลงาน"},
    ),
    hold(
        "16: the status before it rose",
        "อบต.แพรกษา_form1.pdf",
        "agency-former",
        candidates=("เทศบาลตำบลแพรกษา", "เทศบาลเมืองแพรกษา"),
    ),
    hold("16: a name given up", f"{SAO}บางเหี้ย_form1.pdf", "agency-former", candidates=(f"{SAO}คลองด่าน",)),
    hold("16: a name given up, with another type", "อบต.บางม่วง_form1.pdf", "agency-former"),
    plus(
        "16: the status before it rose, the mail has the present one",
        "อบต.แพรกษา_form1.pdf",
        "เทศบาลเมืองแพรกษา",
        mail={"text": "เทศบาลเมืองแพรกษา ขอส่งผลงาน"},
    ),
    hold(
        "17: a name that a neighbour bore and may still be called by",
        "เทศบาลตำบลบางม่วง_form1.pdf",
        "agency-former",
        candidates=("เทศบาลตำบลบางม่วง", "เทศบาลตำบลบ้านบางม่วง"),
    ),
    a(
        "17: the same from its own official address",
        "เทศบาลตำบลบางม่วง_form1.pdf",
        "เทศบาลตำบลบางม่วง",
        mail={"sender": Address("saraban_05120201@dla.go.th"), "dmarc": "pass"},
    ),
    a("17: the neighbour by its present name", "เทศบาลตำบลบ้านบางม่วง_form1.pdf", "เทศบาลตำบลบ้านบางม่วง"),
    a("17: a name that a neighbour gave up for good", "เทศบาลตำบลแม่สาย_form1.pdf", "เทศบาลตำบลแม่สาย"),
    a("17: a name that a body of another province bore", "เทศบาลตำบลกม.5_form1.pdf", "เทศบาลตำบลกม.5"),
    hold(
        "18: the dictionary's spelling",
        "เทศบาลตำบลศีรษะทอง_form1.pdf",
        "agency-unknown",
        candidates=("เทศบาลตำบลศรีษะทอง",),
    ),
    hold("18: one letter too many", "อบต.แม่ใสส_form1.pdf", "agency-unknown", candidates=(MAE_SAI,)),
    hold("18: another tone", "อบต.แม้ใส_form1.pdf", "agency-unknown", candidates=(MAE_SAI,)),
    hold(
        "18: a spelling that was seen before",
        "ทต.กบินทร์บุรี_form1.pdf",
        "agency-unknown",
        candidates=("เทศบาลตำบลกบินทร์",),
    ),
    hold("18: a name like no other", "เทศบาลตำบลไม่มีที่ใดเลย_form1.pdf", "agency-unknown", candidates=()),
    plus(
        "18: the dictionary's spelling, the official one in the mail",
        "เทศบาลตำบลศีรษะทอง_form1.pdf",
        "เทศบาลตำบลศรีษะทอง",
        mail={"text": "เทศบาลตำบลศรีษะทอง ขอส่งผลงาน"},
    ),
)
OTHER_WORDS = (
    plus("19: the nickname of Korat", "อบจ.โคราช_form1.pdf", f"{PAO}นครราชสีมา"),
    plus("19: the nickname of Ayutthaya", "อบจ.อยุธยา_form1.pdf", f"{PAO}พระนครศรีอยุธยา"),
    plus("19: the nickname of a city", "ทน.โคราช_form1.pdf", "เทศบาลนครนครราชสีมา"),
    plus("19: the nickname in full words", f"{PAO}อยุธยา_form1.pdf", f"{PAO}พระนครศรีอยุธยา"),
    hold("19: a nickname that is not on the list", "อบจ.เมืองย่าโม_form1.pdf", "agency-unknown"),
    hold(
        "20: English that two bodies share",
        "Mae Sai SAO_form1.pdf",
        "agency-unknown",
        candidates=(MAE_SAI, f"{SAO}แม่ทราย"),
    ),
    plus("20: English from the official address", "Mae Sai SAO_form1.pdf", mail=OFFICE),
    hold(
        "20: English written out",
        "Subdistrict Administrative Organization of Mae Sai_form1.pdf",
        "agency-unknown",
        candidates=(MAE_SAI, f"{SAO}แม่ทราย"),
    ),
    hold(
        "20: an English town",
        "Phraek-Sa Town Municipality_form1.pdf",
        "agency-unknown",
        candidates=("เทศบาลเมืองแพรกษา",),
    ),
    plus("20: English, the Thai name in the mail", "Mae Sai SAO_form1.pdf", mail={"text": "อบต.แม่ใส"}),
    correct("20: English without a type", "maesai_form1.pdf", "form-name"),
    plus("21: the province behind a shared name", "เทศบาลตำบลหนองบัว จ.กาญจนบุรี_form1.pdf", "เทศบาลตำบลหนองบัว"),
    plus("21: the province without a space", "เทศบาลตำบลหนองบัวจังหวัดกาญจนบุรี_form1.pdf", "เทศบาลตำบลหนองบัว"),
    plus("21: the district in brackets", "เทศบาลตำบลหนองบัว (อ.หนองบัว)_form1.pdf", "เทศบาลตำบลหนองบัว"),
    plus("21: the province behind the marker", "เทศบาลตำบลหนองบัว_form1_จ.กาญจนบุรี.pdf", "เทศบาลตำบลหนองบัว"),
    plus("21: the province behind a name of its own", f"{MAE_SAI} จ.พะเยา_form1.pdf"),
    hold(
        "21: a province that the body is not in",
        f"{MAE_SAI} จ.ระนอง_form1.pdf",
        "agency-unknown",
        candidates=(MAE_SAI,),
    ),
    *(
        a(f"22: {name}", f"{name}_form1.pdf", name)
        for name in ("เทศบาลตำบลกม.5", "เทศบาลตำบลจ.ป.ร.", "เทศบาลตำบลต้นตาล - พระยาทด")
    ),
    a("22: a hyphen without its spaces", "เทศบาลตำบลต้นตาล-พระยาทด_form1.pdf", "เทศบาลตำบลต้นตาล - พระยาทด"),
)
ENDINGS = (
    *(
        a(f"23: {ending}", f"{MAE_SAI}_form1{ending}.pdf")
        for ending in (" (1)", "(2)", " - สำเนา", " - สำเนา (2)", " - Copy", " copy")
    ),
    a("23: a copy by its first words", f"สำเนาของ {MAE_SAI}_form1.pdf"),
    *(
        plus(f"24: {ending}", f"{MAE_SAI}_form1{ending}.pdf")
        for ending in ("_แก้ไข", "_final2", "(ลงนามแล้ว)", " ฉบับปรับปรุง 27-07-66", "_v2")
    ),
    plus("25: pdf twice", f"{MAE_SAI}_form1.pdf.pdf"),
    plus("25: jpg and pdf", f"{MAE_SAI}_form1.jpg.pdf"),
    plus("25: Word's ending and pdf", f"{MAE_SAI}_form1.docx.pdf"),
    correct("25: pdf twice, and neither", f"{MAE_SAI}_form1.pdf.pdf", "form-mismatch", kind=FileType.HTML),
    plus("26: jpeg for jpg", f"{MAE_SAI}_form1.jpeg"),
    plus("26: JPEG", f"{MAE_SAI}_form1.JPEG"),
    plus("26: jpeg under a short name", "อบต.แม่ใส_form1.jpeg"),
    *(
        correct(f"27: {ending}", f"{MAE_SAI}_form1{ending}", "form-type")
        for ending in (".png", ".heic", ".tif", ".HEIC")
    ),
    correct("28: Word", f"{MAE_SAI}_form1.docx", "form-type"),
    correct("28: old Word", f"{MAE_SAI}_form1.doc", "form-type"),
    correct("28: Word that calls itself pdf", f"{MAE_SAI}_form1.pdf", "form-type", kind=FileType.DOCX),
)
NAMELESS = tuple(
    each
    for name in ("form1.pdf", "ใบสมัคร.pdf", "ใบส่งผลงานนวัตกรรมดิจิทัลเข้าประกวด.pdf")
    for each in (
        correct(f"29: {name}", name, "form-name"),
        plus(f"29: {name} from the official address", name, mail=OFFICE),
        plus(f"29: {name}, one agency in the mail", name, mail={"text": "อบต.แม่ใส ขอส่งผลงาน"}),
        correct(
            f"29: {name}, two agencies in the mail",
            name,
            "form-name",
            mail={"text": "อบต.แม่ใส และเทศบาลตำบลแม่สาย"},
        ),
    )
) + tuple(
    each
    for name in ("scan0001.pdf", "CamScanner 27-07-2566 14.35.pdf", "IMG_20230727_143501.jpg")
    for each in (
        correct(f"30: {name}", name, "form-name"),
        correct(
            f"30: {name}, though the mail names its agency", name, "form-name", mail={"text": "อบต.แม่ใส"}
        ),
        plus(f"30: {name}, if names may be anything", name, lenient=True, mail={"text": "อบต.แม่ใส"}),
        correct(
            f"30: {name}, if names may be anything but no agency is named", name, "form-name", lenient=True
        ),
    )
)
SETS = (
    plus("31: two photographs are two pages", ("อบต.แม่ใส_form1_หน้า1.jpg", "อบต.แม่ใส_form1_หน้า2.jpg")),
    plus("31: three pages in brackets", tuple(f"{MAE_SAI}_form1 หน้า ({n}).jpg" for n in (1, 2, 3))),
    plus("31: pages by number alone", (f"{MAE_SAI}_form1-1.jpeg", f"{MAE_SAI}_form1-2.jpeg")),
    hold(
        "31: two documents are two questions",
        (f"{MAE_SAI}_form1.pdf", f"{MAE_SAI}_form1_แก้ไข.pdf"),
        "several-forms",
    ),
    hold("32: an archive", "อบต.แม่ใส_form1.zip", "archive-unreadable", state=ContentState.ENCRYPTED),
    hold("32: an archive of any name", "ส่งผลงาน.zip", "archive-unreadable", state=ContentState.ENCRYPTED),
    hold(
        "32: another kind of archive",
        "อบต.แม่ใส_form1.rar",
        "archive-unreadable",
        kind=FileType.RAR,
        state=ContentState.UNCHECKED,
    ),
    plus("33: Thai read as Latin", "ÍºµáÁèãÊ_form1.pdf"),
    a(
        "33: the prescribed name read as Latin, which is put right unseen",
        f"{MAE_SAI.encode('cp874').decode('latin-1')}_form1.pdf",
    ),
    plus("33: UTF-8 read as Latin", f"{'อบต.แม่ใส'.encode().decode('latin-1')}_form1.pdf"),
    correct("33: nothing left but question marks", "????_form1.pdf", "form-name"),
    plus("33: question marks, one agency in the mail", "????_form1.pdf", mail={"text": "อบต.แม่ใส"}),
    hold(
        "34: a name cut by old Windows",
        f"{SAO}บ้านน้อยซุ้มขี้เห~1.pdf",
        "agency-unknown",
        candidates=(f"{SAO}บ้านน้อยซุ้มขี้เหล็ก",),
    ),
    hold(
        "34: a name cut without a sign",
        f"{SAO}บ้านน้อยซุ้ม.pdf",
        "agency-unknown",
        candidates=(f"{SAO}บ้านน้อยซุ้มขี้เหล็ก",),
    ),
    hold("34: too little left to guess", f"{SAO}บ้~1.pdf", "agency-unknown", candidates=()),
    hold("35: form2", f"{MAE_SAI}_form2.pdf", "second-work"),
    hold("35: form 3", f"{MAE_SAI}_form 3.pdf", "second-work"),
    hold("35: form2 with a Thai digit", f"{MAE_SAI}_form๒.pdf", "second-work"),
    *(
        hold(f"36: {name}", f"{name}_form1.pdf", "not-local")
        for name in (
            "สำนักงานเขตบางรัก",
            "สำนักงานท้องถิ่นจังหวัดเชียงใหม่",
            "โรงเรียนเทศบาล 1",
            "รพ.สต.แม่ใส",
            "ศูนย์พัฒนาเด็กเล็ก อบต.แม่ใส",
            "กองช่าง เทศบาลเมืองแพรกษา",
        )
    ),
    correct("37: a password", f"{MAE_SAI}_form1.pdf", "form-encrypted", state=ContentState.ENCRYPTED),
    correct(
        "37: a password, under a short name",
        "อบต.แม่ใส_form1.pdf",
        "form-encrypted",
        state=ContentState.ENCRYPTED,
    ),
    correct(
        "37: no bytes that open", f"{MAE_SAI}_form1.pdf", "form-unreadable", state=ContentState.UNREADABLE
    ),
    correct("38: an identity card for a form", "สำเนาบัตรประชาชน.jpg", "form-missing"),
    correct("38: an ID card for a form", "ID card.jpg", "form-missing"),
    a("38: a work about such cards is none", f"{MAE_SAI}_form1.pdf", mail={"subject": "ระบบบัตรประชาชนดิจิทัล"}),
    plus("38: a form about such cards is a form", f"{MAE_SAI}_form1_ระบบบัตรประชาชนดิจิทัล.pdf"),
)


@pytest.mark.parametrize(
    "row",
    [*EXACT, *INVISIBLE, *MARKERS, *UNTYPED, *CONFLICTS, *OTHER_WORDS, *ENDINGS, *NAMELESS, *SETS],
)
def test_a_clerk_says_of_row(row: Case) -> None:
    decision = judged(row)
    if row.answer in ("A", "A+"):
        assert decision.verdict is Verdict.ACCEPTED, decision.reasons
        assert ("form-renamed" in codes(decision)) is (row.answer == "A+")
        assert decision.agency.place and decision.agency.place.name == row.agency
    else:
        severity = Severity.FAULT if row.answer == "C" else Severity.HOLD
        assert decision.verdict is (Verdict.REJECTED if row.answer == "C" else Verdict.HELD)
        assert severe(decision, severity) == row.codes
    if row.candidates is not None:
        assert sorted(place.name for place in decision.agency.candidates) == sorted(row.candidates)
        assert decision.agency.place is None


def test_the_note_of_a_renamed_form_carries_the_name_it_is_kept_under() -> None:
    decision = judge(mail(file("อบต.แม่ใส_form1.pdf"), deck()), under=UNDER)
    (note,) = decision.reasons
    assert note.params == {"received": "อบต.แม่ใส_form1.pdf", "canonical": f"{MAE_SAI}_form1.pdf"}
    assert decision.agency.certainty is Certainty.RESOLVED


def test_a_name_without_its_type_is_answered_with_the_only_name_it_can_mean() -> None:
    (fault,) = judge(mail(file("แม่ใส_form1.pdf"), deck()), under=UNDER).of(Severity.FAULT)
    assert fault.params["canonical"] == f"{MAE_SAI}_form1.pdf"


def test_a_guess_is_never_given_as_the_name_to_copy() -> None:
    decision = judge(mail(file("อบต.แม่ใสส_form1.docx"), deck()), under=UNDER)
    (fault,) = decision.of(Severity.FAULT)
    assert decision.verdict is Verdict.HELD and fault.params["canonical"] == ""


def test_the_form_is_told_from_an_annex_that_bears_the_agency_by_its_title() -> None:
    form, annex = file("ใบส่งผลงาน.pdf"), file("แผนพัฒนา อบต.แม่ใส.pdf")
    for files in ((form, annex), (annex, form)):
        decision = judge(mail(*files, deck(), text="อบต.แม่ใส ขอส่งผลงาน"), under=UNDER)
        assert decision.verdict is Verdict.ACCEPTED
        assert decision.change and decision.change.form == form.sha256


@pytest.mark.parametrize(
    "text",
    [
        "อบต.แม่ใสขอส่งผลงาน",
        "ในนามอบต.แม่ใสพร้อมแนบไฟล์",
        "(อบต. แม่ใส)",
        "อบต.แม่ใส/กองช่าง",
        "องค์การบริหารส่วนตำบล แม่ใส อำเภอเมือง",
        "องค์การบริหารส่วนตำบลแม่ใสอ.เมือง",
        "ตัวแทน อบต.แม่ใสที่ดูแล",
    ],
)
def test_a_mail_names_its_agency_as_people_write(text: str) -> None:
    assert judge(mail(file("form1.pdf"), deck(), text=text), under=UNDER).verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(
    "text", ["อบต.แม่ใสสะอาด ขอส่ง", "ตัวแทน นครนครศรีธรรมราช", "แม่ใส", "อดทนแม่สาย", "เทศบาลตำบล ขอส่ง"]
)
def test_what_is_no_name_of_an_agency_in_a_mail_names_none(text: str) -> None:
    assert "form-name" in codes(judge(mail(file("form1.pdf"), deck(), text=text), under=UNDER))


def test_an_identity_card_beside_a_good_form_is_only_noted() -> None:
    decision = judge(mail(file("สำเนาบัตรประชาชน.jpg"), file(f"{MAE_SAI}_form1.pdf"), deck()), under=UNDER)
    assert decision.verdict is Verdict.ACCEPTED and codes(decision) == {"identity-card"}


def test_one_broken_page_of_several_is_named_though_the_others_open() -> None:
    broken = file("อบต.แม่ใส_form1_หน้า2.jpg", content=Content(ContentState.UNREADABLE))
    decision = judge(mail(file("อบต.แม่ใส_form1_หน้า1.jpg"), broken, deck()), under=UNDER)
    assert decision.verdict is Verdict.REJECTED
    (fault,) = decision.of(Severity.FAULT)
    assert fault.code == "form-unreadable" and fault.params["received"] == broken.name


def test_a_word_form_beside_the_scanned_one_is_no_matter() -> None:
    both = (file(f"{MAE_SAI}_form1.docx"), file(f"{MAE_SAI}_form1.pdf"))
    assert judge(mail(*both, deck()), under=UNDER).verdict is Verdict.ACCEPTED


class TestTheAnswerToOurQuestion:
    """What an applicant types back settles what we asked, whatever the first name was."""

    @pytest.mark.parametrize(
        ("name", "text", "agency"),
        [
            ("เทศบาลตำบลศีรษะทอง_form1.pdf", "ใช่ครับ", "เทศบาลตำบลศรีษะทอง"),
            ("เทศบาลตำบลศีรษะทอง_form1.pdf", "ถูกต้องค่ะ\n\nนางสาวใจดี", "เทศบาลตำบลศรีษะทอง"),
            ("เทศบาลนครศรีธรรมราช_form1.pdf", "เทศบาลนครนครศรีธรรมราช จ.นครศรีธรรมราช", "เทศบาลนครนครศรีธรรมราช"),
            ("Mae Sai SAO_form1.pdf", "อำเภอเมืองพะเยา จังหวัดพะเยา", MAE_SAI),
            ("อบต.แพรกษา_form1.pdf", "ปัจจุบันคือเทศบาลเมืองแพรกษา", "เทศบาลเมืองแพรกษา"),
            ("เทศบาลตำบลบางม่วง_form1.pdf", "เทศบาลตำบลบางม่วง อำเภอบางใหญ่ นนทบุรี", "เทศบาลตำบลบางม่วง"),
            ("แม่ใส_form1.pdf", "อบต.แม่ใส อ.เมือง จ.พะเยา", MAE_SAI),
            ("scan0001.pdf", f"{MAE_SAI} อำเภอเมืองพะเยา จังหวัดพะเยา", MAE_SAI),
            ("เทศบาลตำบลไม่มีที่ใดเลย_form1.pdf", "ขออภัย คือเทศบาลตำบลแม่สาย", "เทศบาลตำบลแม่สาย"),
        ],
    )
    def test_settles_the_agency(self, name: str, text: str, agency: str) -> None:
        past = after(History(), mail(file(name), deck()), UNDER)
        answer = mail(subject="Re:", text=text, in_reply_to=ours(past))
        decision = judge(answer, past, UNDER)
        assert decision.verdict is Verdict.ACCEPTED
        assert decision.agency.place and decision.agency.place.name == agency

    @pytest.mark.parametrize("text", ["ไม่ใช่ครับ", "ใช่ไหมครับ ขอถามก่อน", "ขอบคุณครับ"])
    def test_is_not_taken_for_a_yes_when_it_is_none(self, text: str) -> None:
        past = after(History(), mail(file("เทศบาลตำบลศีรษะทอง_form1.pdf"), deck()), UNDER)
        answer = mail(subject="Re:", text=text, in_reply_to=ours(past))
        decision = judge(answer, past, UNDER)
        assert decision.verdict is Verdict.HELD
        assert codes(decision) == {"message-in-thread", "agency-unknown"}

    def test_is_not_believed_of_a_stranger_who_quotes_the_number(self) -> None:
        past = after(History(), mail(file("อบต.แพรกษา_form1.pdf"), deck()), UNDER)
        stranger = mail(
            subject="DGTI-2566-0001", text="เทศบาลเมืองแพรกษา", sender=Address("x@elsewhere.example")
        )
        assert not judge(stranger, past, UNDER).agency.known

    def test_lets_a_scan_of_any_name_in_once_the_agency_is_known(self) -> None:
        past = after(History(), mail(file(f"{MAE_SAI}_form1.docx"), deck()), UNDER)
        answer = mail(file("scan0001.pdf"), in_reply_to=ours(past))
        decision = judge(answer, past, UNDER)
        assert decision.verdict is Verdict.ACCEPTED and "form-renamed" in codes(decision)


class TestWithoutARegister:
    @pytest.mark.parametrize("name", ["อบต.แม่ใส", MAE_SAI, "เทศบาลตำบลใดก็ได้", "ทต.ตำบลใดก็ได้", "กทม."])
    def test_a_legal_type_is_enough(self, name: str) -> None:
        decision = judge(mail(file(f"{name}_form1.pdf"), deck()))
        assert decision.verdict is Verdict.ACCEPTED and decision.agency.certainty is Certainty.UNLISTED

    def test_a_municipality_of_no_kind_is_asked_about(self) -> None:
        decision = judge(mail(file("เทศบาลแม่สาย_form1.pdf"), deck()))
        assert decision.verdict is Verdict.HELD and codes(decision) == {"agency-unknown"}

    def test_the_same_name_with_another_type_in_the_mail_is_a_conflict(self) -> None:
        sent = mail(file("เทศบาลตำบลแพรกษา_form1.pdf"), deck(), text="เทศบาลเมืองแพรกษา ขอส่งผลงาน")
        assert "agency-conflict" in codes(judge(sent))

    def test_a_word_that_begins_like_a_type_is_no_agency(self) -> None:
        decision = judge(mail(file("ทนายความ_form1.pdf"), deck()))
        assert decision.verdict is Verdict.REJECTED and "form-name" in codes(decision)
