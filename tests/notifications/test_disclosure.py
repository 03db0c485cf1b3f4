"""Who is told what: every letter on every path, to everybody to whom one may go, as its receiver reads it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from reading import Read, read_mail

from notifications.rendering.desk import Desk
from notifications.rendering.disclosure import told
from notifications.rendering.words import STATUSES
from screening.model.codes import SEVERITY, reason
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
    ReplyPlan,
    Role,
    Template,
    Verdict,
)
from screening.model.letter import Letter, Standing
from screening.model.submission import Address, Content, ContentState, File, FileType, Parsed, Submission

WRITER, OTHER_FOUNDER, VICTIM = "informant@writer.example", "founder@office.example", "victim@else.example"
AT = datetime(2023, 7, 20, 3, 0, tzinfo=UTC)
EARLIER = datetime(2023, 6, 9, 2, 0, tzinfo=UTC)
PLACE = Place("เทศบาลตำบลลับเฉพาะ", "อำเภอลับ", "จังหวัดลับ")
OWN = File(
    "ของผู้เขียน_form1.pdf", 1_240_000, "5f" * 32, FileType.PDF, content=Content(ContentState.OK, pages=77)
)
OLD = File("ของเดิม.pptx", 8_765_000, "a7" * 32, FileType.PPTX)
WORDS = "ถ้อยคำของเจ้าหน้าที่"
PARAMS: dict[str, Param] = {
    **dict.fromkeys(("canonical", "name", "title", "seen"), "เหตุลับ"),
    **{name: ["เหตุลับ"] for name in ("found", "missing")},
    **dict.fromkeys(("received", "detail"), "เหตุของอีเมล"),
    "links": ["เหตุของอีเมล"],
    "reference": "DGTI-2566-9999",
}
OTHERS: dict[str, Param] = {"others": ["เหตุของอีเมล"]}
RIVALS: dict[str, Param] = {"others": ["DGTI-2566-9999"]}
"""Of one reason they are other entries."""
OF_THE_ENTRY = (
    *("ลับเฉพาะ", "ลับลับ", "อำเภอลับ", "จังหวัดลับ", "นายกลับ", "ของเดิม", "a7a7", "8.8 MB", "9 มิถุนายน", "9 June"),
    *("DGTI-2566-9999", "เหตุลับ", "เหตุของอีเมล", "หัวเรื่องลับ", "ฉบับที่ 88", "version 88", "77 หน้า"),
    *(told for texts in STATUSES.values() for told in texts.values()),
)
OF_THE_MAIL = ("ของผู้เขียน", "หัวเรื่องลับ", "informant", "writer.example")
NOTICES = (Template.CHANGED, Template.CONFIRM, Template.LISTED, Template.REMINDER)


@dataclass(frozen=True)
class Course:
    """How a mail fared: the letter that is due, the reasons, the entry's state, and what the mail brought."""

    template: Template
    codes: tuple[str, ...] = ()
    status: EntryStatus = EntryStatus.COMPLETE
    verdict: Verdict = Verdict.ACCEPTED
    files: tuple[File, ...] = (OWN,)
    aside: bool = False


