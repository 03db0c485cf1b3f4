"""`intake check`: the contract's JSON from files, folders, mbox and a pipe, with nothing written anywhere."""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from servers.installation import Installation, message_id
from servers.mails import entry, form, mail, presentation, sender

KEYS = [
    "source",
    "message_id",
    "received_at",
    "verdict",
    "reference",
    "agency",
    "files",
    "reasons",
    "reply",
    "notices",
    "writer",
    "about",
]
AGENCY_KEYS = ["name", "district", "province", "certainty", "candidates"]
FILE_KEYS = ["name", "role", "type", "size", "sha256"]
REASON_KEYS = ["code", "severity", "params"]
REPLY_KEYS = ["template", "to", "subject", "message_id", "suppressed", "disclosure"]


@pytest.fixture
def mails(installation: Installation) -> Path:
    """A folder for mail files."""
    folder = installation.folder / "mails"
    folder.mkdir()
    return folder


def check(installation: Installation, *arguments: str, stdin: bytes | None = None) -> list[dict[str, Any]]:
    done = installation.intake("check", "--json", *arguments, stdin=stdin)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_object_has_exactly_the_keys_of_the_contract(installation: Installation, mails: Path) -> None:
    (mails / "whole.eml").write_bytes(entry(0))
    (mails / "words.eml").write_bytes(mail(1, [], subject="สอบถาม", text="สอบถาม"))
    (mails / "machine.eml").write_bytes(mail(2, [], subject="ตอบกลับอัตโนมัติ", text="ลา"))
    for row in check(installation, str(mails)):
        assert list(row) == KEYS
        assert list(row["agency"]) == AGENCY_KEYS
        assert all(list(file) == FILE_KEYS for file in row["files"])
        assert all(list(reason) == REASON_KEYS for reason in row["reasons"])
        assert list(row["reply"]) == REPLY_KEYS
        assert row["reply"]["template"] or row["reply"]["suppressed"]


def test_an_entry_is_told_in_full(installation: Installation, mails: Path) -> None:
    path = mails / "whole.eml"
    path.write_bytes(entry(0))
    (row,) = check(installation, str(path))
    assert row["source"] == str(path)
    assert (row["message_id"], row["verdict"], row["reference"]) == (
        message_id(entry(0)),
        "accepted",
        "DGTI-2566-0001",
    )
    assert row["received_at"] == "2023-07-04T17:30:29Z"
    assert row["agency"]["name"] == "เทศบาลตำบลดอนทองคำ"
    assert [(file["role"], file["type"]) for file in row["files"]] == [("form", "pdf"), ("deck", "pptx")]
    assert (row["reply"]["template"], row["reply"]["to"], row["reply"]["suppressed"]) == (
        "acknowledgement",
        sender(0),
        None,
    )


def test_the_messages_of_one_call_know_those_before_them(installation: Installation, mails: Path) -> None:
    first = mail(0, [form(0)])
    (mails / "1.eml").write_bytes(first)
    (mails / "2.eml").write_bytes(mail(0, [presentation(0)], slug="more", answering=message_id(first)))
    (mails / "3.eml").write_bytes(entry(0, slug="again"))
    (mails / "4.eml").write_bytes(entry(1))
    rows = check(installation, str(mails))
    assert [row["verdict"] for row in rows] == ["rejected", "accepted", "accepted", "accepted"]
    assert [row["reference"][-4:] for row in rows] == ["0001", "0001", "0001", "0002"]
    assert "duplicate" in [reason["code"] for reason in rows[2]["reasons"]]


def test_folders_are_read_in_path_order_and_a_named_file_whatever_its_suffix(
    installation: Installation, mails: Path
) -> None:
    (mails / "b").mkdir()
    for name, number in (("b/2.eml", 2), ("a.eml", 0), ("b/1.eml", 1), ("note.txt", 3)):
        (mails / name).write_bytes(entry(number))
    assert [row["source"] for row in check(installation, str(mails), str(mails / "note.txt"))] == [
        str(mails / name) for name in ("a.eml", "b/1.eml", "b/2.eml", "note.txt")
    ]


