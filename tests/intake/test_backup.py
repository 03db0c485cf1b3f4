"""A backup, the loss of everything, and the way back: no number is given twice, and nobody is told twice."""

import json
import shutil
import sqlite3
import tomllib
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from servers.installation import FOLDERS, Installation, message_id
from servers.mails import ADDRESS, MIDDLE, entry, mail, sender

from credentials import Password
from ingest.mailbox import connect
from ingest.recovery import recover
from parsers.pool import Pool
from parsers.process import Parser
from runtime.lock import at_the_records
from settings.errors import PartFailed
from storage.backup.configuration import without_secrets
from storage.backup.generations import generations

FOLDER = "backups"
LATER = MIDDLE + timedelta(days=1)


def numbers(installation: Installation) -> dict[str, str]:
    with closing(sqlite3.connect(installation.folder / "intake.db")) as records:
        found = records.execute(
            "SELECT m.sender, e.reference FROM message m JOIN decision d ON d.message_id = m.id"
            " JOIN entry e ON e.id = d.entry_id WHERE d.current IS NOT NULL AND m.message_id LIKE '<entry-%'"
        ).fetchall()
    return {who.partition("@")[0].removeprefix("saraban"): reference for who, reference in found}


def statuses(installation: Installation) -> dict[str, str]:
    with closing(sqlite3.connect(installation.folder / "intake.db")) as records:
        return dict(records.execute("SELECT reference, status FROM entry").fetchall())


def said(installation: Installation, *arguments: str, code: int = 0) -> str:
    done = installation.intake(*arguments)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def lose_everything(installation: Installation) -> None:
    """As after a disk was changed; SQLite's log of the last run lies there still."""
    (installation.folder / "intake.db").unlink()
    (installation.folder / "intake.db-wal").write_bytes(b"left over")
    shutil.rmtree(installation.folder / "files")


def take(installation: Installation, *mails: bytes) -> None:
    installation.deliver(*mails)
    installation.run_once()
    installation.run_once()  # copies of letters are put there by the look after the one that sent them


@pytest.fixture
def office(installation: Installation) -> Installation:
    """Two entries are in the backup."""
    with installation.dovecot.client() as client:
        client.create_folder("Sent")
    installation.configure(mailbox={"sent_folder": "Sent", "sent_copies": True})
    take(installation, entry(1), entry(2))
    said(installation, "backup", FOLDER)
    return installation


def test_numbers_go_on_as_letters_told_them_and_nobody_is_told_twice(office: Installation) -> None:
    take(office, entry(3), entry(4), entry(5))
    before, told = numbers(office), len(office.sink.mails)
    with office.dovecot.client() as client:  # staff have thrown one away
        client.select_folder(FOLDERS["accepted"])
        client.delete_messages(client.search(["FROM", sender(4)]))
        client.expunge()
    office.deliver(entry(6))  # came while all was lost
    lose_everything(office)

    assert "restored" in said(office, "restore", FOLDER)
    assert "intake recover" in said(office, "run", "--once", code=2)
    shown = said(office, "recover", "--dry-run")
    assert "DGTI-2566-0004 void" in shown
    assert set(numbers(office)) == {"1", "2"}
    done = said(office, "recover")
    assert "everything holds" in done
    assert "2 found to have gone out, 1 are held" in done

    after = numbers(office)
    assert {who: after[who] for who in "1235"} == {who: before[who] for who in "1235"}
    assert after["6"] == "DGTI-2566-0006"
    assert statuses(office)["DGTI-2566-0004"] == "void"
    assert "void" in said(office, "show", "DGTI-2566-0004", code=1)
    office.run_once()
    assert len(office.sink.mails) == told
    take(office, entry(7))
    assert numbers(office)["7"] == "DGTI-2566-0007"
    assert len(office.sink.mails) == told + 1
    said(office, "outbox", "release", "--restored")
    office.run_once()
    assert [each.recipients for each in office.sink.mails[told:]] == [(sender(7),), (sender(6),)]
    office.verify()


