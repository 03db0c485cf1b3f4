"""Header fields against the standard library's reader: what was meant comes back, and nothing beside it."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import SMTP, compat32
from email.utils import parseaddr

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from notifications.errors import RenderError
from notifications.rendering.fields import address_field, text_field, words_field
from notifications.rendering.mail import header_text

THAI = st.sampled_from("กขคงจ่้ิีาำแ ฯๆ“”–𠮷é")
TEXT = st.one_of(
    st.text(THAI, max_size=300), st.text(max_size=120), st.text(st.characters(max_codepoint=126))
)
REFERENCE = st.sampled_from(["", "[DGTI-2566-0042] ", "[A] B C "])


def read(data: bytes) -> list[tuple[str, str]]:
    return list(message_from_bytes(data + b"\r\n", policy=SMTP).items())


@settings(max_examples=500, deadline=None)
@given(before=REFERENCE, text=TEXT)
def test_a_text_comes_back_as_it_was_meant(before: str, text: str) -> None:
    meant = header_text(before + text)
    assume(meant)
    data = text_field("Subject", meant)
    assert read(data) == [("Subject", meant)]
    assert all(len(line) <= 76 for line in data.split(b"\r\n")) or max(map(len, meant.split())) > 60
    assert data.startswith(b"Subject: " + before.strip().encode())


@settings(max_examples=300, deadline=None)
@given(text=TEXT)
def test_a_mailbox_comes_back_with_its_name(text: str) -> None:
    meant = header_text(text)
    raw = message_from_bytes(address_field("From", "entries@example.or.th", meant), policy=compat32)["From"]
    # Not the newer reader: in names, that of Python 3.11 takes the fold between encoded words for a space.
    name, address = parseaddr(raw.replace("\r\n", ""))
    assert address == "entries@example.or.th"
    assert str(make_header(decode_header(name))) == meant


@pytest.mark.parametrize(
    "name", ["DGA, Awards", 'the "office"', "back\\slash", "plain words", "ก, ข <x@y.example>"]
)
def test_a_name_of_special_characters_is_one_name(name: str) -> None:
    message = message_from_bytes(address_field("From", "a@b.example", name) + b"\r\n", policy=SMTP)
    (found,) = message["From"].addresses
    assert (found.display_name, found.addr_spec) == (name, "a@b.example")


def test_every_encoded_word_is_of_whole_characters_and_short_enough() -> None:
    data = text_field("Subject", "[DGTI-2566-0042] " + "องค์การบริหารส่วนตำบล" * 9)
    words = [word for word in data.split() if word.startswith(b"=?")]
    assert max(map(len, words)) <= 75
    alone = [read(b"Subject: " + word + b"\r\n")[0][1] for word in words]
    assert "".join(alone) == "องค์การบริหารส่วนตำบล" * 9


@pytest.mark.parametrize(
    "words", [["a\r\nBcc: v@x.example"], ["a\x00"], ["ก"], ["a\n b"], ["x" * 1200], [""]]
)
def test_what_is_no_word_of_ascii_is_refused(words: list[str]) -> None:
    with pytest.raises(RenderError, match="Message-ID"):
        words_field("Message-ID", words)


def test_ids_are_folded_between_them_and_never_encoded() -> None:
    ids = [f"<{number}{'x' * 150}@mail.example>" for number in range(3)]
    assert words_field("References", ids).split(b"\r\n ") == [
        f"References: {ids[0]}".encode(), ids[1].encode(), f"{ids[2]}\r\n".encode(),
    ]  # fmt: skip