INCOMPLETE, HELD = EntryStatus.INCOMPLETE, EntryStatus.HELD
EVERY_REASON = tuple(SEVERITY)
PATHS = {
    "acknowledgement": Course(Template.ACKNOWLEDGEMENT, ("completed-by-thread", "deck-topics")),
    "updated": Course(Template.UPDATED, ("revision",)),
    "identical": Course(Template.IDENTICAL, ("duplicate",)),
    "correction": Course(Template.CORRECTION, ("form-type", "deck-missing"), INCOMPLETE, Verdict.REJECTED),
    "every reason": Course(Template.HELD, EVERY_REASON, HELD, Verdict.HELD),
    "words only": Course(Template.HELD, ("message-in-thread",), INCOMPLETE, Verdict.HELD, ()),
    "unreadable": Course(Template.HELD, ("unparsable",), HELD, Verdict.HELD),
    "too large": Course(Template.HELD, ("too-large",), HELD, Verdict.HELD),
    "same files": Course(Template.HELD, ("duplicate", "agency-ambiguous"), HELD, Verdict.HELD),
    "late": Course(Template.LATE, ("late", "form-name"), INCOMPLETE, Verdict.REJECTED),
    "late, complete": Course(Template.LATE, ("late",), EntryStatus.COMPLETE, Verdict.REJECTED),
    "unverified": Course(Template.HELD, ("sender-unverified",), HELD, Verdict.HELD),
    "forged": Course(Template.CORRECTION, ("deck-missing",), INCOMPLETE, Verdict.REJECTED),
    "withdrawal": Course(Template.HELD, ("withdrawal", "message-in-thread"), verdict=Verdict.HELD, files=()),
    "enquiry": Course(Template.ENQUIRY, ("enquiry",), EntryStatus.ENQUIRY, Verdict.HELD, ()),
    "sender-conflict": Course(Template.HELD, ("sender-conflict", "another-address"), HELD, Verdict.HELD),
    "kept aside": Course(Template.HELD, ("revision-unproven",), verdict=Verdict.HELD, aside=True),
    "changed": Course(Template.CHANGED, ("completed-by-thread",), INCOMPLETE, Verdict.REJECTED),
    "confirm": Course(Template.CONFIRM, ("sender-conflict",), HELD, Verdict.HELD),
    "status": Course(Template.STATUS, ("by-person",)),
    "withdrawn": Course(Template.STATUS, ("by-person",), EntryStatus.WITHDRAWN, Verdict.REJECTED),
    "decision": Course(Template.DECISION, ("by-person",), verdict=Verdict.REJECTED),
    "listed": Course(Template.LISTED),
    "reminder": Course(Template.REMINDER, ("deck-missing",), INCOMPLETE, Verdict.REJECTED),
    "answer": Course(Template.ANSWER, ("not-local",), HELD, Verdict.HELD, ()),
}


def letter_of(path: Course, to: str, disclosure: Disclosure) -> Letter:
    decision = Decision(
        verdict=path.verdict,
        reasons=tuple(
            reason(code, **PARAMS, **(RIVALS if code == "entry-ambiguous" else OTHERS)) for code in path.codes
        ),
        agency=AgencyFinding(Certainty.EXACT, PLACE, "นายกลับ"),
        files=tuple(JudgedFile(file.sha256, Role.FORM, passes=True, aside=path.aside) for file in path.files),
        change=EntryChange(7, path.status, form=OWN.sha256, deck=OLD.sha256),
        reply=ReplyPlan(path.template, to),
        about=9,
    )
    parsed = Parsed(
        message_id="<mail@writer.example>",
        references=("<before@writer.example>",),
        sender=Address(WRITER),
        subject="หัวเรื่องลับ",
        text="หัวเรื่องลับ",
        files=path.files,
    )
    return Letter(
        template=path.template,
        to=to,
        reference="DGTI-2566-0042",
        status=path.status,
        submission=Submission("0" * 64, 9_700_000, AT, parsed),
        decision=decision,
        first_received_at=EARLIER,
        written_at=AT + timedelta(minutes=1),
        form=Standing(OWN, AT, is_new=True) if path.files and not path.aside else None,
        deck=Standing(OLD, EARLIER, is_new=False),
        version=88,
        disclosure=disclosure,
        other="DGTI-2566-9999",
        words=WORDS,
    )


def seen(mail: Read) -> str:
    """Everything that reaches a receiver: each header, decoded and as it was sent, the text, and the page."""
    raw = mail.rendered.data.partition(b"\r\n\r\n")[0].decode("ascii")
    headers = "\n".join(f"{name}: {value}" for name, value in mail.message.items())
    page = unescape(mail.html)
    return "\n".join(
        (raw, headers, mail.text, page, " ".join(re.sub("<[^>]*>", " ", page).split()), mail.flat)
    )