def test_an_mbox_gives_each_of_its_messages(installation: Installation, mails: Path) -> None:
    box = b"".join(
        b"From someone Tue Jul  4 17:30:29 2023\n" + entry(number).replace(b"\r\n", b"\n") + b"\n"
        for number in (0, 1)
    )
    (mails / "box").write_bytes(box)
    rows = check(installation, str(mails / "box"))
    assert [row["source"] for row in rows] == [f"{mails / 'box'}#1", f"{mails / 'box'}#2"]
    assert [row["verdict"] for row in rows] == ["accepted", "accepted"]
    piped = check(installation, "-", stdin=box)
    assert [row["source"] for row in piped] == ["-#1", "-#2"]


def test_a_mail_comes_through_a_pipe(installation: Installation) -> None:
    (row,) = check(installation, "-", stdin=entry(0))
    assert (row["source"], row["verdict"]) == ("-", "accepted")


@pytest.mark.parametrize(
    ("moment", "verdict", "code"),
    [
        ("2023-07-31T16:30:59", "accepted", None),
        ("2023-07-31T16:31:00", "rejected", "late"),
        ("2023-07-31T09:31:00Z", "rejected", "late"),
        ("2023-06-08T08:29:59+07:00", "held", "early"),
    ],
)
def test_received_at_takes_the_place_of_the_headers(
    installation: Installation, mails: Path, moment: str, verdict: str, code: str | None
) -> None:
    (mails / "a.eml").write_bytes(entry(0))
    (row,) = check(installation, "--received-at", moment, str(mails))
    assert row["verdict"] == verdict
    assert code is None or code in [reason["code"] for reason in row["reasons"]]


@pytest.mark.parametrize(
    "raw",
    [b"", b"\0" * 1000, b"From: =?x", b"\xff\xfe garbage\r\n\r\n\x80"],
    ids=["empty", "nul", "cut", "bytes"],
)
def test_what_is_no_mail_gets_a_verdict_too(installation: Installation, mails: Path, raw: bytes) -> None:
    (mails / "a.eml").write_bytes(raw)
    (row,) = check(installation, str(mails))
    assert row["verdict"] == "held"


def test_a_file_name_that_is_no_utf8_is_told_all_the_same(installation: Installation, mails: Path) -> None:
    path = os.fsencode(mails) + b"/\xbc\xc5.eml"
    Path(os.fsdecode(path)).write_bytes(entry(0))
    (row,) = check(installation, str(mails))
    assert row["verdict"] == "accepted"
    plain = installation.intake("check", str(mails))
    assert plain.returncode == 0, plain.stderr


def test_a_mail_cannot_write_to_the_terminal_of_whoever_looks_at_it(
    installation: Installation, mails: Path
) -> None:
    escape = b"=?utf-8?Q?=1B]0;owned=07=1B[2J?="
    (mails / "a.eml").write_bytes(
        b"From: "
        + escape
        + b" <a@b.example>\r\nSubject: "
        + escape
        + b"\r\nMessage-ID: <\x1b[2J@b>\r\n\r\n\x1b[2J"
    )
    done = installation.intake("check", str(mails))
    assert done.returncode == 0
    assert "\x1b" not in done.stdout + done.stderr


def test_nothing_is_written_but_in_the_temporary_folder(installation: Installation, mails: Path) -> None:
    (mails / "a.eml").write_bytes(entry(0))
    temporary = installation.folder / "tmp"
    temporary.mkdir()
    installation.environment["TMPDIR"] = str(temporary)
    before = files_under(installation.folder)
    check(installation, str(mails))
    assert files_under(installation.folder) == before
    assert installation.sink.connections == 0


def test_no_password_and_no_server_is_needed(installation: Installation, mails: Path) -> None:
    (mails / "a.eml").write_bytes(entry(0))
    del installation.environment["INTAKE_MAILBOX_PASSWORD"]
    installation.configure(
        mailbox={"host": "nowhere.invalid", "tls": "implicit"}, smtp={"username": "someone"}
    )
    (row,) = check(installation, str(mails))
    assert row["verdict"] == "accepted"


def test_many_ordinary_mails_are_all_judged(
    installation: Installation, mails: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(80):
        (mails / f"{number:03}.eml").write_bytes(entry(number))
    started = time.monotonic()
    rows = check(installation, str(mails))
    with capsys.disabled():
        sys.stdout.write(f"check: {80 / (time.monotonic() - started):.0f} messages/s\n")
    assert [row["verdict"] for row in rows] == ["accepted"] * 80
    assert [row["reference"] for row in rows] == [f"DGTI-2566-{number:04}" for number in range(1, 81)]


def files_under(folder: Path) -> dict[str, float]:
    return {str(path): path.stat().st_mtime for path in folder.rglob("*") if path.is_file()}
