"""Entries as the mail programs and telephones of a local office put them together, and a clerk's answer.

Every mail goes through the real child and the real rules.
"""

import binascii
import io
import zipfile
from base64 import b64encode, encodebytes
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from builders import IN_TIME, register, rules
from PIL import Image, ImageDraw
from winmail import attachment as tnef_attachment
from winmail import tnef

from demo.samples.decks import deck, video
from demo.samples.forms import pdf_form
from parsers.process import Parser
from parsers.submission import assemble
from screening.judge import decide
from screening.model.decision import Decision, Role, Verdict
from screening.model.history import History
from settings.tables import Limits, Trust

AGENCY = "เทศบาลตำบลแม่ไทรงาม"
OTHER = "เทศบาลตำบลบ้านใหม่ไพร"
FORM = f"{AGENCY}_form1.pdf"
DECK = "นำเสนอผลงาน.pptx"
PDF, PPTX, MP4 = pdf_form(AGENCY, "แอปแจ้งเหตุ"), deck(AGENCY, "แอปแจ้งเหตุ"), video(AGENCY, "แอปแจ้งเหตุ")
PPTX_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
WORDS = "เรียน ทีมงาน\r\nขอส่งผลงานเข้าประกวดตามไฟล์แนบ\r\n"
KNOWN = rules(register((AGENCY, "แม่ไทร", "เชียงราย"), (OTHER, "ไพร", "น่าน")))


def photograph(mark: int = 0) -> bytes:
    page = Image.effect_noise((1240, 1754), 30).convert("RGB")
    ImageDraw.Draw(page).rectangle((100, 100 + 50 * mark, 900, 400 + 50 * mark), "black")
    data = io.BytesIO()
    page.save(data, "JPEG", quality=60)
    return data.getvalue()


def logo() -> bytes:
    data = io.BytesIO()
    Image.effect_noise((120, 60), 50).save(data, "PNG")
    return data.getvalue()


def word(text: str, charset: str = "utf-8") -> str:
    """One encoded word (RFC 2047)."""
    codec = "cp874" if charset.lower() in ("windows-874", "tis-620") else charset
    return f"=?{charset}?B?{b64encode(text.encode(codec)).decode()}?="


def star(key: str, name: str) -> str:
    """A parameter as RFC 2231 has it."""
    return f"{key}*=UTF-8''{quote(name)}"


def coded(head: str, data: bytes) -> bytes:
    """A part in base64; `head` may hold raw Thai."""
    lines = head.strip().replace("\n", "\r\n")
    return f"{lines}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode() + encodebytes(data)


def text(words: str = WORDS, kind: str = "plain", charset: str = "utf-8") -> bytes:
    codec = "cp874" if charset == "windows-874" else charset
    return coded(f"Content-Type: text/{kind}; charset={charset}", words.encode(codec))