@pytest.fixture(params=PATHS)
def path(request: pytest.FixtureRequest) -> Course:
    return PATHS[request.param]


def test_every_kind_of_letter_to_one_recipient_is_tried() -> None:
    assert {path.template for path in PATHS.values()} == set(Template) - {Template.DIGEST}


def test_the_founder_who_wrote_is_told_all(path: Course, desk: Desk) -> None:
    mail = seen(read_mail(letter_of(path, WRITER, Disclosure.FULL), desk))
    if path.template is not Template.CONFIRM:
        assert STATUSES["th"][path.status] in mail or path.template is Template.LATE
    if path.template not in (*NOTICES, Template.ENQUIRY):
        assert "หัวเรื่องลับ" in mail
    assert ("ของผู้เขียน_form1.pdf" in mail) == bool(path.files)


def test_another_founder_is_told_all_but_what_the_writer_would_have_him_read(
    path: Course, desk: Desk
) -> None:
    mail = seen(read_mail(letter_of(path, OTHER_FOUNDER, Disclosure.FULL), desk))
    assert "หัวเรื่องลับ" not in mail
    assert "\nอ้างถึง  " not in mail
    assert "writer.example" not in re.sub("(?:In-Reply-To|References): .*(?:\n .*)*", "", mail)
    names_told = path.template in NOTICES
    assert ("ของผู้เขียน_form1.pdf" in mail) == (bool(path.files) and names_told)
    assert names_told or not [word for word in ("ของเดิม", "เหตุของอีเมล") if word in mail]
    if path.template is not Template.CONFIRM:
        assert "8.8 MB" in mail or path.template in (Template.ENQUIRY, Template.ANSWER, Template.REMINDER)


def test_a_guest_is_told_of_his_own_files_and_the_number(path: Course, desk: Desk) -> None:
    mail = seen(read_mail(letter_of(path, WRITER, Disclosure.GUEST), desk))
    assert not [word for word in OF_THE_ENTRY if word in mail]
    assert "DGTI-2566-0042" in mail
    for file in path.files:
        assert file.name in mail and file.sha256 in mail and "1.2 MB" in mail


def test_a_stranger_who_wrote_is_told_that_it_came(path: Course, desk: Desk) -> None:
    mail = seen(read_mail(letter_of(path, WRITER, Disclosure.NEUTRAL), desk))
    assert not [word for word in OF_THE_ENTRY if word in mail]
    assert ("20 กรกฎาคม พ.ศ. 2566 เวลา 10.00 น. (10:00:00)" in mail) == (path.template is not Template.ANSWER)
    for file in path.files:
        assert file.name in mail and file.sha256 in mail and "ใบส่งผลงาน" in mail and "PDF, 1.2 MB" in mail


def test_one_who_never_wrote_is_told_no_word_of_the_mail_either(path: Course, desk: Desk) -> None:
    for disclosure in (Disclosure.NEUTRAL, Disclosure.GUEST):
        mail = seen(read_mail(letter_of(path, VICTIM, disclosure), desk))
        assert not [word for word in (*OF_THE_ENTRY, *OF_THE_MAIL) if word in mail]
        assert "DGTI-2566-0042" in mail
        assert all(file.sha256 in mail for file in path.files)


@pytest.mark.parametrize("to", [WRITER, VICTIM])
def test_the_neutral_letter_is_one_text_whatever_became_of_the_mail(to: str, desk: Desk) -> None:
    """Byte for byte, its Message-ID among them: neither kind, nor verdict, nor state shows."""
    own = ("late", "late, complete", "enquiry", "words only", "withdrawal", "answer")
    paths = [path for name, path in PATHS.items() if name not in own]
    assert len({read_mail(letter_of(path, to, Disclosure.NEUTRAL), desk).rendered for path in paths}) == 1
    late = (PATHS["late"], PATHS["late, complete"])
    assert len({read_mail(letter_of(path, to, Disclosure.NEUTRAL), desk).rendered for path in late}) == 1


