"""Each spelling is read back by the rule that its docstring names, written out here a second time."""

import re
from base64 import b64decode
from email.header import decode_header
from urllib.parse import unquote_to_bytes

import pytest

from demo.samples import spelling

NAME = "องค์การบริหารส่วนตำบลแม่สมมุติ_form1.pdf"


def quoted(parameter: bytes) -> bytes:
    matched = re.fullmatch(rb'\r\n filename="(.*)"', parameter, re.DOTALL)
    assert matched
    return matched[1]


def percent_decoded(parameter: bytes) -> tuple[str, bytes]:
    charset, _, octets = parameter.decode("ascii").partition("*=")[2].split("'")
    return charset, unquote_to_bytes(octets)


def test_continuations_join_to_the_name() -> None:
    lines = spelling.continued(NAME).decode("ascii").split(";")
    numbers = [re.match(r"\r\n filename\*(\d+)\*=", line) for line in lines]
    assert [int(number[1]) for number in numbers if number] == list(range(len(lines)))
    assert len(lines) > 2
    joined = "".join(line.partition("*=")[2] for line in lines).removeprefix("UTF-8''")
    assert unquote_to_bytes(joined).decode() == NAME


def test_continuations_cut_inside_a_character() -> None:
    pieces = [
        unquote_to_bytes(line.partition("*=")[2]) for line in spelling.continued(NAME).decode().split(";")
    ]
    with pytest.raises(UnicodeDecodeError):
        pieces[1].decode()


@pytest.mark.parametrize(
    ("spell", "label", "codec"),
    [(spelling.extended, "UTF-8", "utf-8"), (spelling.extended_windows_874, "windows-874", "cp874")],
)
def test_an_extended_parameter_decodes_by_its_label(spell: spelling.Spelling, label: str, codec: str) -> None:
    charset, octets = percent_decoded(spell(NAME))
    assert (charset, octets.decode(codec)) == (label, NAME)


@pytest.mark.parametrize(
    ("spell", "label", "codec"),
    [(spelling.encoded_word, "utf-8", "utf-8"), (spelling.encoded_word_windows_874, "windows-874", "cp874")],
)
def test_encoded_words_join_to_the_name(spell: spelling.Spelling, label: str, codec: str) -> None:
    words = quoted(spell(NAME)).decode("ascii").split("\r\n ")
    assert all(len(word) <= 75 for word in words)
    parts = [re.fullmatch(r"=\?([^?]+)\?B\?([^?]+)\?=", word) for word in words]
    assert {part[1].lower() for part in parts if part} == {label}
    assert b"".join(b64decode(part[2]) for part in parts if part).decode(codec) == NAME


def test_q_words_are_cut_inside_a_character_and_join_to_the_name() -> None:
    words = quoted(spelling.split_inside_a_character(NAME)).decode("ascii").split("\r\n ")
    octets = [decode_header(word)[0][0] for word in words]
    with pytest.raises(UnicodeDecodeError):
        octets[0].decode()
    assert b"".join(octets).decode() == NAME


def test_raw_names_are_the_bare_bytes() -> None:
    assert quoted(spelling.raw_utf8(NAME)).decode() == NAME
    assert quoted(spelling.raw_tis620(NAME)).decode("tis-620") == NAME
    with pytest.raises(UnicodeDecodeError):
        spelling.raw_tis620(NAME).decode()


def test_a_plain_name_refuses_thai() -> None:
    assert quoted(spelling.plain("form1.pdf")) == b"form1.pdf"
    with pytest.raises(UnicodeEncodeError):
        spelling.plain(NAME)