def multi(kind: str, *parts: bytes, extra: str = "") -> bytes:
    mark = f"=_{kind.partition(';')[0]}{len(parts)}{binascii.crc32(b''.join(parts)):x}".encode()
    head = f'Content-Type: multipart/{kind}; boundary="'.encode() + mark + b'"' + extra.encode() + b"\r\n\r\n"
    return (
        head + b"".join(b"--" + mark + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + mark + b"--\r\n"
    )


def message(body: bytes, subject: str = f"ส่งผลงาน {AGENCY}", **more: str) -> bytes:
    lines = ["From: <officer@maesai.go.th>", f"Subject: {word(subject)}", "Message-ID: <1@maesai.go.th>"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
    return "\r\n".join([*lines, "MIME-Version: 1.0", ""]).encode() + body


def file(name: str, data: bytes, kind: str = "application/octet-stream", **how: str) -> bytes:
    shown = how.get("shown", "attachment")
    return coded(f"Content-Type: {kind}\nContent-Disposition: {shown}; {star('filename', name)}", data)


def zipped(*files: tuple[str, bytes], charset: str = "utf-8") -> bytes:
    """A zip; in another charset than UTF-8 its names are those of a Thai Windows, without the flag."""
    data, legacy = io.BytesIO(), charset != "utf-8"
    placeholders = [f"{number:0{len(name)}}" for number, (name, _) in enumerate(files)]
    with zipfile.ZipFile(data, "w") as archive:
        for placeholder, (name, content) in zip(placeholders, files, strict=True):
            archive.writestr(placeholder if legacy else name, content)
    made = data.getvalue()
    for placeholder, (name, _) in zip(placeholders, files, strict=True) if legacy else ():
        made = made.replace(placeholder.encode(), name.encode(charset))
    return made


def outlook() -> bytes:
    """Outlook: a name in both headers, the letter as text and as HTML, the signature's logo related to it."""
    picture = coded(
        'Content-Type: image/png; name="image001.png"\nContent-Disposition: inline; filename="image001.png"\n'
        "Content-ID: <image001.png@01D9BB>",
        logo(),
    )
    letter = multi("alternative", text(), text("<p>ขอส่งผลงาน <img src=cid:image001.png@01D9BB>", "html"))
    named = f'name="{word(FORM)}"'
    form = coded(
        f"Content-Type: application/pdf; {named}\nContent-Description: {word(FORM)}\n"
        f"Content-Disposition: attachment; file{named}; size=99",
        PDF,
    )
    related = multi("related", letter, picture, extra='; type="multipart/alternative"')
    return message(multi("mixed", related, form, file(DECK, PPTX, PPTX_TYPE)), Thread_Index="AdnB==")


def gmail() -> bytes:
    """Gmail: RFC 2047 in quotes, a Content-ID and X-Attachment-Id on every file."""
    parts = [
        coded(
            f'Content-Type: {kind}; name="{word(name)}"\nContent-Disposition: attachment; '
            f'filename="{word(name)}"\nContent-ID: <f_{number}>\nX-Attachment-Id: f_{number}',
            data,
        )
        for number, (name, kind, data) in enumerate([(FORM, "application/pdf", PDF), (DECK, PPTX_TYPE, PPTX)])
    ]
    return message(multi("mixed", multi("alternative", text(), text("<div>ขอส่ง</div>", "html")), *parts))


def gmail_picture() -> bytes:
    picture = coded(
        f'Content-Type: image/jpeg; name="{word(AGENCY + "_form1.jpg")}"\nContent-Disposition: attachment; '
        f'filename="{word(AGENCY + "_form1.jpg")}"\nContent-ID: <f_1>\nX-Attachment-Id: f_1',
        photograph(),
    )
    return message(multi("mixed", text(), picture, file(DECK, PPTX)))


def apple_mail() -> bytes:
    """Apple Mail: files between the halves of the letter, shown inline, x-unix-mode."""
    form = coded(
        f"Content-Type: application/pdf; x-unix-mode=0644; {star('name', FORM)}\n"
        f"Content-Disposition: inline; {star('filename', FORM)}",
        PDF,
    )
    rich = multi(
        "mixed", text("<p>ขอส่ง", "html"), form, text("<br>", "html"), file(DECK, PPTX, shown="inline")
    )
    return message(multi("alternative", text(), rich), X_Mailer="Apple Mail (2.3731)")


def iphone_photographs() -> bytes:
    """An iPhone: photographs called IMG, the agency in the subject alone."""
    pages = [
        coded(
            f"Content-Type: image/jpeg; name={name}; x-apple-part-url=1\nContent-Disposition: inline; "
            f"filename={name}",
            photograph(number),
        )
        for number, name in enumerate(["IMG_2041.jpeg"])
    ]
    signed = text("ส่งจาก iPhone ของฉัน\r\n")
    return message(multi("mixed", text(), *pages, file(DECK, PPTX), signed), X_Mailer="iPhone Mail (20F66)")


def thunderbird() -> bytes:
    """Thunderbird: RFC 2231 in pieces, cut within the percent signs' triples never."""
    whole = quote(FORM)
    pieces = [whole[start : start + 54] for start in range(0, len(whole), 54)]
    cut = ";\n ".join(f"filename*{number}*={piece}" for number, piece in enumerate(pieces))
    cut = cut.replace("*0*=", "*0*=UTF-8''")
    typed = f'Content-Type: application/pdf; name="{word(FORM)}"'
    form = coded(f"{typed}\nContent-Disposition: attachment;\n {cut}", PDF)
    return message(multi("mixed", text(), form, file(DECK, PPTX)), User_Agent="Thunderbird/102.13")


def mail_go_thai() -> bytes:
    """MailGoThai and other Thai webmail: windows-874 in subject and names, quoted as RFC 2047 forbids."""
    name = word(FORM, "windows-874")
    form = coded(
        f'Content-Type: application/pdf; name="{name}"\nContent-Disposition: attachment; filename="{name}"',
        PDF,
    )
    body = multi("mixed", text(charset="windows-874"), form, file(DECK, PPTX))
    raw = message(body).replace(word(f"ส่งผลงาน {AGENCY}").encode(), word("ส่งผลงาน", "windows-874").encode())
    return raw.replace(b"MIME-Version", b"X-Mailer: MailGoThai\r\nMIME-Version")


def raw_bytes(charset: str) -> bytes:
    """Old webmail writes the name as it has it, in eight bits."""
    form = coded('Content-Type: application/pdf\nContent-Disposition: attachment; filename="NAME"', PDF)
    return message(multi("mixed", text(), form.replace(b"NAME", FORM.encode(charset)), file(DECK, PPTX)))


def line_keep() -> bytes:
    """Shared from LINE on a telephone: names of numbers, and the agency in the words."""
    form = file("1690182912345.pdf", PDF, "application/pdf")
    return message(
        multi("mixed", text(f"ใบสมัครของ{AGENCY}ค่ะ\r\n"), form, file("1690182999999.pptx", PPTX)), "ส่งค่ะ"
    )


def samsung() -> bytes:
    """A Samsung telephone: everything application/octet-stream, the name only in name=."""
    form = coded(f'Content-Type: application/octet-stream; name="{FORM}"', PDF)
    return message(
        multi("mixed", text(), form, coded(f'Content-Type: application/octet-stream; name="{DECK}"', PPTX))
    )


def scanner() -> bytes:
    """An office machine that mails the scan itself; the officer forwards it with the deck."""
    scan = message(multi("mixed", text("Scan from MFP\r\n"), file("SKM_C25823072010.pdf", PDF)), "Scan")
    inner = b"Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n" + scan
    return message(multi("mixed", text(f"ใบส่งผลงานของ{AGENCY}\r\n"), inner, file(DECK, PPTX)))


def forwarded(*files: bytes, encoded: bool = False) -> bytes:
    inner = message(multi("mixed", text(), *files), "ผลงาน")
    if encoded:
        return message(multi("mixed", text(), coded("Content-Type: message/rfc822", inner)))
    return message(multi("mixed", text(), b"Content-Type: message/rfc822\r\n\r\n" + inner))


def both() -> tuple[bytes, bytes]:
    return file(FORM, PDF, "application/pdf"), file(DECK, PPTX)


def one_zip(name: str, *files: tuple[str, bytes], charset: str = "utf-8", subject: str = "ส่งผลงาน") -> bytes:
    archive = zipped(*files, charset=charset)
    return message(multi("mixed", text(), file(name, archive, "application/zip")), subject)


def exchange() -> bytes:
    """Exchange with rich text: everything in one winmail.dat."""
    data = tnef(tnef_attachment(FORM.encode("cp874"), PDF), tnef_attachment(b"deck.pptx", PPTX))
    return message(multi("mixed", text(), coded("Content-Type: application/ms-tnef; name=winmail.dat", data)))


def uuencoded() -> bytes:
    rows = b"".join(binascii.b2a_uu(PDF[at : at + 45]) for at in range(0, len(PDF), 45))
    inside = WORDS.encode() + b"begin 644 " + FORM.encode() + b"\r\n" + rows + b"`\r\nend\r\n"
    plain = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + inside
    return message(multi("mixed", plain, file(DECK, PPTX)))


def signed() -> bytes:
    whole = multi("mixed", text(), *both())
    mark = coded("Content-Type: application/pkcs7-signature; name=smime.p7s", b"\x30\x82")
    return message(multi('signed; protocol="application/pkcs7-signature"', whole, mark))


def with_card() -> bytes:
    return message(multi("mixed", text(), *both(), file("สำเนาบัตรประชาชน.jpg", photograph(), "image/jpeg")))


def two_pages() -> bytes:
    pages = [file(f"{AGENCY}_form1_หน้า{n}.jpg", photograph(n), "image/jpeg") for n in (1, 2)]
    return message(multi("mixed", text(), *pages, file(DECK, PPTX)))


def pdf_and_picture() -> bytes:
    picture = file(f"{AGENCY}_form1.jpg", photograph(), "image/jpeg")
    return message(multi("mixed", text(), picture, *both()))


def small_page(width: int = 827, height: int = 1169) -> bytes:
    page, data = Image.new("L", (width, height), 255), io.BytesIO()
    ImageDraw.Draw(page).rectangle((width // 9, height // 9, width // 2, height // 3), 0)
    page.save(data, "JPEG")
    return data.getvalue()


def pasted(name: str, data: bytes, *files: bytes) -> bytes:
    """A picture that stands in the letter, as Outlook and telephones write it, and files beside it."""
    picture = coded(f"Content-Type: image/jpeg; {star('name', name)}\nContent-ID: <image001@01D9>", data)
    return message(multi("mixed", multi("related", text("<p>ขอส่ง", "html"), picture), *files))


def hidden(name: str, **how: str) -> bytes:
    return message(multi("mixed", text(), file(name, PDF, **how), file(DECK, PPTX)))


ACCEPTED: dict[str, Callable[[], bytes]] = {
    "outlook": outlook,
    "gmail": gmail,
    "gmail, a photograph with a Content-ID": gmail_picture,
    "apple mail": apple_mail,
    "thunderbird": thunderbird,
    "thai webmail in windows-874": mail_go_thai,
    "raw utf-8": lambda: raw_bytes("utf-8"),
    "raw tis-620": lambda: raw_bytes("cp874"),
    "samsung": samsung,
    "forwarded": lambda: forwarded(*both()),
    "forwarded in base64": lambda: forwarded(*both(), encoded=True),
    "saved as a file and attached": lambda: message(
        multi("mixed", text(), file("งาน.eml", message(multi("mixed", text(), *both()))))
    ),
    "winmail.dat": exchange,
    "uuencode": uuencoded,
    "signed": signed,
    "zip": lambda: one_zip("ส่ง.zip", (FORM, PDF), (DECK, PPTX)),
    "zip of windows in thai": lambda: one_zip("ส่ง.zip", (FORM, PDF), ("deck.pptx", PPTX), charset="cp874"),
    "zip with the agency as its folder": lambda: one_zip(
        "งาน.zip", (f"{AGENCY}/form1.pdf", PDF), (f"{AGENCY}/a.pptx", PPTX)
    ),
    "zip with the agency as its name": lambda: one_zip(f"{AGENCY}.zip", ("form1.pdf", PDF), ("a.pptx", PPTX)),
    "zip with a scan in the agency's folder": lambda: one_zip(
        "a.zip", (f"{AGENCY}/scan0001.pdf", PDF), (f"{AGENCY}/a.pptx", PPTX)
    ),
    "zip by a macintosh": lambda: one_zip(
        "a.zip",
        (FORM, PDF),
        (f"__MACOSX/._{FORM}", b"\0\5\x16\7" + bytes(80)),
        (DECK, PPTX),
        (".DS_Store", b"x"),
    ),
    "form and deck alone in a zip each": lambda: message(
        multi("mixed", text(), file("1.zip", zipped((FORM, PDF))), file("2.zip", zipped((DECK, PPTX))))
    ),
    "a video instead of a deck": lambda: message(multi("mixed", text(), both()[0], file("ผลงาน.mp4", MP4))),
    "form in capitals": lambda: hidden(f"{AGENCY}_FORM1.PDF"),
    "typo from1": lambda: hidden(f"{AGENCY}_from1.pdf"),
    "copied by windows": lambda: hidden(f"{AGENCY}_form1 - Copy (2).pdf"),
    "a pdf labelled as text": lambda: hidden(FORM, kind="text/plain"),
    "inline": lambda: hidden(FORM, kind="application/pdf", shown="inline"),
    "a form shown in the letter": lambda: pasted(f"{AGENCY}_form1.jpg", small_page(), file(DECK, PPTX)),
    "a page shown in the letter": lambda: pasted(f"{AGENCY}.jpg", small_page(), file(DECK, PPTX)),
    "a seal and a banner beside form and deck": lambda: pasted("a.jpg", small_page(900, 900), *both()),
    "a page of another kind beside form and deck": lambda: pasted("a.jpg", small_page(), *both()),
    "the letter quotes what it answers": lambda: message(
        multi("mixed", text(f"{WORDS}\r\nOn Mon, 3 Jul 2023 DGA wrote:\r\n> {OTHER}\r\n"), *both())
    ),
    "a phone without words": lambda: message(multi("mixed", *both())),
    "quoted-printable": lambda: message(
        multi(
            "mixed",
            text(),
            f"Content-Type: application/pdf; {star('name', FORM)}\r\n".encode()
            + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
            + binascii.b2a_qp(PDF, istext=False),
            file(DECK, PPTX),
        )
    ),
    "identity card beside them": with_card,
    "two photographs as pages": two_pages,
    "pdf and photograph of one form": pdf_and_picture,
}
NOTED = {
    "identity card beside them": "identity-card",
    "two photographs as pages": "form-pages",
    "pdf and photograph of one form": "form-copies",
    "zip with the agency as its folder": "from-archive",
    "forwarded": "from-forwarded",
}
OTHERWISE: dict[str, tuple[Callable[[], bytes], Verdict, str]] = {
    "an iphone's photograph": (iphone_photographs, Verdict.REJECTED, "form-name"),
    "names of numbers from LINE": (line_keep, Verdict.REJECTED, "form-name"),
    "a scanner's own name": (scanner, Verdict.REJECTED, "form-name"),
    "a telephone's page shown in the letter": (
        lambda: pasted("IMG_1.jpg", small_page(), file(DECK, PPTX)),
        Verdict.REJECTED,
        "form-name",
    ),
    "a small picture in the letter that may be the form": (
        lambda: pasted("IMG_1.jpg", small_page(480, 640), file(DECK, PPTX)),
        Verdict.HELD,
        "form-in-letter",
    ),
    "a logo in the letter and no form": (
        lambda: pasted("image001.jpg", small_page(200, 90), file(DECK, PPTX)),
        Verdict.REJECTED,
        "form-missing",
    ),
    "a zip in a zip": (
        lambda: one_zip("a.zip", ("b.zip", zipped((FORM, PDF), (DECK, PPTX)))),
        Verdict.HELD,
        "archive-unreadable",
    ),
    "an archive of another kind": (
        lambda: message(multi("mixed", text(), file("ผลงาน.tar.gz", b"\x1f\x8b\x08" + bytes(500)))),
        Verdict.HELD,
        "archive-unreadable",
    ),
    "form alone": (lambda: message(multi("mixed", text(), both()[0])), Verdict.REJECTED, "deck-missing"),
    "forms of two agencies": (
        lambda: message(multi("mixed", text(), *both(), file(f"{OTHER}_form1.jpg", photograph()))),
        Verdict.HELD,
        "agency-conflict",
    ),
    "agency of the folder against the subject": (
        lambda: one_zip("a.zip", (f"{AGENCY}/form1.pdf", PDF), ("a.pptx", PPTX), subject=OTHER),
        Verdict.HELD,
        "agency-conflict",
    ),
    "only a part of a split message": (
        lambda: message(b"Content-Type: message/partial; id=a; number=1; total=3\r\n\r\nx\r\n"),
        Verdict.HELD,
        "unparsable",
    ),
}


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    with Parser(Limits()) as running:
        yield running


@pytest.fixture
def judged(parser: Parser, tmp_path: Path) -> Callable[[bytes], Decision]:
    def judge(raw: bytes) -> Decision:
        path, work = tmp_path / "raw.eml", tmp_path / "work"
        path.write_bytes(raw)
        work.mkdir()
        parsed = parser.parse(path, work)
        submission = assemble(
            parsed, digest="0" * 64, size=len(raw), internal_date=IN_TIME, seen_at=IN_TIME, trust=Trust()
        )
        return decide(submission, History(), KNOWN)

    return judge


@pytest.mark.parametrize("case", ACCEPTED)
def test_an_entry_is_accepted_however_it_was_put_together(
    judged: Callable[[bytes], Decision], case: str
) -> None:
    decision = judged(ACCEPTED[case]())
    assert decision.verdict is Verdict.ACCEPTED, decision.reasons
    assert decision.agency.place and decision.agency.place.name == AGENCY
    assert {Role.FORM, Role.DECK} <= {file.role for file in decision.files}
    assert NOTED.get(case, "") in {"", *(reason.code for reason in decision.reasons)}


@pytest.mark.parametrize("case", OTHERWISE)
def test_what_is_no_whole_entry_is_told_so(judged: Callable[[bytes], Decision], case: str) -> None:
    made, verdict, code = OTHERWISE[case]
    decision = judged(made())
    assert decision.verdict is verdict
    assert code in {reason.code for reason in decision.reasons}