def test_the_neutral_letter_tells_one_cure_and_when_staff_answer(desk: Desk) -> None:
    mail = read_mail(letter_of(PATHS["correction"], WRITER, Disclosure.NEUTRAL), desk)
    assert mail.rendered.subject == "[DGTI-2566-0042] ได้รับอีเมลแล้ว"
    assert "โปรดให้ส่งจากที่อยู่อีเมลที่ใช้ส่งผลงานนั้นครั้งแรก" in mail.flat
    assert "ด้วยคำว่า “ยืนยัน” มิฉะนั้น เจ้าหน้าที่จะตรวจสอบและตอบกลับภายในวันอังคารที่ 25 กรกฎาคม" in mail.flat
    assert mail.message["In-Reply-To"] == "<mail@writer.example>"


def test_the_neutral_late_notice_is_about_his_own_files(desk: Desk) -> None:
    mail = read_mail(letter_of(PATHS["late, complete"], WRITER, Disclosure.NEUTRAL), desk)
    assert mail.rendered.subject == "[DGTI-2566-0042] ได้รับอีเมลหลังกำหนดรับผลงาน"
    assert "ใบส่งผลงาน – ได้รับหลังกำหนด" in mail.flat
    assert "ยังคงอยู่" not in mail.flat and "ยืนยัน" not in mail.flat


def test_the_neutral_answer_to_a_question_says_that_staff_will_read_it(desk: Desk) -> None:
    mail = read_mail(letter_of(PATHS["enquiry"], WRITER, Disclosure.NEUTRAL), desk)
    assert "เลขที่คำถาม: DGTI-2566-0042" in mail.flat
    assert "เจ้าหน้าที่จะอ่านและตอบทางอีเมลนี้ ภายในวันอังคารที่ 25 กรกฎาคม" in mail.flat
    assert "ยืนยัน" not in mail.flat


def test_who_never_wrote_gets_no_id_of_anybodys_mail(desk: Desk) -> None:
    message = read_mail(letter_of(PATHS["correction"], VICTIM, Disclosure.NEUTRAL), desk).message
    assert message["In-Reply-To"] is None and message["References"] is None


def guests(path: Course, desk: Desk, **changes: object) -> Read:
    letter = replace(letter_of(path, WRITER, Disclosure.GUEST), **changes)  # type: ignore[arg-type]
    return read_mail(letter, desk)


def test_a_guests_file_was_added_or_is_being_checked_or_cannot_be_used(desk: Desk) -> None:
    added = guests(PATHS["acknowledgement"], desk)
    assert "ใบส่งผลงาน – รวมเข้าในผลงานแล้ว" in added.flat
    assert "ยังขาด" not in added.flat
    assert "ใบส่งผลงาน – ได้รับแล้ว อยู่ระหว่างการตรวจสอบ" in guests(PATHS["kept aside"], desk).flat
    letter = letter_of(PATHS["correction"], WRITER, Disclosure.GUEST)
    broken = replace(letter.decision, files=(JudgedFile(OWN.sha256, Role.FORM, passes=False),))
    mail = guests(PATHS["correction"], desk, form=None, decision=broken)
    assert "ใบส่งผลงาน – ได้รับแล้ว แต่ยังใช้ไม่ได้" in mail.flat


def test_a_guest_hears_which_role_lacks_by_role_alone(desk: Desk) -> None:
    mail = guests(PATHS["acknowledgement"], desk, deck=None)
    assert "ผลงานเลขที่ DGTI-2566-0042 ยังขาดเอกสารนำเสนอ โปรดส่งโดยตอบกลับอีเมลฉบับนี้" in mail.flat
    assert "The entry still lacks: Presentation." in mail.flat


def states() -> Iterator[Letter]:
    """The same mail before every state that its entry may be in."""
    for path in (PATHS["acknowledgement"], PATHS["every reason"], PATHS["changed"]):
        letter = letter_of(path, WRITER, Disclosure.NEUTRAL)
        yield letter
        yield replace(letter, form=None, deck=None, version=1, first_received_at=AT, other="")


