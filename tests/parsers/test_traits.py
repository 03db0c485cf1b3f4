"""Otherwise right entries with one trait of a mailer, a gateway or an office: each is read as a person reads it.

Every mail goes through the real child and the real rules. Where a trait comes from stands beside it.
"""

import re
import struct
from base64 import b64encode, encodebytes
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import IN_TIME, register, rules
from winmail import attachment as tnef_attachment
from winmail import attribute, properties, tnef

from demo.samples.decks import deck
from demo.samples.forms import pdf_form
from parsers.process import Parser
from parsers.submission import assemble
from screening.judge import decide
from screening.model.decision import Decision, Verdict
from screening.model.history import History
from screening.model.submission import Submission
from settings.tables import Limits, Trust

AGENCY = "เทศบาลตำบลแม่ไทรงาม"
KNOWN = rules(register((AGENCY, "แม่ไทร", "เชียงราย")))
PDF, PPTX = pdf_form(AGENCY, "แอปแจ้งเหตุ"), deck(AGENCY, "แอปแจ้งเหตุ")
FORM_NAME = f"=?utf-8?B?{b64encode(f'{AGENCY}_form1.pdf'.encode()).decode()}?="
DECK_NAME = "deck.pptx"
WORDS = f"เรียน คณะกรรมการ {AGENCY} ขอส่งผลงานเข้าประกวด ตามเอกสารที่แนบมาพร้อมนี้"


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    with Parser(Limits()) as made:
        yield made


def attached(name: str, data: bytes, *, head: str = "") -> bytes:
    shown = head or (
        f'Content-Type: application/octet-stream; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
        f'Content-Disposition: attachment; filename="{name}"\r\n'
    )
    return shown.encode("utf-8") + b"\r\n" + encodebytes(data)


def letter(words: str = WORDS, kind: str = "plain", head: str = "") -> bytes:
    told = head or f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
    return told.encode() + b"\r\n" + encodebytes(words.encode())


