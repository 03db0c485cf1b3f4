"""The sender's own words, and nothing that he quotes."""

from base64 import encodebytes
from collections.abc import Callable

import pytest

from parsers.child.mime import text
from screening.model.submission import Parsed

Read = Callable[[bytes], Parsed]
OUTLOOK_EN = "From: x <x@y.z>\nSent: Monday\nTo: me\nSubject: quoted\n\nquoted words"
OUTLOOK_TH = "จาก: กองทุน <x@y.z>\nส่งเมื่อ: 20 กรกฎาคม 2566\nถึง: me\nเรื่อง: quoted\n\nquoted words"


@pytest.mark.parametrize(
    "quoted",
    [
        "> quoted words\n> more quoted words",
        "On Thu, 20 Jul 2023 at 10:00, X <x@y.z> wrote:\n> quoted words",
        "On Thu, 20 Jul 2023 at 10:00, X\n<x@y.z> wrote:\n\nquoted words",
        "เมื่อ พฤ. 20 ก.ค. 2566 เวลา 10:00 กองทุน <x@y.z> เขียนว่า:\n> quoted words",
        "ในวันที่ พฤ. 20 ก.ค. 2566 เวลา 10:00 กองทุน <\nx@y.z> เขียนว่า:\n\nquoted words",
        "-----Original Message-----\nquoted words",
        "---------- Forwarded message ---------\nquoted words",
        OUTLOOK_EN,
        OUTLOOK_TH,
        "*From:* x\n*Sent:* Monday\n*To:* me\n*Subject:* quoted\nquoted words",
    ],
)
def test_quoted_mail_is_left_out(quoted: str) -> None:
    words = text.read([f"อำเภอเมือง จังหวัดพะเยา\n\n{quoted}\n"], []).own
    assert words == "อำเภอเมือง จังหวัดพะเยา"


def test_what_is_left_out_is_kept_apart_up_to_four_thousand_characters() -> None:
    assert (
        text.read(["ตอบ\n> which district?\n> or province?"], []).quoted
        == "> which district?\n> or province?"
    )
    assert text.read(["ok\n-----Original Message-----\n" + "x" * 9_000], []).quoted.startswith("-----Orig")
    assert len(text.read(["> " + "x" * 9_000], []).quoted) == 4_000


def test_an_answer_below_marked_quotes_is_kept() -> None:
    words = text.read(["On Monday the 20th, X wrote:\n> which district?\n\nอำเภอเมือง\n"], []).own
    assert words == "อำเภอเมือง"


@pytest.mark.parametrize(
    "letter",
    [
        "เรื่อง ส่งผลงาน\nเรียน ผู้อำนวยการ\nตามที่ประกาศ",
        "จาก: อบต.แม่ใส\nขอส่งผลงาน",
        "เมื่อวันที่ 20 กรกฎาคม เราส่งแล้ว\nขอบคุณ",
        "On Monday we sent it.\nThanks",
    ],
)
def test_a_letter_of_ones_own_is_kept_whole(letter: str) -> None:
    assert text.read([letter], []) == text.Words(letter, "", ())


@pytest.mark.parametrize(
    "html",
    [
        '<div>hello</div><blockquote type="cite">quoted <blockquote>x</blockquote> words</blockquote>',
        '<div>hello</div><div class="gmail_quote x">quoted<div>words</div></div>',
        '<div>hello</div><div id="divRplyFwdMsg">quoted</div><p>words</p>',
        "<html><head><title>quoted</title><style>words</style></head>hello<script>quoted</script></html>",
        "<p>hello</p><p>From: x<br>Sent: Monday<br>To: me<br>Subject: quoted</p>words",
    ],
)
def test_html_is_read_as_words_without_its_quotes(html: str) -> None:
    found = text.read([], [html])
    assert (found.own, found.links) == ("hello", ())


def test_plain_text_is_preferred_and_links_come_from_both() -> None:
    words = text.read(
        ["see x and y, the deck https://a.example/x. and (http://b.example/y)"],
        [
            '<p>see x and y, the <a href="https://drive.example/d?e=f&amp;g">deck</a></p><blockquote><a href="http://q.example">q</a></blockquote>'
        ],
    )
    assert words.own == "see x and y, the deck https://a.example/x. and (http://b.example/y)"
    assert words.links == ("https://a.example/x", "http://b.example/y", "https://drive.example/d?e=f&g")


@pytest.mark.parametrize(
    ("written", "links"),
    [
        ("ดูที่ drive.google.com/file/d/1 ครับ", ("https://drive.google.com/file/d/1",)),
        ("คลิปwww.youtube.com/watch?v=1", ("https://www.youtube.com/watch?v=1",)),
        ("youtu.be/abc, HTTP://X.TH/y", ("https://youtu.be/abc", "HTTP://X.TH/y")),
        ("a@b.go.th/x 5.5/6 กม.5/3 e.g./i.e. www.huahin.go.th", ()),
    ],
)
def test_a_link_is_one_without_its_scheme_too(written: str, links: tuple[str, ...]) -> None:
    assert text.read([written], []).links == links


def test_an_empty_plain_text_gives_way_to_html() -> None:
    assert text.read(["  \n"], ["<b>hello</b>"]).own == "hello"


def test_words_and_links_are_capped() -> None:
    words = text.read(["ก" * 50_000 + "".join(f" http://a.example/{n}" for n in range(90))], [])
    assert len(words.own) == 20_000
    assert len(words.links) == 50


@pytest.mark.parametrize(
    "html", ["<![", "<!" * 5_000, "<a href='", "<p " * 5_000, "&#xffffffff;", "<script>" * 3_000, "hello <b"]
)
def test_broken_html_never_raises(html: str) -> None:
    assert isinstance(text.read([], [html]).own, str)


@pytest.mark.parametrize(
    "charset,codec",
    [
        ("utf-8", "utf-8"),
        ("tis-620", "tis-620"),
        ("windows-874", "cp874"),
        ("", "cp874"),
        ("", "utf-8"),
        ("us-ascii", "utf-8"),
    ],
)
@pytest.mark.parametrize("encoded", [True, False])
def test_a_thai_letter_is_read_in_any_charset(read: Read, charset: str, codec: str, encoded: bool) -> None:
    data = "สวัสดีครับ".encode(codec)
    label = f"; charset={charset}".encode() if charset else b""
    encoding = b"Content-Transfer-Encoding: " + (b"base64" if encoded else b"8bit")
    raw = (
        b"Content-Type: text/plain"
        + label
        + b"\r\n"
        + encoding
        + b"\r\n\r\n"
        + (encodebytes(data) if encoded else data)
    )
    assert read(raw).text == "สวัสดีครับ"


def test_a_very_long_letter_is_read_from_its_beginning(read: Read) -> None:
    letter = "บรรทัดหนึ่งของจดหมาย\n" * 20_000
    raw = (
        b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + encodebytes(letter.encode())
    )
    parsed = read(raw)
    assert parsed.text == letter[:20_000].rstrip() or parsed.text == letter[:20_000]
    assert parsed.whole


def test_a_tag_that_never_closes_is_read_as_words() -> None:
    assert text.read([], ["<p>a &lt; b <c"]).own == "a < b c"
