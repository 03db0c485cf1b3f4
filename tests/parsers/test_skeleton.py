import email
import os
import secrets
from base64 import encodebytes
from pathlib import Path

import pytest

from parsers.child.containers import opening
from parsers.child.mime import skeleton, transfer

HEAD = b"From: a@b.c\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n"


def build(folder: Path, raw: bytes) -> skeleton.Skeleton:
    path = folder / "raw"
    path.write_bytes(raw)
    return skeleton.build(path)


def parts(stand_in: skeleton.Skeleton) -> list[bytes]:
    message = email.message_from_bytes(stand_in.data)
    return [b"".join(opening.body(part, stand_in)) for part in message.walk() if not part.is_multipart()]


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_a_long_base64_body_is_taken_out_and_found_again(tmp_path: Path, line_end: bytes) -> None:
    data = os.urandom(300_000)
    coded = encodebytes(data)
    raw = HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + coded + b"\r\n--B\r\n\r\nend\r\n--B--\r\n"
    stand_in = build(tmp_path, raw.replace(b"\r\n", b"\n").replace(b"\n", line_end))
    assert len(stand_in.data) < 2_000
    assert parts(stand_in) == [data, b"end"]


@pytest.mark.parametrize("encoding", [b"8bit", b"binary", b""])
def test_a_long_body_of_any_bytes_is_found_again_exactly(tmp_path: Path, encoding: bytes) -> None:
    data = (
        b"".join(secrets.token_bytes(60) + b"\n" for _ in range(9_000))
        .replace(b"\r", b"")
        .replace(b"--", b"")
    )
    raw = HEAD + b"Content-Transfer-Encoding: " + encoding + b"\r\n\r\n" + data + b"\r\n--B--\r\n"
    stand_in = build(tmp_path, raw)
    assert len(stand_in.data) < 70_000
    assert parts(stand_in) == [data]


def test_a_long_quoted_printable_body_is_found_again(tmp_path: Path) -> None:
    line = "ก=" * 10
    coded = b"".join(b"=%02X" % byte for byte in line.encode()) + b"=\r\n"
    raw = HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + coded * 4_000 + b"\r\n--B--\r\n"
    assert parts(build(tmp_path, raw)) == [line.encode() * 4_000]


def test_a_body_without_a_boundary_after_it_is_found_again(tmp_path: Path) -> None:
    data = os.urandom(200_000)
    raw = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encodebytes(data)
    assert parts(build(tmp_path, raw)) == [data]


def test_a_short_message_is_kept_as_it_is(tmp_path: Path) -> None:
    raw = HEAD + b"\r\nhello -- there\r\n-- \r\nsignature\r\n--B--\r\n"
    assert build(tmp_path, raw).data == raw


def test_dividers_at_the_edge_of_a_block_are_seen(tmp_path: Path) -> None:
    for shift in range(4):
        filler = b"x" * ((1 << 20) - len(HEAD) - 4 - shift)
        raw = HEAD + b"\r\n" + filler + b"\r\n--B\r\n\r\nsecond\r\n--B--\r\n"
        assert parts(build(tmp_path, raw)) == [filler, b"second"]


def test_a_forged_token_stands_for_nothing(tmp_path: Path) -> None:
    forged = b"\n" + b"0" * 40
    assert parts(build(tmp_path, HEAD + b"\r\nx" + forged + b"\r\n--B--\r\n")) == [b"x" + forged]


def test_a_long_header_is_cut_and_the_next_one_stays(tmp_path: Path) -> None:
    raw = b"Subject: " + b"a\r\n " * 60_000 + b"\r\nFrom: a@b.c\r\n\r\nbody\r\n"
    message = email.message_from_bytes(build(tmp_path, raw).data)
    assert len(message["subject"]) <= skeleton.LONGEST_HEADER
    assert message["from"] == "a@b.c"
    assert message.get_payload() == "body\r\n"


def test_no_more_than_a_thousand_headers_are_kept(tmp_path: Path) -> None:
    raw = b"X: y\r\n" * 50_000 + b"\r\nbody\r\n"
    message = email.message_from_bytes(build(tmp_path, raw).data)
    assert len(message) == skeleton.MOST_HEADERS
    assert message.get_payload() == "body\r\n"


def test_a_hundred_thousand_parts_are_cut_short_and_said_to_be(tmp_path: Path) -> None:
    stand_in = build(tmp_path, HEAD + b"\r\n\r\n--B\r\n" * 100_000)
    assert "parts" in stand_in.problem
    assert len(stand_in.data) < 100_000


def test_many_long_parts_do_not_grow_the_stand_in_without_end(tmp_path: Path) -> None:
    part = b"\r\n" + b"word " * 6_000 + b"\r\n--B\r\n"
    stand_in = build(tmp_path, HEAD + part * 1_500)
    assert len(stand_in.data) < 6 << 20
    assert parts(stand_in)[1_000] == b"word " * 6_000


@pytest.mark.parametrize("size", [1, 3, 77, 1000])
def test_base64_is_decoded_alike_in_pieces_of_any_size(size: int) -> None:
    data = os.urandom(2_000)
    coded = encodebytes(data)
    pieces = [coded[start : start + size] for start in range(0, len(coded), size)]
    assert b"".join(transfer.decoded(pieces, "base64")) == data


@pytest.mark.parametrize(
    "coded,data",
    [
        (b"YWJj!!ZGVm", b"abcdef"),  # foreign characters
        (b"YWI", b"ab"),  # padding missing
        (b"YWJjZ", b"abc"),  # one letter too many
        (b"YQ==YmM=", b"abc"),  # two encodings, one after the other
        (b"====", b""),
        (b"", b""),
    ],
)
def test_broken_base64_is_decoded_as_far_as_it_goes(coded: bytes, data: bytes) -> None:
    assert b"".join(transfer.decoded([coded], "Base64 ")) == data


def test_quoted_printable_split_anywhere_is_decoded() -> None:
    coded = b"=E0=B8=81 and a soft=\r\n break\r\n"
    for cut in range(len(coded)):
        assert (
            b"".join(transfer.decoded([coded[:cut], coded[cut:]], "quoted-printable"))
            == "ก and a soft break\r\n".encode()
        )


@pytest.mark.parametrize("size", [10, 200_000])
def test_a_mark_that_an_editor_put_before_the_headers_is_passed_over(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    raw = b"\xef\xbb\xbf" + HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + encodebytes(data) + b"--B--"
    stand_in = build(tmp_path, raw)
    assert email.message_from_bytes(stand_in.data)["from"] == "a@b.c"
    assert parts(stand_in) == [data]
    assert skeleton.head(raw).startswith(b"From:")