def multipart(*parts: bytes, mark: str = "=_mark", shown: str = "", kind: str = "mixed") -> bytes:
    head = shown or f'Content-Type: multipart/{kind}; boundary="{mark}"\r\n'
    body = b"".join(b"--" + mark.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    return head.encode() + b"\r\n" + body + b"--" + mark.encode() + b"--\r\n"


def mail(body: bytes, *lines: str, sender: str = "From: <officer@maesai.go.th>") -> bytes:
    subject = b64encode(f"ส่งผลงาน {AGENCY}".encode()).decode()
    head = [
        sender,
        f"Subject: =?utf-8?B?{subject}?=",
        "To: dgti_awards@dga.or.th",
        "Message-ID: <1@maesai.go.th>",
    ]
    return "\r\n".join([*head, *lines, "MIME-Version: 1.0", ""]).encode() + body


FORM, DECK = attached(FORM_NAME, PDF), attached(DECK_NAME, PPTX)
WHOLE = multipart(letter(), FORM, DECK)


def spaced(data: bytes) -> bytes:
    """A space before every colon of the headers of the parts."""
    return b"\r\n".join(
        line.replace(b": ", b" : ", 1) if line.startswith(b"Content-") else line
        for line in data.split(b"\r\n")
    )


def after(header: bytes, put: bytes, of: bytes = b"") -> bytes:
    """The whole entry with something put behind the first header of that name."""
    data = of or mail(WHOLE)
    at = data.index(b"\r\n", data.index(header)) + 2
    return data[:at] + put + data[at:]


RTF = rb"{\rtf1\ansi\ansicpg874 " + b"".join(b"\\u%d?" % ord(each) for each in WORDS) + rb"\par}"
HTML = f"<html><body><p>{WORDS}</p></body></html>"
STUB = "This message is in HTML. Please view it in a program that shows HTML."
FOOTER = "-- \r\nส่งจาก iPhone ของฉัน"
AS_FILE = 'Content-Disposition: attachment; filename="{}"\r\nContent-Transfer-Encoding: base64\r\n'


def rtf(data: bytes) -> bytes:
    """A PR_RTF_COMPRESSED that is not compressed ([MS-OXRTFCP] section 2.1.3.1)."""
    return struct.pack("<II4sI", len(data) + 12, len(data), b"MELA", 0) + data


def in_winmail(letter: bytes) -> bytes:
    """A mail of Outlook whose files do not say whose they are: its letter does."""
    files = (tnef_attachment(b"form1.pdf", PDF), tnef_attachment(DECK_NAME.encode(), PPTX))
    plain = b64encode("ส่งผลงาน".encode()).decode()
    made = mail(multipart(attached("winmail.dat", tnef(letter, *files))))
    return re.sub(rb"Subject: [^\r]*", b"Subject: =?utf-8?B?%b?=" % plain.encode(), made)


# ruff: noqa: E501 - a mail a line
def type_first(data: bytes) -> bytes:
    """The same mail, its Content-Type the first of its headers."""
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    of_type = [line for line in lines if line.startswith(b"Content-Type")]
    return b"\r\n".join([*of_type, *(line for line in lines if line not in of_type)]) + b"\r\n\r\n" + body


# fmt: off
ACCEPTED: dict[str, bytes] = {
    # RFC 5322 section 4.5.3, obsolete syntax; old Lotus Notes gateways and PHP scripts write it.
    "a space before each colon": mail(spaced(WHOLE)).replace(b"Subject:", b"Subject :"),
    "a space before the colons of one part": mail(multipart(letter(), spaced(FORM), DECK)),
    "a tab before the colon": mail(WHOLE).replace(b"MIME-Version:", b"MIME-Version\t:"),
    # Banners of gateways ("*** EXTERNAL ***", Symantec, Sophos) put into the head of the mail.
    "a banner among the headers": after(b"To:", b"*** External message ***\r\n"),
    "a line of an old proxy": after(b"Subject:", b"Antivirus scan ok\r\n"),
    # mbox exports escape a line that begins with From.
    "an escaped From line": b">From officer@maesai.go.th Thu Jul 20 10:00:00 2023\r\n" + mail(WHOLE),
    "a blank line among the headers": after(b"Subject:", b"\r\n"),
    "a blank line before the headers": b"\r\n" + mail(WHOLE),
    # Long boundaries folded by a gateway at 76 characters.
    "a boundary folded in its quotes": mail(multipart(
        letter(), FORM, DECK, mark="----=_Part 12",
        shown='Content-Type: multipart/mixed; boundary="----=_Part\r\n 12"\r\n')),
    "base64 and a comment": mail(WHOLE).replace(b"Encoding: base64", b"Encoding: base64 (by gateway)"),
    "base64 and a semicolon": mail(WHOLE).replace(b"Encoding: base64", b"Encoding: base64;"),
    "base64 in quotes": mail(WHOLE).replace(b"Encoding: base64", b'Encoding: "base64"'),
    # Outlook Express and IncrediMail write filename in the machine's ANSI and name in UTF-8.
    "a lossy filename beside a good name": mail(multipart(letter(), DECK, attached("", PDF, head=(
        f'Content-Type: application/pdf; name="{FORM_NAME}"\r\nContent-Transfer-Encoding: base64\r\n'
        'Content-Disposition: attachment; filename="???????????????_form1.pdf"\r\n')))),
    # RFC 2231 and RFC 2047 mixed up, as SquirrelMail's plugins and some Java mailers do.
    "an encoded word inside filename*": mail(multipart(letter(), DECK, attached("", PDF, head=(
        f"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment; filename*=utf-8''{FORM_NAME}\r\n")))),
    "a name only in Content-Description": mail(multipart(letter(), DECK, attached("", PDF, head=(
        f"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Description: {FORM_NAME}\r\n")))),
    "no disposition at all": mail(multipart(letter(), DECK, attached("", PDF, head=(
        f'Content-Type: application/pdf; name="{FORM_NAME}"\r\nContent-Transfer-Encoding: base64\r\n')))),
    # From as web forms, Lotus and misled scripts write it.
    "brackets twice": mail(WHOLE, sender="From: <<officer@maesai.go.th>>"),
    "name and address in one encoded word": mail(WHOLE, sender=(
        f"From: =?utf-8?B?{b64encode('สารบรรณ <officer@maesai.go.th>'.encode()).decode()}?=")),
    "no brackets around the address": mail(WHOLE, sender="From: Saraban officer@maesai.go.th"),
    # The HTML letter counts: Outlook.com's stub, iOS's signature alone, an empty plain part.
    "a stub beside the HTML": mail(multipart(
        multipart(letter(STUB), letter(HTML, "html"), mark="=_in", kind="alternative"), attached("form1.pdf", PDF), DECK)),
    "a footer beside the HTML": mail(multipart(
        multipart(letter(FOOTER), letter(HTML, "html"), mark="=_in", kind="alternative"), attached("form1.pdf", PDF), DECK)),
    "an empty plain letter beside the HTML": mail(multipart(
        multipart(letter(" "), letter(HTML, "html"), mark="=_in", kind="alternative"), attached("form1.pdf", PDF), DECK)),
    # Outlook with Rich Text ([MS-OXTNEF]): the letter too lies in winmail.dat, in one of three forms.
    "the letter in winmail.dat as text": in_winmail(attribute(1, 0x0002800C, WORDS.encode("cp874") + b"\0")),
    "the letter in winmail.dat as Rich Text": in_winmail(attribute(1, 0x00069003, properties((0x102, 0x1009, rtf(RTF))))),
    "the letter in winmail.dat as HTML": in_winmail(
        attribute(1, 0x00069003, properties((0x102, 0x1013, HTML.encode() + b"\0")))),
    # Attached mails, as Outlook ("Forward as attachment"), Apple Mail and a gateway's banner leave them.
    "an attached mail that begins with Content-Type": mail(multipart(
        letter(), attached("entry.eml", type_first(mail(WHOLE))))),
    "an attached mail behind a banner": mail(multipart(
        letter(), attached("entry.eml", b"Scanned by gateway\r\n" + mail(WHOLE)))),
    "an attached mail as message/rfc822": mail(multipart(
        letter(), b"Content-Type: message/rfc822\r\n\r\n" + mail(WHOLE))),
}
# fmt: on


def judged(parser: Parser, folder: Path, data: bytes) -> tuple[Submission, Decision]:
    raw, work = folder / "mail.eml", folder / "work"
    raw.write_bytes(data)
    work.mkdir()
    parsed = parser.parse(raw, work)
    seen = assemble(
        parsed, digest="0" * 64, size=len(data), internal_date=IN_TIME, seen_at=IN_TIME, trust=Trust()
    )
    return seen, decide(seen, History(), KNOWN)


@pytest.mark.parametrize("trait", ACCEPTED)
def test_an_entry_with_one_trait_is_accepted_and_answered(parser: Parser, tmp_path: Path, trait: str) -> None:
    seen, decision = judged(parser, tmp_path, ACCEPTED[trait])
    told = [reason.code for reason in decision.reasons]
    assert (decision.verdict, decision.reply.to) == (Verdict.ACCEPTED, "officer@maesai.go.th"), told
    assert decision.agency.place and decision.agency.place.name == AGENCY
    assert {file.sha256 for file in seen.files if file.name.endswith((".pdf", ".pptx"))} >= {
        decision.change.form if decision.change else "",
        decision.change.deck if decision.change else "",
    }


SEALED = {
    # [MS-OXORMMS]: Outlook with rights management.
    "message.rpmsg": multipart(
        letter("โปรดดูข้อความ"), attached("message.rpmsg", b"\x76\xe8\x04\x60\xc4\x11\xe3\x86" * 9)
    ),
    # Cisco Registered Envelope Service, and Proofpoint Encryption: an HTML page that opens the message.
    "securedoc.html": multipart(
        letter("คลิกไฟล์แนบ"), attached("securedoc_20230720.html", b"<html>envelope</html>")
    ),
    "SecureMessageAtt.html": multipart(
        letter("คลิกไฟล์แนบ"), attached("SecureMessageAtt.html", b"<html>x</html>")
    ),
}


@pytest.mark.parametrize("kind", SEALED)
def test_a_sealed_mail_is_held_with_a_cure_of_its_own(parser: Parser, tmp_path: Path, kind: str) -> None:
    _, decision = judged(parser, tmp_path, mail(SEALED[kind]))
    assert decision.verdict is Verdict.HELD
    assert [reason.code for reason in decision.reasons] == ["sealed-message"]


def test_a_from_without_any_address_is_never_accepted_with_nobody_told(
    parser: Parser, tmp_path: Path
) -> None:
    _, decision = judged(parser, tmp_path, mail(WHOLE, sender="From: สารบรรณ"))
    assert (decision.verdict, decision.reply.to) == (Verdict.HELD, "")


def test_of_two_addresses_in_one_from_none_is_taken_for_the_writer(parser: Parser, tmp_path: Path) -> None:
    _, decision = judged(parser, tmp_path, mail(WHOLE, sender="From: a@one.go.th b@two.go.th"))
    assert decision.reply.to not in ("a@one.go.th", "b@two.go.th") or decision.verdict is Verdict.HELD