def test_without_copies_of_letters_numbers_go_in_the_order_of_receipt(installation: Installation) -> None:
    take(installation, entry(1))
    said(installation, "backup", FOLDER)
    take(installation, entry(2), entry(3), mail(8, [], text="สอบถามวันปิดรับครับ?"))
    before, told = numbers(installation), len(installation.sink.mails)
    lose_everything(installation)
    said(installation, "restore", FOLDER)
    assert "no letter of it is found" in said(installation, "recover")
    assert numbers(installation) == before
    installation.run_once()
    assert len(installation.sink.mails) == told
    said(installation, "outbox", "drop", "--restored")
    take(installation, entry(4))
    assert len(installation.sink.mails) == told + 1
    installation.verify()


def test_what_an_applicant_writes_takes_nobodys_number_and_is_told(installation: Installation) -> None:
    take(installation, entry(1))
    said(installation, "backup", FOLDER)
    take(installation, entry(2), entry(3))
    before = numbers(installation)
    letter = next(each for each in installation.sink.mails if each.recipients == (sender(3),))
    took = len(installation.rows())
    answer = mail(
        3, [], slug="thanks", subject="Re: [DGTI-2566-0002] ขอบคุณ", answering=message_id(letter.data)
    )
    installation.dovecot.deliver([answer], LATER)
    installation.run_once()
    assert len(installation.rows()) == took + 1
    lose_everything(installation)
    said(installation, "restore", FOLDER)
    told = said(installation, "recover")
    # It lies in the thread of its entry, as before: nobody can answer a letter that he was not shown.
    assert sorted(statuses(installation)) == ["DGTI-2566-0001", "DGTI-2566-0002", "DGTI-2566-0003"]
    assert "1 found to have gone out" in told
    assert (
        "look: somebody answers our letter under DGTI-2566-0002, and his entry is DGTI-2566-0003 now" in told
    )
    assert {who: numbers(installation)[who] for who in "123"} == before
    installation.verify()


def test_a_restore_that_was_broken_off_is_begun_again_before_anything_else(office: Installation) -> None:
    lose_everything(office)
    backed_up = office.folder / FOLDER / "raw"
    backed_up.rename(office.folder / "elsewhere")
    (office.folder / "intake.db.restoring").touch()  # as a death leaves it, before the records are marked
    for command in (("run", "--once"), ("log",), ("recover",)):
        assert "say `intake restore` once more" in said(office, *command, code=2)
    assert ": is missing" in said(office, "restore", FOLDER, code=1)
    (office.folder / "elsewhere").rename(backed_up)
    assert "everything holds" in said(office, "restore", FOLDER)
    said(office, "recover")
    office.run_once()
    office.verify()


def test_a_recovery_that_was_broken_off_goes_on_under_the_same_numbers(
    office: Installation, parser: Parser
) -> None:
    take(office, entry(3), entry(4), entry(5))
    before = numbers(office)
    lose_everything(office)
    said(office, "restore", FOLDER)
    told = list[str]()
    with (
        office.parts() as parts,
        connect(parts.settings.mailbox, Password(office.dovecot.password)) as connection,
    ):
        stopped = lambda: "judged" in told  # noqa: E731
        with pytest.raises(PartFailed, match="goes on from there"):
            recover(parts, Pool([parser]), connection, stopped, lambda what, _: told.append(what))
    assert 2 < len(numbers(office)) < 5
    said(office, "recover")
    assert numbers(office) == before
    office.verify()


def test_a_reply_that_waited_in_the_backup_is_not_sent_once_more(installation: Installation) -> None:
    installation.configure(replies={"mode": "approve"})
    take(installation, entry(1))
    said(installation, "outbox", "release", "--all")
    said(installation, "backup", FOLDER)
    installation.configure(replies={"mode": "send"})
    installation.run_once()
    assert len(installation.sink.mails) == 1
    said(installation, "restore", FOLDER)
    assert "0 found to have gone out, 1 are held" in said(installation, "recover")
    assert "there is none" in said(installation, "outbox", "release", "--all")
    installation.run_once()
    assert len(installation.sink.mails) == 1


