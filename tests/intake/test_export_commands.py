"""What leaves the house at a terminal: tables, an entry's account and evidence, packs, score sheets."""

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from servers.installation import Installation, one_clear_line
from servers.mails import NAMES, entry
from sqlmodel import col, select

from storage.chain.kinds import Kind
from storage.engine import reading
from storage.tables import Event, EventText

FIRST, SECOND = "DGTI-2566-0001", "DGTI-2566-0002"


@pytest.fixture
def office(installation: Installation) -> Installation:
    """Two entries, judged and answered."""
    installation.deliver(entry(1), entry(2))
    installation.run_once()
    return installation


def done(office: Installation, *arguments: str) -> str:
    ended = office.intake(*arguments)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def refused(office: Installation, *arguments: str) -> str:
    ended = office.intake(*arguments)
    assert ended.returncode == 2, (ended.stdout, ended.stderr)
    return one_clear_line(ended.stderr)


def handed_out(office: Installation) -> list[tuple[str, int, str, str]]:
    """What the chain of events tells of files: what, how much, which bytes, to whom."""
    with office.parts() as parts, reading(parts.engine) as session:
        query = select(Event, EventText.text).join(EventText, col(EventText.event_id) == col(Event.id))
        found = session.exec(query.where(Event.what == Kind.HANDED_OUT).order_by(col(Event.seq))).all()
    return [
        (event.facts["thing"], event.facts["count"], event.facts["sha256"], text) for event, text in found
    ]


def test_tables_an_account_and_evidence_are_written_and_told_of_in_the_chain(office: Installation) -> None:
    folder = office.folder
    done(office, "export", str(folder / "all.xlsx"))
    assert [sheet.split()[-1] for sheet in load_workbook(folder / "all.xlsx").sheetnames] == [
        "log",
        "entries",
        "numbers",
        "discretion",
        "handed-out",
    ]
    done(office, "export", str(folder / "numbers.csv"), "--what", "numbers")
    rows = list(csv.DictReader((folder / "numbers.csv").read_text("utf-8-sig").splitlines()))
    assert [row["reference"] for row in rows] == [FIRST, SECOND]
    done(office, "export", str(folder / "one.html"), "--reference", FIRST.lower())
    assert NAMES[1] in (folder / "one.html").read_text("utf-8")
    done(office, "export", str(folder / "one.zip"), "--reference", FIRST)
    with zipfile.ZipFile(folder / "one.zip") as archive:
        assert [name for name in archive.namelist() if name.startswith("mails/")]
    done(office, "export", str(folder / "whole.zip"))
    done(office, "export", str(folder / "out.csv"), "--what", "handed-out")
    listed = list(csv.DictReader((folder / "out.csv").read_text("utf-8-sig").splitlines()))
    told = handed_out(office)[:-1]
    assert [row["sha256"] for row in listed] == [sha256 for _, _, sha256, _ in told]
    assert [(thing, text) for thing, _, _, text in told] == [
        ("export.xlsx", "all.xlsx"),
        ("export.csv", "numbers.csv"),
        ("export.html", "one.html"),
        ("export.zip", "one.zip"),
        ("export.zip", "whole.zip"),
    ]
    assert told[2][2] == hashlib.sha256((folder / "one.html").read_bytes()).hexdigest()
    office.verify()


def test_a_pack_and_score_sheets_of_works_that_are_named(office: Installation) -> None:
    folder = office.folder
    done(office, "export", str(folder / "works.xlsx"), "--what", "entries")
    said = done(
        office, "pack", str(folder), "--references", str(folder / "works.xlsx"), "--to", "ประธานกรรมการ"
    )
    assert [Path(line).name for line in said.splitlines()] == [
        "pack1_decks.zip",
        "pack1_forms.zip",
        "pack1.json",
    ]
    with zipfile.ZipFile(folder / "pack1_decks.zip") as archive:
        deck = next(name for name in archive.namelist() if name.startswith(FIRST))
        inside = zipfile.ZipFile(io.BytesIO(archive.read(deck)))
    assert deck.endswith(".pptx") and "ppt/presentation.xml" in inside.namelist()
    assert handed_out(office)[-1][3] == "pack1_forms.zip → ประธานกรรมการ"
    since = ("--after", str(folder / "pack1.json"), "--number", "2")
    again = refused(office, "pack", str(folder), "--reference", FIRST, *since)
    assert "there is nothing new" in again

    done(office, "list", "freeze", "--yes")
    of_list = done(office, "pack", str(folder), "--list", "1", "--number", "7")
    assert "pack7_decks.zip" in of_list
    assert "there is no list 2 yet" in office.intake("pack", str(folder), "--list", "2").stderr

    shares = folder / "judges.csv"
    shares.write_text(f"judge,reference\nสมศรี,{FIRST}\nสมศรี,{SECOND}\nประเสริฐ,{FIRST}\n", "utf-8")
    work = ("--reference", FIRST, "--reference", SECOND)
    made = done(office, "scores", "make", str(folder), *work, "--judges", str(shares)).splitlines()
    assert [Path(path).name for path in made] == ["scores_สมศรี.xlsx", "scores_ประเสริฐ.xlsx"]
    by_judge = done(office, "pack", str(folder), *work, "--judges", str(shares), "--number", "3")
    assert "pack3_ประเสริฐ_decks.zip" in by_judge
    manifest = json.loads((folder / "pack3_ประเสริฐ.json").read_text("utf-8"))
    assert [each["reference"] for each in manifest["works"]] == [FIRST]
    asked = done(office, "scores", "gather", str(folder / "gathered.xlsx"), *made)
    assert asked.count("ยังไม่ให้คะแนน") == 3
    office.verify()


def test_what_cannot_be_meant_is_refused_in_one_line(office: Installation) -> None:
    folder = office.folder
    assert ".xlsx, .csv, .zip" in refused(office, "export", str(folder / "all.pdf"))
    assert ".html, .zip" in refused(office, "export", str(folder / "all.csv"), "--reference", FIRST)
    assert "one table" in refused(
        office, "export", str(folder / "a.csv"), "--what", "log", "--what", "numbers"
    )
    done(office, "decide", SECOND, "withdraw", "--reason", "ขอถอน", "--yes")
    ended = office.intake("pack", str(folder), "--reference", SECOND)
    left_out, problem = ended.stderr.splitlines()
    assert ended.returncode == 2
    assert SECOND in left_out and "ถอนแล้ว withdrawn" in left_out
    assert problem.startswith("intake: none of the works")
    assert "no work is named" in refused(office, "pack", str(folder))
    assert "there is no entry X-1" in refused(office, "pack", str(folder), "--reference", "x-1")
    assert "name the judges" in refused(office, "scores", "make", str(folder), "--reference", FIRST)
    shares = folder / "judges.csv"
    shares.write_text(f"judge,reference\nสมศรี,{SECOND}\n", "utf-8")
    named = ("--reference", FIRST, "--judges", str(shares))
    assert f"{FIRST} has no judge" in refused(office, "pack", str(folder), *named)
    assert handed_out(office) == []
