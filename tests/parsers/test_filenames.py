"""Every way in which mailers write a Thai file name."""

import email
from base64 import b64encode
from urllib.parse import quote, quote_from_bytes

import pytest

from parsers.child.mime.filenames import clean, filename

NAME = "เทศบาลตำบลแม่สาย_form1.pdf"
UTF8 = NAME.encode()
THAI = NAME.encode("cp874")


def word(data: bytes, charset: str) -> bytes:
    return b"=?%b?B?%b?=" % (charset.encode(), b64encode(data))


def named(disposition: bytes = b"attachment", content_type: bytes = b"application/pdf") -> str:
    raw = b"Content-Type: %b\r\nContent-Disposition: %b\r\n\r\nx" % (content_type, disposition)
    return filename(email.message_from_bytes(raw))


def percent(data: bytes) -> bytes:
    return quote_from_bytes(data).encode()


@pytest.mark.parametrize(
    "label,data",
    [
        ("utf-8", UTF8),
        ("UTF-8", UTF8),
        ("tis-620", THAI),
        ("iso-8859-11", THAI),
        ("windows-874", THAI),
        ("x-windows-874", THAI),
        ("ms874", THAI),
        ("874", THAI),
        ("cp-874", THAI),
        ("x-unknown", UTF8),
        ("x-unknown", THAI),
        ("", UTF8),
        ("utf-8", THAI),  # a wrong label
        ("tis-620", UTF8),
    ],
)
def test_rfc_2231_names_are_decoded_in_any_charset(label: str, data: bytes) -> None:
    assert named(b"attachment; filename*=%b''%b" % (label.encode(), percent(data))) == NAME


@pytest.mark.parametrize("label,data", [("utf-8", UTF8), ("tis-620", THAI), ("windows-874", THAI)])
def test_rfc_2231_continuations_are_joined_in_their_order(label: str, data: bytes) -> None:
    encoded = percent(data)
    # Cut inside a character and inside an escape.
    first, second, third = encoded[:20], encoded[20:43], encoded[43:]
    value = b"attachment;\r\n filename*1*=%b;\r\n filename*0*=%b''%b;\r\n filename*2*=%b"
    assert named(value % (second, label.encode(), first, third)) == NAME


def test_continuations_without_percent_signs_are_joined() -> None:
    assert named(b'attachment; filename*0="aaa_"; filename*1="form1.pdf"') == "aaa_form1.pdf"


@pytest.mark.parametrize("label,data", [("utf-8", UTF8), ("windows-874", THAI), ("x-windows-874", THAI)])
def test_encoded_words_in_quotes_are_decoded(label: str, data: bytes) -> None:
    assert named(b'attachment; filename="%b"' % word(data, label)) == NAME


def test_several_encoded_words_split_inside_a_character_are_joined() -> None:
    words = word(UTF8[:10], "utf-8") + b"\r\n " + word(UTF8[10:], "utf-8")
    assert named(b'attachment; filename="%b"' % words) == NAME


def test_encoded_words_in_a_charset_python_does_not_know_are_joined() -> None:
    words = word(THAI[:7], "windows-874") + b" " + word(THAI[7:], "windows-874")
    assert named(b'attachment; filename="%b"' % words) == NAME


def test_unquoted_encoded_words_are_decoded() -> None:
    assert named(b"attachment; filename=%b" % word(UTF8, "utf-8")) == NAME


def test_quoted_printable_words_are_decoded() -> None:
    assert named(b'attachment; filename="=?utf-8?Q?=E0=B8=81_=E0=B8=82.pdf?="') == "ก ข.pdf"


@pytest.mark.parametrize("data", [UTF8, THAI])
def test_raw_eight_bit_names_are_decoded(data: bytes) -> None:
    assert named(b'attachment; filename="%b"' % data) == NAME


def test_the_extended_name_wins_over_the_plain_one_in_either_order() -> None:
    extended = b"filename*=utf-8''" + percent(UTF8)
    assert named(b'attachment; filename="form1.pdf"; ' + extended) == NAME
    assert named(b"attachment; " + extended + b'; filename="form1.pdf"') == NAME


def test_an_unquoted_name_with_spaces_is_whole() -> None:
    assert named(b"attachment; filename=form one final.pdf; size=3") == "form one final.pdf"


def test_a_part_without_a_name_has_none() -> None:
    assert named() == ""


def test_the_name_of_the_content_type_serves_when_there_is_no_other() -> None:
    assert named(content_type=b'application/pdf; name="%b"' % word(UTF8, "utf-8")) == NAME


def test_a_semicolon_inside_quotes_belongs_to_the_name() -> None:
    assert named(b'attachment; filename="a; b.pdf"') == "a; b.pdf"


def test_an_escaped_quote_belongs_to_the_name() -> None:
    assert named(rb'attachment; filename="a \"b\".pdf"') == 'a "b".pdf'


@pytest.mark.parametrize("written", ["C:\\Users\\som\\form1.pdf", "../../etc/form1.pdf", "/form1.pdf"])
def test_path_parts_are_removed(written: str) -> None:
    assert clean(written) == "form1.pdf"


def test_control_and_direction_characters_are_removed() -> None:
    assert clean("a\x00b\r\nc\u202efdp.pdf") == "ab cfdp.pdf"


def test_a_very_long_name_keeps_its_ending() -> None:
    assert len(clean("ก" * 400 + ".pdf")) == 255
    assert clean("ก" * 400 + ".pdf").endswith("ก.pdf")


def test_thai_read_as_latin_1_is_repaired() -> None:
    assert clean("ÍºµáÁèãÊ_form1.pdf") == "อบตแม่ใส_form1.pdf"
    assert clean(NAME.encode().decode("latin-1")) == NAME


def test_utf_8_read_as_windows_thai_is_repaired() -> None:
    shown = "".join(_as_windows_shows(octet) for octet in NAME.encode())
    assert shown.startswith("เน€เธ—เธ") and clean(shown) == NAME


def _as_windows_shows(octet: int) -> str:
    try:
        return bytes([octet]).decode("cp874")
    except UnicodeDecodeError:
        return chr(octet)


def test_a_name_left_percent_encoded_is_read() -> None:
    assert clean(quote(NAME)) == NAME
    assert clean(quote(f"../ก/{NAME}")) == NAME


@pytest.mark.parametrize("name", ["100%E0.pdf", "ลด 50%E0%B8.pdf", "เธน.pdf", "เธอ.pdf", "a%20b.pdf"])
def test_what_only_resembles_an_encoding_stays(name: str) -> None:
    assert clean(name) == name


@pytest.mark.parametrize("name", ["résumé.pdf", "Ñandú.pdf", "Müller ÄÖÜ.pdf", "ก.pdf"])
def test_names_of_other_languages_stay_as_they_are(name: str) -> None:
    assert clean(name) == name


@pytest.mark.parametrize(
    "disposition",
    [
        b"attachment; filename*=",
        b"attachment; filename*=utf-8'",
        b"attachment; filename*9999999999999*=x",
        b'attachment; filename="',
        b'attachment; filename="=?utf-8?B?4?="',
        b"attachment; filename*=idna''" + b"a" * 2000,
        b"attachment; filename*=a\x00b''%E0%B8%81",
        b"attachment" + b";" * 10_000,
        b'attachment; filename="' + b'\\"' * 5000,
    ],
)
def test_a_broken_header_never_raises(disposition: bytes) -> None:
    assert isinstance(named(disposition), str)
