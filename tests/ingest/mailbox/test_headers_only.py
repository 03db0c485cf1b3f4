"""A message too large to keep: its headers, and its files' names where the ordinary parser looks for them."""

import email
from collections.abc import Callable, Iterable, Mapping
from email.message import EmailMessage, Message
from pathlib import Path

from ingest.mailbox import Connection, Folder

FORM, DECK = "เทศบาลตำบลแม่สาย_form1.pdf", "ผลงาน.pptx"
Scripted = Callable[[Mapping[str, bytes]], Connection]
Arrive = Callable[[Iterable[bytes]], None]


def entry() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "saraban@maesai.example"
    message["Subject"] = "ส่งผลงาน"
    message["Message-ID"] = "<large@maesai.example>"
    message.set_content("เรียน ฝ่ายเลขานุการ")
    message.add_alternative("<p>เรียน</p>", subtype="html")
    message.add_attachment(b"%PDF" * 20_000, "application", "pdf", filename=FORM)
    message.add_attachment(b"PK" * 40_000, "application", "octet-stream", filename=DECK)
    return message


def names(message: Message) -> list[str]:
    return [name for part in message.walk() if (name := part.get_filename())]


def stand_in(folder: Folder, path: Path) -> Message:
    told = folder.download_headers(1, path)
    assert path.stat().st_size == told.size
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def test_headers_and_file_names_are_kept_without_the_files(
    arrive: Arrive, folder: Folder, tmp_path: Path
) -> None:
    original = entry()
    arrive([original.as_bytes(policy=email.policy.SMTP)])
    kept = stand_in(folder, tmp_path / "raw")
    assert names(kept) == [FORM, DECK]
    assert kept.items() == original.items()
    assert [part.get_content_type() for part in kept.walk()] == [
        part.get_content_type() for part in original.walk()
    ]
    assert all(not part.get_payload(decode=True) for part in kept.walk() if not part.is_multipart())
    assert not any(part.defects for part in kept.walk())
    assert (tmp_path / "raw").stat().st_size < 4096


def test_files_in_a_forwarded_message_are_named(arrive: Arrive, folder: Folder, tmp_path: Path) -> None:
    outer = EmailMessage()
    outer["Subject"] = "Fwd"
    outer.set_content("see below")
    outer.add_attachment(entry())
    arrive([outer.as_bytes(policy=email.policy.SMTP)])
    kept = stand_in(folder, tmp_path / "raw")
    assert names(kept) == [FORM, DECK]
    assert [part["Subject"] for part in kept.walk() if part["Subject"]] == ["Fwd", "ส่งผลงาน"]


def test_a_forwarded_message_that_is_one_file_keeps_its_header(
    arrive: Arrive, folder: Folder, tmp_path: Path
) -> None:
    inner = b"Subject: inner\r\nContent-Type: application/pdf; name=a_form1.pdf\r\n\r\nxxxx\r\n"
    outer = b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
    outer += b"Content-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--b--\r\n"
    arrive([outer])
    kept = stand_in(folder, tmp_path / "raw")
    assert names(kept) == ["a_form1.pdf"]


def test_a_message_that_is_one_file_keeps_its_name(arrive: Arrive, folder: Folder, tmp_path: Path) -> None:
    raw = b"MIME-Version: 1.0\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; "
    raw += b"filename=a.pdf\r\n"
    arrive([raw + b"\r\n" + b"x" * 5000 + b"\r\n"])
    kept = stand_in(folder, tmp_path / "raw")
    assert kept.get_filename() == "a.pdf"
    assert kept.get_payload(decode=True) == b""


def test_a_name_of_raw_thai_bytes_is_kept_as_it_came(arrive: Arrive, folder: Folder, tmp_path: Path) -> None:
    part = b'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="' + FORM.encode(
        "cp874"
    )
    raw = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
        + part
        + b'"\r\n\r\n'
    )
    arrive([raw + b"x\r\n--b--\r\n"])
    folder.download_headers(1, tmp_path / "raw")
    assert part in (tmp_path / "raw").read_bytes()


def test_of_a_thousand_parts_fifty_are_told(arrive: Arrive, folder: Folder, tmp_path: Path) -> None:
    raw = b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    part = b"--b\r\nContent-Type: application/pdf; name=%d.pdf\r\n\r\nx\r\n"
    arrive([raw + b"".join(part % number for number in range(1000)) + b"--b--\r\n"])
    assert names(stand_in(folder, tmp_path / "raw")) == [f"{number}.pdf" for number in range(50)]


def test_endless_headers_are_cut(arrive: Arrive, folder: Folder, tmp_path: Path) -> None:
    arrive([b"Subject: long\r\n" + b"X-Filler: %s\r\n" % (b"x" * 900) * 2000 + b"\r\nbody\r\n"])
    told = folder.download_headers(1, tmp_path / "raw")
    assert told.size <= 256 * 1024 + 4
    assert (tmp_path / "raw").read_bytes().startswith(b"Subject: long\r\n")


def test_a_structure_beyond_understanding_leaves_the_headers(
    scripted_connection: Scripted, tmp_path: Path
) -> None:
    header = b"* 1 FETCH (UID 8 BODY[HEADER]<0> {12}\r\nSubject: x\r\n)\r\nTAG OK done\r\n"
    for structure in (b"(" * 5000, b"NIL", b'("text" NIL)', b'(("text" "plain"))'):
        answer = b"* 1 FETCH (UID 8 BODYSTRUCTURE " + structure + b")\r\nTAG OK done\r\n"
        connection = scripted_connection({"UID FETCH 8 (BODYSTRUCTURE": answer, "UID FETCH": header})
        connection.select("INBOX", readonly=False).download_headers(8, tmp_path / "raw")
        assert (tmp_path / "raw").read_bytes() == b"Subject: x\r\n\r\n"
