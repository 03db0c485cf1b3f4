"""The bytes of a mail: its headers, its threading, and what a hostile sender cannot do to them."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import Read, Reader, read_mail

from notifications.errors import RenderError
from notifications.rendering.desk import Desk
from notifications.rendering.mail import message_id_for
from notifications.rendering.render import render
from screening.machines import ours
from screening.model.codes import SEVERITY, reason
from screening.model.decision import AgencyFinding, Certainty, Disclosure, Param, Place, Template
from screening.model.letter import Letter
from screening.model.submission import Address, Parsed

HEADERS = {
    *("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted"),
    *("X-Auto-Response-Suppress", "X-Intake-Contest", "Content-Language", "MIME-Version", "Content-Type"),
}
BY_PERSONS = ("answer", "answer-neutral", "decision", "status", "status-withdrawn")
SHOWING_MOST = (
    "acknowledgement",
    "correction",
    "held",
    "late",
    "changed",
    "confirm",
    "guest",
    "neutral",
    *BY_PERSONS,
)
TO_OTHERS = ("changed", "confirm", "confirm-group", "guest", "neutral")
NASTY = (
    "a\r\nBcc: victim@example.org",
    "=?UTF-8?Q?=0A?=Bcc: victim@example.org",
    "=?utf-8?b?DQpCY2M6IHZAZXhhbXBsZS5vcmc=?=",
    "{{ 7*7 }}{% raw %}{# #}",
    "{{ ''.__class__.__mro__ }}",
    "<script>alert(1)</script><img src=x onerror=y>",
    '"><b>&amp;',
    "\u202egpj.exe\u2066",
    "a\x00b\x1b[31m\x85\u2028\u2029c",
    "\udc80\ud800",
    "    ลอก\n- ข้อ",
    "ก" * 5000,
    ("อ" * 40 + " ") * 40,
    "\u0e49" * 300,
)
WRITTEN_BY_PERSONS = ("answer", "answer-enquiry", "answer-neutral", "decision", "status", "correction-words")
BRAVE = (
    *NASTY,
    "<b>สำคัญ</b> </p><p style=x>{{ th.status }}{% include 'letter.jinja' %}",
    "สวัสดี\r\nBcc: victim@example.org\r\n\r\nX-Evil: 1",
    "\u202eกลับด้าน\u2066 แล้ว\u2069",
    "\n\n".join(["ย่อหน้า ยาว " * 30] * 15)[:5000],
    "-" * 78,
    "   \n\t\n",
)


def test_the_headers_of_an_automatic_answer(letters: dict[str, Letter], read: Reader) -> None:
    message = read(letters["correction"]).message
    assert set(message.keys()) == HEADERS
    assert len(message.keys()) == len(HEADERS)
    assert str(message["From"]).endswith("<entries@example.or.th>")
    assert message["To"] == "somchai@example.go.th"
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Content-Language"] == "th, en"
    assert message["X-Intake-Contest"] == "dgti-2566"
    assert message.get_content_type() == "multipart/alternative"
    parts = [(part.get_content_type(), part.get_content_charset()) for part in message.iter_parts()]
    assert parts == [("text/plain", "utf-8"), ("text/html", "utf-8")]


def test_the_reference_is_readable_in_the_raw_subject(letters: dict[str, Letter], desk: Desk) -> None:
    assert b"\r\nSubject: [DGTI-2566-0042] =?utf-8?" in render(letters["held"], desk).data


def test_a_long_thai_subject_comes_back_with_all_its_spaces(letters: dict[str, Letter], read: Reader) -> None:
    letter = letters["updated"]
    agency = AgencyFinding(Certainty.UNLISTED, Place("เทศบาลตำบล ก ข ค " * 3))
    mail = read(replace(letter, decision=replace(letter.decision, agency=agency)))
    assert mail.rendered.subject.endswith("– " + ("เทศบาลตำบล ก ข ค " * 3).strip())
    assert str(mail.message["Subject"]) == mail.rendered.subject


def test_the_date_is_that_of_the_writing_in_the_contests_zone(
    letters: dict[str, Letter], read: Reader
) -> None:
    date = str(read(letters["late"]).message["Date"])
    assert date.endswith("+0700")
    assert parsedate_to_datetime(date) == letters["late"].written_at


def test_the_same_letter_is_the_same_bytes_and_the_same_message_id(
    letters: dict[str, Letter], desk: Desk
) -> None:
    for letter in letters.values():
        first, again = render(letter, desk), render(letter, replace(desk, holidays=frozenset(desk.holidays)))
        assert first == again
        if letter.disclosure is Disclosure.FULL:
            assert first.message_id == message_id_for(
                letter.submission.digest, letter.template, desk.from_address, letter.to
            )


def test_message_ids_differ_by_message_and_by_kind() -> None:
    ids = {
        message_id_for(digest, kind, "a@example.or.th")
        for digest in ("0" * 64, "1" * 64)
        for kind in Template
    }
    assert len(ids) == 2 * len(Template)
    assert all(re.fullmatch(r"<[0-9a-f]{32}\.[a-z]+@example\.or\.th>", each) for each in ids)


def test_every_letter_is_known_again_as_ours_by_its_message_id_and_by_its_words(
    letters: dict[str, Letter], read: Reader
) -> None:
    for letter in letters.values():
        mail = read(letter)
        assert ours.is_reply_id(mail.rendered.message_id)
        by_person = letter.template is Template.ANSWER
        wanted = ours.SENTENCES[2:] if by_person else ours.SENTENCES[:2]
        assert tuple(sentence for sentence in ours.SENTENCES if sentence in mail.flat) == wanted
        stripped = Parsed(sender=Address("relay@else.example"), message_id="<1@else.example>", text=mail.text)
        assert ours.is_ours(stripped, ())
        assert not ours.is_ours(replace(stripped, text=f"{mail.text}\nอำเภอเมือง"), ())


def answering(letter: Letter, message_id: str, references: tuple[str, ...]) -> Letter:
    parsed = replace(letter.submission.parsed, message_id=message_id, references=references)
    return replace(letter, submission=replace(letter.submission, parsed=parsed))


def test_an_answer_is_threaded_below_the_message_and_its_ancestors(
    letters: dict[str, Letter], read: Reader
) -> None:
    message = read(answering(letters["held"], "<c@x.example>", ("<a@x.example>", "<b@x.example>"))).message
    assert message["In-Reply-To"] == "<c@x.example>"
    assert str(message["References"]).split() == ["<a@x.example>", "<b@x.example>", "<c@x.example>"]


def test_long_message_ids_are_folded_and_never_encoded(letters: dict[str, Letter], desk: Desk) -> None:
    long = tuple(f"<{n}{'x' * 150}@mail.example>" for n in range(3))
    data = render(answering(letters["held"], "<c@x.example>", long), desk).data
    assert all(token.encode() in data for token in long)


def test_references_are_capped_but_keep_the_first_and_the_newest(
    letters: dict[str, Letter], read: Reader
) -> None:
    many = tuple(f"<{n}@x.example>" for n in range(500))
    found = str(read(answering(letters["held"], "<last@x.example>", many)).message["References"]).split()
    assert len(found) == 20
    assert (found[0], found[-1]) == ("<0@x.example>", "<last@x.example>")


@pytest.mark.parametrize(
    "token",
    [
        "",
        "no-at-sign",
        "<a b@x>",
        "<a@x>\r\nBcc: v@x",
        f"<{'x' * 300}@x>",
        "<ก@x>",
        "<a@x><b@x>",
        "<=?utf-8?b?DQpCY2M6?=@x>",
    ],
)
def test_a_malformed_message_id_is_not_answered(token: str, letters: dict[str, Letter], read: Reader) -> None:
    assert set(read(answering(letters["held"], token, (token,))).message.keys()) == HEADERS - {
        "In-Reply-To",
        "References",
    }


@pytest.mark.parametrize(
    "to", ["", "a@b, c@d", "ก@example.org", "a@b\r\nBcc: v@x", "<a@b>", "a b@c", "a@" + "x" * 300]
)
def test_an_address_that_is_not_one_plain_address_is_refused(
    to: str, letters: dict[str, Letter], desk: Desk
) -> None:
    with pytest.raises(RenderError, match="one plain mail address"):
        render(replace(letters["held"], to=to), desk)


def test_answers_go_back_to_the_mailbox_also_when_sent_from_elsewhere(
    letters: dict[str, Letter], desk: Desk
) -> None:
    elsewhere = replace(desk, from_address="no-reply@mail.example.or.th")
    assert read_mail(letters["held"], elsewhere).message["Reply-To"] == "entries@example.or.th"


def test_no_line_of_a_mail_is_too_long_and_all_is_ascii(letters: dict[str, Letter], desk: Desk) -> None:
    data = render(hostile(letters["correction"], "ก" * 5000), desk).data
    assert data.isascii()
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, data.split(b"\r\n"))) <= 998


def hostile(letter: Letter, text: str) -> Letter:
    """`letter` with `text` in everything that a mail can fill."""
    params: dict[str, Param] = {
        **dict.fromkeys(
            ("received", "canonical", "name", "district", "province", "detail", "type", "domain"), text
        ),
        **{name: [text, text] for name in ("links", "others", "found", "missing")},
        "candidates": [{"name": text, "district": text, "province": text}],
    }
    files = tuple(replace(file, name=text) for file in letter.submission.files)
    standing = {
        role: replace(one, file=replace(one.file, name=text)) if one else None
        for role, one in (("form", letter.form), ("deck", letter.deck))
    }
    parsed = replace(
        letter.submission.parsed,
        subject=text,
        message_id=text,
        references=(text, "<1@x.example>"),
        files=files,
    )
    agency = AgencyFinding(Certainty.UNLISTED, Place(text, text, text), head_title=text)
    reasons = tuple(reason(code, **params) for code in SEVERITY)
    return replace(
        letter,
        submission=replace(letter.submission, parsed=parsed),
        decision=replace(letter.decision, agency=agency, reasons=reasons),
        form=standing["form"],
        deck=standing["deck"],
    )


def assert_harmless(mail: Read) -> None:
    message = mail.message
    assert set(message.keys()) <= HEADERS
    assert len(message.keys()) == len(set(message.keys()))
    assert str(message["Subject"]).startswith("[DGTI-2566-0042] ")
    assert str(message["Subject"]) == mail.rendered.subject
    assert message["To"] == mail.rendered.to
    assert len(list(message.iter_parts())) == 2
    tags = set(re.findall(r"<\s*([a-z!/]+)", mail.html.lower()))
    assert {tag.strip("/") for tag in tags} <= {
        *("!doctype", "html", "head", "meta", "title", "body", "div", "p", "table", "caption", "tr", "td"),
        *("ol", "ul", "li", "span", "strong", "br"),
    }
    assert not re.search(
        "[\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000b\u000c\u000e-\u001f]", mail.text + mail.html
    )


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize(
    "name", [*("acknowledgement", "correction", "held", "enquiry"), *TO_OTHERS, *BY_PERSONS]
)
def test_nothing_in_a_mail_adds_a_header_a_tag_or_a_template(
    name: str, text: str, letters: dict[str, Letter], read: Reader
) -> None:
    assert_harmless(read(hostile(letters[name], text)))


@pytest.mark.parametrize("text", BRAVE)
@pytest.mark.parametrize("name", WRITTEN_BY_PERSONS)
def test_nothing_that_a_person_writes_does_harm(
    name: str, text: str, letters: dict[str, Letter], read: Reader
) -> None:
    mail = read(replace(letters[name], words=text))
    assert_harmless(mail)
    assert "Bcc" not in mail.message and "X-Evil" not in mail.message
    plain = read(replace(letters[name], words="ก"))
    assert mail.rendered.subject == plain.rendered.subject
    assert mail.rendered.message_id == plain.rendered.message_id


@pytest.mark.parametrize(
    "text",
    [
        *(
            "evil.com",
            "https://evil.example/x",
            "evil.co.th_form1.pdf",
            "evil\u200b.c\u200dom",
            "evil\uff0ecom",
        ),
        *(
            "เทศบาลตำบลevil.com",
            "evil\u3002com",
            "www.evil",
            "ⓔvil.com",
            "a@evil.com",
            "เทศบาลตำบลดอน www.evil.x",
        ),
    ],
)
def test_no_link_or_domain_of_a_mail_stands_in_any_letter(
    text: str, letters: dict[str, Letter], read: Reader
) -> None:
    for name in SHOWING_MOST:
        mail = read(hostile(replace(letters[name], words=""), text))
        everything = unicodedata.normalize("NFKC", f"{mail.text} {mail.html} {mail.rendered.subject}")
        assert "evil" not in everything.lower()


@pytest.mark.parametrize("letter", ["acknowledgement", "correction", "changed"])
def test_without_a_register_an_agencys_name_is_a_mails_and_with_one_it_stays_whole(
    letter: str, letters: dict[str, Letter], read: Reader
) -> None:
    """The name to copy among them: whole, or the general one."""
    longest = Place("องค์การบริหารส่วนตำบลบ้านน้อยซุ้มขี้เหล็ก", "เนินมะปราง", "พิษณุโลก")
    for place in (longest, Place("เทศบาลตำบลกม.5", "แม่ลาว", "เชียงราย"), Place("เทศบาลตำบลจ.ป.ร.")):
        mail = read(named(letters[letter], AgencyFinding(Certainty.EXACT, place, f"นายก{place.name}")))
        assert place.name in mail.rendered.subject
        assert f"นายก{place.name}" in mail.flat
        assert f"{place.name}_form1.pdf" in mail.lines or letter != "correction"
    mail = read(named(letters[letter], AgencyFinding(Certainty.UNLISTED, Place("เทศบาลตำบลevil.com"))))
    assert "evil" not in mail.text + mail.html + mail.rendered.subject
    assert "โดยตั้งชื่อไฟล์เป็นชื่อเต็มของหน่วยงาน" in mail.flat or letter != "correction"


def named(letter: Letter, agency: AgencyFinding) -> Letter:
    """`letter` of that agency, and of no other."""
    codes = [each.code for each in letter.decision.reasons]
    plain = tuple(reason(code, type="docx") for code in codes)
    return replace(letter, decision=replace(letter.decision, agency=agency, reasons=plain))


def test_a_template_in_a_file_name_is_shown_as_it_was_written(
    letters: dict[str, Letter], read: Reader
) -> None:
    mail = read(hostile(letters["correction"], "{{7*7}}_form1.pdf"))
    assert "{{7*7}}_form1.pdf" in mail.text
    assert "49_form1" not in mail.text


@pytest.fixture
def tampered(letters: dict[str, Letter], desk: Desk) -> Callable[[str, str], Read]:
    """A letter of that name with the text in every place, and a few of the reasons."""

    def make(name: str, text: str) -> Read:
        letter = hostile(letters[name], text)
        few = letter.decision.reasons[len(text) % 7 :: 7]
        return read_mail(replace(letter, decision=replace(letter.decision, reasons=few)), desk)

    return make


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(), max_size=200), name=st.sampled_from(["correction", "held", "updated"]))
def test_no_generated_text_changes_a_mails_structure(
    text: str, name: str, tampered: Callable[[str, str], Read]
) -> None:
    assert_harmless(tampered(name, text))


def test_the_zone_is_the_contests_and_not_the_machines(letters: dict[str, Letter], desk: Desk) -> None:
    tokyo = replace(desk, zone=ZoneInfo("Asia/Tokyo"))
    assert str(read_mail(letters["held"], tokyo).message["Date"]).endswith("+0900")
