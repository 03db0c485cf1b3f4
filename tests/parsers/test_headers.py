"""What the headers of a message say, whatever its mailer did to them."""

from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from parsers import authentication
from parsers.child.mime import dates, headers, html, parameters
from screening.model.submission import Address, Hop, Parsed

Read = Callable[[bytes], Parsed]
THAI = "ส่งผลงาน อบต.แม่ใส"


def word(text: str, charset: str, codec: str) -> bytes:
    return b"=?%b?B?%b?=" % (charset.encode(), b64encode(text.encode(codec)))


def of(read: Read, *lines: bytes) -> Parsed:
    return read(b"\r\n".join(lines) + b"\r\n\r\nhello\r\n")


@pytest.mark.parametrize(
    "raw",
    [
        word(THAI, "utf-8", "utf-8"),
        word(THAI, "tis-620", "tis-620"),
        word(THAI, "windows-874", "cp874"),
        word(THAI, "x-windows-874", "cp874"),
        word(THAI, "x-nobody-knows", "utf-8"),
        THAI.encode(),
        THAI.encode("cp874"),
        b"\r\n ".join([word(THAI[:8], "windows-874", "cp874"), word(THAI[8:], "windows-874", "cp874")]),
    ],
)
def test_subjects_and_names_are_decoded(read: Read, raw: bytes) -> None:
    parsed = of(read, b"Subject: " + raw, b"From: " + raw + b" <A@B.go.th>")
    assert parsed.subject == THAI
    assert parsed.sender == Address("a@b.go.th", THAI)


def test_a_subject_read_as_latin_1_is_repaired(read: Read) -> None:
    mangled = THAI.encode("cp874").decode("latin-1")
    assert of(read, b"Subject: " + word(mangled, "utf-8", "utf-8")).subject == THAI


@pytest.mark.parametrize(
    "raw,address",
    [
        (b"a@b.go.th", "a@b.go.th"),
        (b'"Smith, John" <a@b.go.th>', "a@b.go.th"),
        (b"a@b.go.th (a comment)", "a@b.go.th"),
        (b"first@b.go.th, second@b.go.th", "first@b.go.th"),
        (b"nobody", ""),
        (b"", ""),
    ],
)
def test_the_sender_is_the_first_address_of_from(read: Read, raw: bytes, address: str) -> None:
    assert of(read, b"From: " + raw).sender.address == address


def test_a_cut_encoded_word_in_from_leaves_the_address(read: Read) -> None:
    assert of(read, b"From: =?utf-8?B?4LiB4LiC4Li?= <a@b.go.th>").sender.address == "a@b.go.th"
    assert of(read, b"From: =?utf-8?B?4? <a@b.go.th>").sender.address == "a@b.go.th"


def test_every_address_of_reply_to_is_kept(read: Read) -> None:
    parsed = of(read, b"From: a@b.c", b"Reply-To: X <x@b.c>, y@b.c")
    assert [one.address for one in parsed.reply_to] == ["x@b.c", "y@b.c"]


@pytest.mark.parametrize(
    "line,expected",
    [(b"Return-Path: <>", ""), (b"Return-Path: <A@b.c>", "a@b.c"), (b"Return-Path:", None), (b"X: y", None)],
)
def test_only_an_empty_path_in_brackets_is_the_null_path(
    read: Read, line: bytes, expected: str | None
) -> None:
    assert of(read, line).return_path == expected


def test_identifiers_are_read_in_brackets(read: Read) -> None:
    parsed = of(
        read,
        b"Message-ID:\r\n <one@b.c>",
        b"In-Reply-To: Your message <two@b.c> of Monday",
        b"References: <three@b.c>\r\n\t<two@b.c><four@b.c> <three@b.c>",
    )
    assert parsed.message_id == "<one@b.c>"
    assert parsed.in_reply_to == ("<two@b.c>",)
    assert parsed.references == ("<three@b.c>", "<two@b.c>", "<four@b.c>")


