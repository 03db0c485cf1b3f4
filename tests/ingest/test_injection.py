"""Hostile strings in all that a mail can fill, from the raw mail through the child, the rules and the texts
to the answer as its receiver reads it: no header, no tag, no template comes of any.
"""

import io
import re
import zipfile
from base64 import b64encode, encodebytes
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import getaddresses
from itertools import product
from pathlib import Path
from unittest.mock import patch
from urllib.parse import quote

import pytest

from decisions import reply
from demo.samples.decks import deck
from demo.samples.forms import pdf_form
from ingest.checking import Bench, Item, read
from notifications.rendering.desk import Desk
from notifications.rendering.render import render
from parsers.process import Parser
from runtime.parts import open_parts
from screening.model.decision import Template
from screening.model.letter import Letter, Rendered
from settings import load

CONFIG = Path(__file__).parents[2] / "config.toml"
ALWAYS = [
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress"),
    *("X-Intake-Contest", "Content-Language", "MIME-Version", "Content-Type"),
]
TAGS = {
    *("!doctype", "html", "head", "meta", "title", "body", "div", "p", "table", "caption", "tr", "td", "ol"),
    *("ul", "li", "span", "strong", "br"),
}
EVIL = (
    "Bcc: victim@example.org",
    "X-Evil: 1\r\n\r\n<b>body</b>",
    "=?UTF-8?Q?=0D=0ABcc:_victim@example.org?=",
    "=?utf-8?b?DQpCY2M6IHZAZXhhbXBsZS5vcmc=?=",
    "=?=?utf-8?q?x?=?=",
    "{{ 71717*71717 }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "{% include 'letter.jinja' %}{# 71 #}",
    "${71717*71717} #{71717*71717} <%= 71717*71717 %>",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>&lt;b&gt;',
    "javascript:alert(1)",
    "--=_boundary--\r\nContent-Type: text/html",
    "\u202efdp.exe\u2066\u2067\u2069",
    "\ud800\udfff",
    "a\x00b\x1b[31m\x07",
    "victim@example.org, other@example.org",
    "<victim@example.org>",
    "../../etc/passwd\\..\\x",
    "'; DROP TABLE entry; --",
    "%0d%0aBcc:%20v@example.org",
    "\u0e49" * 60,
    "ก" * 1_500,
    "W" * 5_000,
    "อ \t " * 200,
)
BREAKS = ("", "\r\n", "\n", "\r", "\r\n\t", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\n\r\n", "\x1c\x1e")
FORM = pdf_form("เทศบาลตำบลดอน", "x")
STRINGS = [f"เทศบาลตำบล{cut}{evil}" for evil, cut in product(EVIL, BREAKS)]
"""300 strings."""


def word(text: str) -> str:
    """As a header carries any bytes at all (RFC 2047)."""
    return f"=?utf-8?b?{b64encode(text.encode('utf-8', 'surrogatepass')).decode()}?="


def part(name: str, data: bytes, kind: str) -> bytes:
    """An attachment whose name carries any bytes at all (RFC 2231)."""
    told = quote(name.encode("utf-8", "surrogatepass"), safe="")
    head = f"--B\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n"
    return f"{head}Content-Disposition: attachment; filename*=utf-8''{told}\r\n\r\n".encode() + encodebytes(
        data
    )


def printable(text: str) -> str:
    """What XML can hold of a text."""
    return re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]", "", text)


def files(number: int, text: str) -> Iterator[bytes]:
    """A whole entry, one in an archive, a broken form beside a link, or nothing."""
    form, shown = FORM, deck(printable(text)[:200], printable(text)[:200], topics=1)
    if number % 3 == 0:
        yield part(f"{text}_form1.pdf", form, "application/pdf")
        yield part(f"{text}.pptx", shown, "application/octet-stream")
    elif number % 3 == 1:
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            for name, content in (
                (f"{printable(text)[:150]}_form1.pdf", form),
                (f"{printable(text)[:150]}.pptx", shown),
            ):
                archive.writestr(zipfile.ZipInfo(name.replace("\x00", "")), content)
        yield part(f"{text}.zip", data.getvalue(), "application/zip")
    elif number % 2:
        yield part(f"{text}.pdf", b"%PDF-1.4 broken", "application/pdf")


def hostile(number: int, text: str) -> bytes:
    """A mail with `text` in everything that its writer chooses."""
    body = f"ขอส่งผลงาน {text} อำเภอ{text} จังหวัด{text}\r\n"
    if number % 2:
        body += f"https://drive.google.com/{text}\r\n"
    inside = re.sub(r"[\s<>]", "", printable(text))[:80]
    head = (
        f"From: {word(text)} <officer{number}@office.example>\r\nTo: dgti_awards@dga.or.th\r\n"
        f"Reply-To: {word(text)} <officer{number}@office.example>\r\n"
        f"Subject: {word(text)}\r\nMessage-ID: <{number}.{inside}@office.example>\r\n"
        f"In-Reply-To: <{inside}@x> {word(text)}\r\nReferences: <a@x.example> <{inside}@x> {word(text)}\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    words = encodebytes(body.encode("utf-8", "surrogatepass"))
    return head.encode("utf-8", "surrogatepass") + words + b"".join(files(number, text)) + b"--B--\r\n"


@dataclass
class Written:
    """Every answer that was written."""

    asked: int = 0
    letters: list[Letter] = field(default_factory=list)
    mails: list[Rendered] = field(default_factory=list)


@pytest.fixture(
    scope="module", params=[5, pytest.param(1, marks=pytest.mark.slow)], ids=["each fifth", "all"]
)
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Hostile mails, parsed by the real child, judged, and answered: a fifth has each evil and each break."""
    tried = STRINGS[:: request.param]
    folder, kept = tmp_path_factory.mktemp("hostile"), Written(len(tried))
    settings = load(CONFIG, {})
    parts = open_parts(settings)

    def watched(letter: Letter, desk: Desk) -> Rendered:
        kept.mails.append(render(letter, desk))
        kept.letters.append(letter)
        return kept.mails[-1]

    found = []
    for number, text in enumerate(tried):
        path = folder / f"{number}.eml"
        path.write_bytes(hostile(number, text))
        found.append(Item(str(number), path))
    bench = Bench(parts, settings.contest.local(settings.contest.opens))
    with Parser(settings.limits) as parser, patch.object(reply, "render", watched):
        for message in read(found, parser):
            bench.judge(message)
    return kept


def test_every_hostile_mail_is_answered(written: Written) -> None:
    assert len(STRINGS) == len(set(STRINGS)) == 300
    assert len(written.mails) == written.asked
    assert {letter.template for letter in written.letters} >= {Template.CORRECTION, Template.HELD}


def test_an_answer_has_exactly_its_own_headers_and_one_recipient(written: Written) -> None:
    for letter, mail in zip(written.letters, written.mails, strict=True):
        message = message_from_bytes(mail.data, policy=SMTP)
        names = [name for name in message if name not in ("In-Reply-To", "References")]
        assert sorted(names) == sorted(ALWAYS), mail.subject
        assert len(message.keys()) == len(set(message.keys()))
        sender = letter.submission.parsed.sender.address
        assert getaddresses([str(message["To"])]) == [("", sender)]
        assert re.fullmatch(r"officer\d+@office\.example", sender)
        assert str(message["Subject"]).startswith(f"[{letter.reference}] ")
        assert not any(re.search("[\x00-\x1f\x7f-\x9f]", str(value)) for value in message.values())
        assert b"\nBcc" not in mail.data and b"\nX-Evil" not in mail.data
        assert max(map(len, mail.data.split(b"\r\n"))) <= 998


def test_an_answer_shows_every_string_inert(written: Written) -> None:
    for mail in written.mails:
        message = message_from_bytes(mail.data, policy=SMTP)
        text, html = (each.get_content() for each in message.iter_parts() if isinstance(each, EmailMessage))
        assert str(71717 * 71717) not in text + html
        assert "<class" not in text
        assert not re.search(
            "[\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff]", text + html
        )
        assert {tag.strip("/") for tag in re.findall(r"<\s*([a-z!/]+)", html.lower())} <= TAGS
        assert not re.search(r"<[^>]*\son\w+\s*=", html)
        assert "javascript:" not in re.sub(r">[^<]*<", "><", html)


def test_what_was_written_is_shown_as_it_was_written(written: Written) -> None:
    """A template or a tag in a name is text like any other, in both parts of the answer."""
    shown = "".join(
        str(each.get_content())
        for mail in written.mails
        for each in message_from_bytes(mail.data, policy=SMTP).iter_parts()
        if isinstance(each, EmailMessage)
    )
    assert "{{ 71717*71717 }}" in shown
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert(1)" in shown
