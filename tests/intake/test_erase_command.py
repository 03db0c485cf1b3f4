"""A file is erased through the whole program: off the disk, out of the raw mail, and it stays away."""

import io
import json
import zipfile
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from servers.installation import Installation, message_id, one_clear_line
from servers.mails import form, mail, presentation

from demo.samples.mime import Attachment
from storage.engine import writing

FIRST = "DGTI-2566-0001"
SECRET = b"\xff\xd8\xff\xe0 1 1037 02071 81 1 " + bytes(range(200)) * 40
NAME = "somchai-idcard.jpg"
CARD = Attachment(NAME, SECRET, "image/jpeg")
HASH = sha256(SECRET).hexdigest()
MAIL = mail(1, [form(1), presentation(1), CARD])
REASON = ("--reason", "ไม่ควรเก็บ")


def everywhere(office: Installation) -> list[str]:
    """Each file of the store in which something of the card is left."""
    pieces = (SECRET[:60], b64encode(SECRET)[:57], b64encode(SECRET)[76:130], NAME.encode())
    files = [path for path in (office.folder / "files").rglob("*") if path.is_file()]
    return [path.name for path in files if any(each in path.read_bytes() for each in pieces)]


@pytest.fixture
def office(installation: Installation) -> Installation:
    installation.deliver(MAIL)
    installation.run_once()
    return installation


def erase(office: Installation, *more: str) -> dict[str, object]:
    done = office.intake("decide", FIRST, "erase", HASH, *REASON, "--json", *more)
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told


def test_it_is_gone_from_this_machine_and_the_mailbox_is_named(office: Installation) -> None:
    before = office.rows()
    assert everywhere(office)
    told = erase(office)
    assert everywhere(office) == []
    erased = told["erased"]
    assert isinstance(erased, dict)
    assert (erased["sha256"], erased["role"], erased["also"]) == (HASH, "other", [])
    assert [each["message_id"] for each in erased["mailbox"]] == [message_id(MAIL)]
    office.verify()
    (row,) = office.rows()
    assert (row["verdict"], row["entry_status"]) == (before[0]["verdict"], "complete")
    assert [each["sha256"] for each in row["files"]] == [each["sha256"] for each in before[0]["files"]]
    assert NAME.encode() not in (office.folder / "intake.db").read_bytes()


def test_it_does_not_come_back_and_nothing_is_judged_otherwise(office: Installation) -> None:
    erase(office)
    office.deliver(MAIL)
    office.run_once()
    assert everywhere(office) == []
    assert office.intake("reprocess", FIRST).returncode == 0
    assert "ขอส่งผลงาน" in office.intake("show", FIRST, "--mail").stdout
    assert "ลบแล้ว erased" in office.intake("show", FIRST).stdout
    for act in ("hold", "undo"):
        done = office.intake("decide", FIRST, act, *REASON, "--json")
        assert done.returncode == 0, done.stderr
    assert everywhere(office) == []
    assert office.rows()[0]["entry_status"] == "complete"
    office.verify()
    refused = office.intake("decide", FIRST, "undo", "1", *REASON, "--json")
    assert "never taken back" in one_clear_line(refused.stderr)


def test_what_can_never_be_taken_back_is_typed(office: Installation) -> None:
    number = [each["sha256"] for each in office.rows()[0]["files"]].index(HASH) + 1
    typed = ("decide", FIRST, "erase", str(number), *REASON)
    assert "whole SHA-256" in one_clear_line(office.intake(*typed, "--yes").stderr)
    other = office.intake(*typed, stdin=b"00000000\n")
    assert (other.returncode, "nothing is done" in other.stderr) == (1, True)
    assert everywhere(office)
    done = office.intake(*typed, stdin=HASH[:8].encode() + b"\n")
    assert done.returncode == 0, done.stderr
    assert "still in the mailbox" in done.stdout
    assert everywhere(office) == []


def test_what_cannot_be_cut_out_is_refused_and_stays(installation: Installation) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(NAME, SECRET)
    office = installation
    office.deliver(
        mail(1, [form(1), presentation(1), Attachment("a.zip", packed.getvalue(), "application/zip")])
    )
    office.run_once()
    before = sorted(path.name for path in (office.folder / "files").rglob("*") if path.is_file())
    refused = office.intake("decide", FIRST, "erase", HASH, *REASON, "--json")
    assert refused.returncode == 1
    assert "cannot be cut out of message 1 alone" in one_clear_line(refused.stderr)
    assert sorted(path.name for path in (office.folder / "files").rglob("*") if path.is_file()) == before
    office.verify()


def test_two_files_of_one_mail_are_erased_one_after_the_other(office: Installation) -> None:
    erase(office)
    second = sha256(presentation(1).data).hexdigest()
    done = office.intake("decide", FIRST, "erase", second, *REASON, "--json")
    assert done.returncode == 0, done.stderr
    raw = [path for path in (office.folder / "files" / "raw").rglob("*") if path.is_file()]
    assert len(raw) == 1
    assert (everywhere(office), b64encode(presentation(1).data)[:57] in raw[0].read_bytes()) == ([], False)
    office.verify()
    assert office.rows()[0]["entry_status"] == "complete"


def test_verify_finds_what_came_back_and_what_was_never_finished(office: Installation) -> None:
    erase(office)
    with office.parts() as parts:
        Path(parts.files.files.place(HASH)).write_bytes(SECRET)
        Path(parts.files.raw.place(sha256(MAIL).hexdigest())).write_bytes(MAIL)
    assert [each.partition(":")[0] for each in office.findings()] == ["erased-is-gone"] * 2
    with office.parts() as parts, writing(parts.engine) as session:
        session.connection().exec_driver_sql("UPDATE erased SET done_at = NULL")
    assert "erasures-finished" in {each.partition(":")[0] for each in office.findings()}
    office.run_once()
    assert everywhere(office) == []
    office.verify()