def test_what_a_stranger_may_be_told_knows_no_state() -> None:
    assert len({repr(told(letter)) for letter in states()}) == 1


def test_the_words_of_a_person_reach_who_may_know_the_entry_and_whom_he_writes_to(
    path: Course, desk: Desk
) -> None:
    """In all but an answer they are a word about the entry; a notice is about the mail of somebody else."""
    for to, disclosure in (
        (WRITER, Disclosure.GUEST),
        (WRITER, Disclosure.NEUTRAL),
        (VICTIM, Disclosure.NEUTRAL),
    ):
        letter = letter_of(path, to, disclosure)
        assert (WORDS in seen(read_mail(letter, desk))) == (path.template is Template.ANSWER)
        assert told(letter).words == (WORDS if path.template is Template.ANSWER else "")
    shown = WORDS in seen(read_mail(letter_of(path, OTHER_FOUNDER, Disclosure.FULL), desk))
    assert shown == (path.template not in (*NOTICES, Template.LATE, Template.ENQUIRY))


@pytest.mark.parametrize("disclosure", [Disclosure.NEUTRAL, Disclosure.GUEST])
@pytest.mark.parametrize("to", [WRITER, VICTIM])
def test_a_persons_words_to_a_stranger_bring_nothing_of_the_entry_but_its_number(
    to: str, disclosure: Disclosure, desk: Desk
) -> None:
    answer = replace(PATHS["answer"], files=(OWN,), codes=EVERY_REASON)
    mail = read_mail(letter_of(answer, to, disclosure), desk)
    shown = seen(mail)
    assert not [word for word in OF_THE_ENTRY if word in shown]
    assert WORDS in mail.thai and "เลขที่รับ: DGTI-2566-0042" in mail.flat
    assert OWN.sha256 not in shown and OWN.name not in shown and "SHA-256" not in shown
    assert "สถานะ" not in mail.flat and "Status" not in mail.flat
    assert (mail.message["In-Reply-To"] is None) == (to == VICTIM)


def test_a_persons_words_to_a_stranger_are_one_letter_whatever_the_entrys_state(desk: Desk) -> None:
    letters = [
        replace(letter_of(PATHS["answer"], WRITER, Disclosure.NEUTRAL), status=status, form=form)
        for status in EntryStatus
        for form in (None, Standing(OWN, AT, is_new=True))
    ]
    assert len({read_mail(letter, desk).rendered for letter in letters}) == 1


def test_an_operators_own_letters_tell_no_more(desk: Desk, tmp_path: Path) -> None:
    """A template that shows every slot there is, under the name of each letter."""
    slots = " ".join(
        f"{{{{ th.{slot} }}}}"
        for slot in (
            *(
                "agency",
                "agency_name",
                "salutation",
                "status",
                "first_received",
                "subject",
                "version",
                "files",
            ),
            *("absent", "fine", "faults", "holds", "notes", "neutral", "complete", "writer", "other"),
            *("resolved", "variant"),
        )
    )
    leaky = (
        '{% extends "letter.jinja" %}{% block subject %}{{ th.agency }}{% endblock %}{% block title %}'
        f"{{% endblock %}}{{% block thai %}}{slots}{{% endblock %}}{{% block english %}}{{% endblock %}}"
    )
    for name in ("held", "correction", "acknowledgement", "changed", "neutral", "guest", "answer"):
        (tmp_path / f"{name}.jinja").write_text(leaky, "utf-8")
    own = replace(desk, templates_dir=tmp_path)
    assert "ลับเฉพาะ" in seen(read_mail(letter_of(PATHS["correction"], WRITER, Disclosure.FULL), own))
    for name, disclosure in (
        ("correction", Disclosure.NEUTRAL),
        ("changed", Disclosure.GUEST),
        ("answer", Disclosure.NEUTRAL),
    ):
        mail = seen(read_mail(letter_of(PATHS[name], WRITER, disclosure), own))
        assert not [word for word in OF_THE_ENTRY if word in mail]