def test_a_letter_that_was_released_after_the_backup_is_not_released_again(office: Installation) -> None:
    office.configure(replies={"mode": "approve"})
    take(office, entry(3))
    said(office, "backup", FOLDER)
    said(office, "outbox", "release", "--all")
    office.run_once()
    office.run_once()
    staff = mail(4, [], slug="staff", subject="ขอเรียนว่า DGTI-2566-9042 พิมพ์ผิด")
    office.deliver(staff.replace(sender(4).encode(), ADDRESS.encode()), folder="Sent")
    told = len(office.sink.mails)
    said(office, "restore", FOLDER)
    assert "1 found to have gone out, 0 are held" in said(office, "recover")
    assert "there is none" in said(office, "outbox", "release", "--all")
    take(office, entry(5))
    assert numbers(office)["5"] == "DGTI-2566-0004"
    assert len(office.sink.mails) == told
    office.verify()


def test_without_records_and_beside_backups_of_them_none_are_begun(office: Installation) -> None:
    office.configure(backup={"folder": FOLDER})
    lose_everything(office)
    assert "say `intake restore`" in said(office, "run", "--once", code=2)
    assert not (office.folder / "intake.db").exists()
    office.configure(backup={"folder": "elsewhere"})
    (office.folder / "intake.db-wal").unlink()
    office.run_once()


def test_a_backup_of_records_begun_anew_takes_none_that_knows_more(office: Installation) -> None:
    lose_everything(office)
    (office.folder / "intake.db-wal").unlink()
    take(office, entry(1))
    office.configure(backup={"folder": FOLDER, "keep": 1})
    (known,) = generations(office.folder / FOLDER)
    for _ in range(2):
        said(office, "backup", f"./{FOLDER}")
    left = generations(office.folder / FOLDER)
    assert len(left) == 2
    assert left[0] == known


def test_one_that_a_wrong_clock_has_dated_ahead_is_the_first_to_go(office: Installation) -> None:
    folder = office.folder / FOLDER
    (made,) = generations(folder)
    ahead = folder / "20300101T000000Z"
    made.path.rename(ahead)
    manifest = json.loads((ahead / "manifest.json").read_text())
    (ahead / "manifest.json").write_text(json.dumps(manifest | {"made_at": "2030-01-01T00:00:00Z"}))
    office.configure(backup={"folder": FOLDER, "keep": 1})
    said(office, "backup")
    (left,) = generations(folder)
    assert left.path != ahead


@pytest.mark.parametrize(
    ("file", "damage", "told"),
    [
        ("intake.db", b"", "its database is damaged"),
        ("intake.db", None, "it cannot be read"),
        ("kept.txt", b"raw abc\n", "its list of files, kept.txt, is damaged"),
        ("kept.txt", b"\xff", "it cannot be read"),
        ("manifest.json", b"[]", "cannot be used"),
        ("manifest.json", b'{"made_at": "yesterday"}', "cannot be used"),
    ],
)
def test_a_damaged_one_is_not_restored_and_nothing_is_changed(
    office: Installation, file: str, damage: bytes | None, told: str
) -> None:
    (made,) = generations(office.folder / FOLDER)
    (made.path / file).unlink()
    if damage is not None:
        (made.path / file).write_bytes(damage)
    assert told in said(office, "restore", FOLDER, code=1)
    assert "20" in said(office, "backup", FOLDER, "--list")
    office.run_once()
    office.verify()


def test_no_backup_lies_where_the_records_lie(office: Installation) -> None:
    for place in ("files", "files/raw", "."):
        assert "name another" in said(office, "backup", place, code=1)


def test_what_rots_in_a_backup_is_copied_again(office: Installation) -> None:
    (cut,) = [path for path in (office.folder / FOLDER / "raw").rglob("*") if path.is_file()][:1]
    whole = cut.read_bytes()
    cut.write_bytes(whole[:-1])
    assert "; 1 copied now" in said(office, "backup", FOLDER)
    assert cut.read_bytes() == whole