@pytest.mark.parametrize(
    "raw,moment",
    [
        ("Thu, 20 Jul 2023 10:00:00 +0700", datetime(2023, 7, 20, 3, tzinfo=UTC)),
        ("Thu, 20 Jul 2566 10:00:00 +0700 (ICT)", datetime(2023, 7, 20, 3, tzinfo=UTC)),
        ("Thu, 29 Feb 2567 10:00:00 +0700", datetime(2024, 2, 29, 3, tzinfo=UTC)),
        ("20 Jul 2023 10:00:00 -0000", datetime(2023, 7, 20, 10, tzinfo=UTC)),
        ("Thu, 31 Dec 2016 23:59:60 +0000", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("yesterday", None),
        ("", None),
        ("Thu, 99 Jul 2023 10:00:00 +0700", None),
        ("Thu, 20 Jul 2023 10:00:00 +9999999", None),
        ("31 Dec 9999 23:00:00 -1400", None),
    ],
)
def test_dates_are_read_in_utc_and_from_the_buddhist_era(raw: str, moment: datetime | None) -> None:
    assert dates.parse(raw) == moment


def test_received_stamps_are_read_newest_first(read: Read) -> None:
    parsed = of(
        read,
        b"Received: from by (x by y.evil (z)) by MX.dga.or.th (Postfix) with ESMTPS\r\n id 1 for <a@b.c>;"
        b"\r\n Thu, 20 Jul 2023 10:00:01 +0700 (ICT)",
        b"Received: by mail.example with SMTP; Thu, 20 Jul 2023 03:00:00 GMT",
        b"Received: nonsense",
    )
    assert parsed.hops == (
        Hop("mx.dga.or.th", datetime(2023, 7, 20, 3, 0, 1, tzinfo=UTC)),
        Hop("mail.example", datetime(2023, 7, 20, 3, tzinfo=UTC)),
        Hop("", None),
    )


def test_the_headers_that_tell_machines_are_kept_and_others_are_not(read: Read) -> None:
    parsed = of(
        read,
        b"List-Id: <x.y>",
        b"X-Mailer: z",
        b"Auto-Submitted: auto-replied",
        b"PRECEDENCE: bulk",
        b"X-Intake-Loop: 1",
        b"Content-Type: multipart/report; report-type=disposition-notification; boundary=B",
    )
    names = [name for name, _ in parsed.headers]
    assert names == ["list-id", "auto-submitted", "precedence", "x-intake-loop", "content-type"]
    assert parsed.content_type == "multipart/report"


def test_control_characters_survive_nowhere(read: Read) -> None:
    injected = b"=?utf-8?Q?a=0D=0ABcc=3A_x=40y.z=00=1B?="
    parsed = of(read, b"Subject: " + injected, b"From: " + injected + b" <a@b.c>", b"X-Loop: " + injected)
    for text in (parsed.subject, parsed.sender.name, parsed.headers[0][1]):
        assert text == "a Bcc: x@y.z"


@pytest.mark.parametrize(
    "lines",
    [
        [b'Content-Type: text/plain; charset="a\x00b"'],
        [b"Content-Type: text/plain; charset*=a\x00b''x"],
        [b"Content-Type: \xff\xfe/\x00"],
        [b"From: " + b"," * 80_000],
        [b"From: " + b"<" * 80_000],
        [b"Subject: " + b"=?utf-8?q?a?= " * 60_000],
        [b"Date: " + b"9" * 10_000],
        [b"Received: " + b"(" * 50_000],
        [b"Message-ID: " + b"<" * 50_000],
        [b"Content-Type: multipart/mixed; boundary=" + b";" * 50_000],
        [b"\x00\x01\x02"],
        [b"Content-Transfer-Encoding: \xff"],
    ],
)
def test_hostile_headers_never_raise(read: Read, lines: list[bytes]) -> None:
    assert isinstance(of(read, *lines, b"X-Loop: here"), Parsed)


def test_results_are_kept_in_order_and_undecoded(read: Read) -> None:
    chosen = b"=?utf-8?q?x=3B_dmarc=3Dpass?=@evil.example"
    parsed = of(
        read,
        b"Authentication-Results: mx.dga.or.th;\r\n\tspf=pass smtp.mailfrom=" + chosen + b";\r\n dmarc=fail",
        b"Authentication-Results: two; none \xff",
        b"ARC-Authentication-Results: i=1; three; dmarc=pass",
    )
    first = f"mx.dga.or.th; spf=pass smtp.mailfrom={chosen.decode()}; dmarc=fail"
    assert parsed.authentication_results == (first, "two; none ")


def test_results_of_any_length_are_read_to_their_end() -> None:
    signed = "".join(f"; dkim=pass (2048-bit key {at}) header.d=d{at}.example" for at in range(900))
    seen = authentication.read([f"mx.dga.or.th{signed}; dmarc=fail header.from=x.example"], "mx.dga.or.th")
    assert seen.dmarc == "fail" and len(seen.dkim_domains) == 900


def test_comments_nest_and_what_never_closes_is_text() -> None:
    nested = authentication.read(['mx (a (b (c; dmarc=pass) \\) ")" ) d); dmarc=fail'], "mx")
    assert nested.dmarc == "fail"
    for hostile in ("(" * 50_000, '"\\' * 50_000, '"(' * 50_000):
        assert authentication.read([f"mx; dmarc=fail; spf=none {hostile}"], "mx").dmarc == "fail"


LONG = 300_000


def test_what_is_long_is_gone_through_once() -> None:
    """Each took the square of its length, or more: minutes here, where it takes no time now."""
    assert headers.ids(["a" * LONG]) == ()
    assert headers.ids(["a" * LONG, "b@c"]) == ("<b@c>",)
    assert headers._hop("from " + "a" * LONG + ";").by == ""
    assert headers._hop("from " + "by " * LONG + ";").by == "by"
    assert headers._hop(" " * LONG + ";").by == ""
    assert headers._ANGLED.search("<" + " " * LONG) is None
    assert parameters._KEY.match("a" + " " * LONG + "x") is None
    assert html.words("<b> </b>" * 20_000)[0] == ""


@pytest.mark.parametrize(
    ("received", "by"),
    [
        ("from by by mx.dga.or.th with SMTP", "mx.dga.or.th"),
        ("from  by mx.dga.or.th with SMTP", "mx.dga.or.th"),
        ("by mx.dga.or.th", "mx.dga.or.th"),
        ("from nearby.example by mx.dga.or.th", "mx.dga.or.th"),
        ("from a.example", ""),
    ],
)
def test_the_host_that_received_is_read_behind_what_a_sender_calls_himself(received: str, by: str) -> None:
    assert headers._hop(f"{received};").by == by


@pytest.mark.parametrize(
    ("text", "found"),
    [("a@b", ("<a@b>",)), ("@b", ()), ("a@", ()), ("a@b@", ("<a@b@>",)), ("x a@b, y", ("<a@b,>",))],
)
def test_an_id_without_brackets_is_a_run_with_an_at_sign_inside(text: str, found: tuple[str, ...]) -> None:
    assert headers.ids([text]) == found