def test_what_a_backup_has_lost_comes_back_from_the_mailbox_and_out_of_the_mails(
    office: Installation,
) -> None:
    folder = office.folder / FOLDER
    mails = [path for path in (folder / "raw").rglob("*") if path.is_file()]
    parts = [path for path in (folder / "files").rglob("*") if path.is_file()]
    mails[0].unlink()
    parts[0].write_bytes(b"rotten")
    parts[1].unlink()
    lose_everything(office)
    assert ": is missing" in said(office, "restore", FOLDER, code=1)
    told = said(office, "recover")
    assert "mails and files that the backup lacked were brought back" in told
    assert "everything holds" in told


def test_records_that_are_where_they_were_are_not_recovered(office: Installation) -> None:
    assert "there is nothing to recover" in said(office, "recover", code=2)
    take(office, entry(3))
    assert "held" not in {row["reply"]["state"] for row in office.rows()}
    assert "0 are held" in said(office, "recover", "--by-hand")


def test_pages_that_are_served_keep_a_restore_from_exchanging_the_records(office: Installation) -> None:
    with office.parts() as parts, at_the_records(parts):
        assert "end that first" in said(office, "restore", FOLDER, code=2)
    said(office, "restore", FOLDER)


@pytest.mark.parametrize(
    "spelled", ['"webhook" = "{}"', 'webhook = """{}"""', "webhook = '{}'", 'webhook="{}" # chat']
)
def test_the_secret_is_left_out_however_it_is_spelled(tmp_path: Path, spelled: str) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f"[alarm]\n{spelled.format('https://chat.example/s3cret')}\n", "utf-8")
    bare = without_secrets(config).decode()
    assert "s3cret" not in bare
    assert tomllib.loads(bare) == {"alarm": {"webhook": ""}}


def test_after_the_first_only_what_is_new_is_copied_and_old_ones_go(office: Installation) -> None:
    office.configure(backup={"folder": FOLDER, "keep": 2})
    assert "; 0 copied now" in said(office, "backup")
    take(office, entry(3))
    # The mail, its form, the picture of that, its deck, and the copy of our letter.
    assert "; 5 copied now" in said(office, "backup")
    folder = office.folder / FOLDER
    assert len(generations(folder)) == 2
    assert len(said(office, "backup", "--list").splitlines()) == 2
    for path in folder.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_what_is_broken_off_is_no_backup_and_damage_is_told(office: Installation) -> None:
    folder = office.folder / FOLDER
    (made,) = generations(folder)
    (folder / "20200101T000000Z").mkdir()  # as left by a death before its manifest
    assert generations(folder) == [made]
    damaged = next((office.folder / "files" / "raw").rglob("*/*"))
    damaged.write_bytes(b"damaged")
    copy = folder / "raw" / damaged.parent.name / damaged.name
    assert copy.read_bytes() != b"damaged"
    copy.unlink()
    assert f"{damaged}: its bytes are not those of its name" in said(office, "backup", FOLDER, code=1)


def test_the_configuration_is_in_it_without_the_secret_that_an_address_holds(office: Installation) -> None:
    office.configure(alarm={"webhook": "https://chat.example/hooks/s3cret"})
    said(office, "backup", FOLDER)
    newest = generations(office.folder / FOLDER)[-1].path
    assert "s3cret" not in (newest / "config.toml").read_text("utf-8")
    assert 'username = "' in (newest / "config.toml").read_text("utf-8")
    assert json.loads((newest / "manifest.json").read_text())["numbers"] == {"dgti-2566": 2}


def test_a_schedule_of_single_looks_makes_those_that_are_due(office: Installation) -> None:
    place = office.folder / "by-itself"
    office.configure(backup={"folder": place.name})
    for _ in range(2):
        office.run_once()
    assert len(generations(place)) == 1


def test_the_daemon_makes_them_by_itself_and_says_when_it_cannot(office: Installation) -> None:
    place = office.folder / "by-itself"
    office.configure(backup={"folder": place.name})
    daemon = office.start()
    office.wait_for(lambda: len(generations(place)) == 1, "backup")
    assert office.stop(daemon) < 5
    shutil.rmtree(place)
    Path(place).write_text("no folder")
    daemon = office.start()
    office.wait_for_log("backup: ")
    assert "there is none" in office.daemon_log.read_text()
    office.stop(daemon)
