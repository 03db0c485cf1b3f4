"""What the committee and an auditor are handed, as a zip reader with Windows' rules finds it."""

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from odd_contest import LONG, Contest
from openpyxl import load_workbook

from exports.choice import Choice
from exports.titles import By, read_titles
from exports.works import Work, read_works
from exports.zips.contest import write_contest
from exports.zips.evidence import write_evidence
from exports.zips.index import Pack, new_since
from exports.zips.pack import Made, Making, make_pack
from exports.zips.parts import in_parts, packed
from settings.errors import PartFailed, WrongUse
from storage.engine import reading

_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?$")
_MANY = [f"DGTI-2566-{number:04}" for number in range(1, 60) if number % 10]


def works(made: Contest, *references: str, titles: dict[str, str] | None = None) -> list[Work]:
    with reading(made.parts.engine) as session:
        return list(read_works(session, made.parts.contest, references, titles))


def pack(
    made: Contest, folder: Path, chosen: Sequence[Work], number: int = 1, most: int = 10**9, judge: str = ""
) -> Made:
    folder.mkdir(exist_ok=True)
    making = Making(folder, made.parts.files, made.parts.desk, most)
    return make_pack(making, chosen, Pack(number, "คณะกรรมการ", made.staff.office.clock.now), judge)


def windows_names(path: Path) -> list[str]:
    """The names in a zip, each of which Windows takes below a long folder; bytes as they are said to be."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        infos = archive.infolist()
    for info in infos:
        assert info.flag_bits & 0x800 or info.filename.isascii(), "a name beyond ASCII says that it is UTF-8"
        for piece in info.filename.split("/"):
            assert not set(piece) & set('<>:"\\|?*') and piece.isprintable()
            assert not piece.endswith((".", " ")) and not _RESERVED.match(piece)
            assert len(piece.encode()) <= 255, "ext4"
        assert len("C:\\Users\\somsri\\Downloads\\" + 60 * "x") + len(info.filename) <= 260
    lower = [info.filename.lower() for info in infos]
    assert len(set(lower)) == len(lower)
    return [info.filename for info in infos]


def index_of(path: Path) -> dict[str, dict[str, object]]:
    """The index sheet by reference."""
    with zipfile.ZipFile(path) as archive:
        head, *rows = load_workbook(io.BytesIO(archive.read("00_index.xlsx"))).worksheets[0].values
    keys = [str(cell).split("\n")[-1] for cell in head]
    return {row[0]: dict(zip(keys, row, strict=True)) for row in rows}


def test_decks_and_forms_lie_apart_under_short_names_as_they_came(made: Contest, tmp_path: Path) -> None:
    odd = made.odd
    chosen = works(made, odd["titled"], odd["long"], odd["macros"], odd["clip"], odd["attached"], *_MANY)
    done = pack(made, tmp_path, chosen)
    decks, forms = done.zips
    assert [path.name for path in done.zips] == ["pack1_decks.zip", "pack1_forms.zip"]
    names = windows_names(decks)
    assert names[:3] == ["00_index.xlsx", "00_index.html", f"{odd['titled']}_ทต.บ้านดอน.pptx"]
    assert f"{odd['macros']}_ทม.หนองใส.pptm" in names
    assert f"{odd['clip']}_ทน.เวียงใหม่.mp4" in names
    (long,) = (name for name in names if odd["long"] in name)
    assert long.startswith(f"{odd['long']}_อบต.หนองบัว") and long.endswith(".pptx") and len(long) < len(LONG)
    assert len(names) == 2 + len(chosen)
    assert f"{odd['titled']}_ทต.บ้านดอน_form1.pdf" in windows_names(forms)
    assert not any("form1" in name for name in names)
    with zipfile.ZipFile(decks) as archive:
        for row in index_of(decks).values():
            data = archive.read(str(row["file"]))
            assert hashlib.sha256(data).hexdigest() == row["sha256"]
    assert (decks.stat().st_mode & 0o777) == 0o600
    assert done.without == ()
    with pytest.raises(WrongUse, match="a --number of its own"):
        pack(made, tmp_path, chosen)


def test_the_index_says_what_will_not_play_and_what_is_left_out(made: Contest, tmp_path: Path) -> None:
    odd = made.odd
    which = ("macros", "clip", "malware", "erased", "extended", "false alarm", "card")
    done = pack(made, tmp_path, works(made, *(odd[each] for each in which)))
    index = index_of(done.zips[0])
    notes = {each: str(index[odd[each]]["notes"]) for each in which}
    assert "แมโคร" in notes["macros"] and "สื่อ 2 รายการ" in notes["macros"]
    assert "วิดีโอ" in notes["clip"]
    assert "มัลแวร์" in notes["malware"] and "ลบไฟล์ถาวร" in notes["erased"]
    assert "ไม่มีไฟล์" in notes["extended"]
    assert index[odd["false alarm"]]["file"], "a person has looked into it: no malware"
    assert {work.reference for work in done.without} == {odd["malware"], odd["erased"], odd["extended"]}
    html = zipfile.ZipFile(done.zips[0]).read("00_index.html").decode()
    assert "มัลแวร์" in html and odd["malware"] in html and "01/08/2566" in html
    kept = [*windows_names(done.zips[0]), *windows_names(done.zips[1])]
    assert not any("สำเนาบัตร" in name for name in kept)
    assert sum(odd["card"] in name for name in kept) == 2, "its form and its deck"


def test_parts_are_cut_between_files_and_hold_each_once(made: Contest, tmp_path: Path) -> None:
    chosen = works(made, *_MANY)
    room = 30_000
    parts = in_parts(packed(chosen), 3 * (20_000 + 2 * 200))
    assert [len(part) for part in parts] == [3] * (len(_MANY) // 3)
    whole = [item.work.reference for part in parts for item in part]
    assert whole == _MANY
    done = pack(made, tmp_path, chosen, most=room)
    decks = [path for path in done.zips if "decks" in path.name]
    assert decks[0].name == f"pack1_decks_1of{len(decks)}.zip" and len(decks) > 1
    held = [name for path in decks for name in windows_names(path) if not name.startswith("00_")]
    assert len(held) == len(set(held)) == len(_MANY)
    index = index_of(decks[1])
    assert len(index) == len(_MANY), "the index of each part tells of all works"
    assert {row["part"] for row in index.values()} == set(range(1, len(decks) + 1))


def test_a_work_whose_body_is_not_known_bears_its_number_alone(made: Contest) -> None:
    (item,) = packed(works(made, made.odd["second work"]))
    assert item.name == f"{made.odd['second work']}.pptx"


def test_the_second_pack_holds_only_what_is_new(made: Contest, tmp_path: Path) -> None:
    odd = made.odd
    first = pack(made, tmp_path, works(made, odd["titled"], odd["long"]))
    said = json.loads(first.manifest.read_text("utf-8"))
    assert (said["number"], said["to"], len(said["works"])) == (1, "คณะกรรมการ", 2)
    later = works(made, odd["titled"], odd["macros"], odd["long"], odd["erased"])
    new = list(new_since(later, [first.manifest], made.parts.contest))
    assert [work.reference for work in new] == [odd["macros"], odd["erased"]]
    with pytest.raises(WrongUse, match="another contest"):
        list(new_since(later, [first.manifest], "dgti-2567"))
    (tmp_path / "no.json").write_text("[]")
    with pytest.raises(WrongUse, match="no list of an earlier pack"):
        list(new_since(later, [tmp_path / "no.json"], made.parts.contest))


def test_a_damaged_or_missing_file_is_told_and_no_half_zip_stays(made: Contest, tmp_path: Path) -> None:
    chosen = works(made, *_MANY[:4])
    deck = chosen[2].deck
    assert deck is not None
    lies = Path(made.parts.files.files.place(deck.sha256))
    whole = lies.read_bytes()
    try:
        lies.write_bytes(b"damaged")
        with pytest.raises(PartFailed, match="damaged on the disk"):
            pack(made, tmp_path, chosen)
        lies.unlink()
        with pytest.raises(PartFailed, match=chosen[2].reference):
            pack(made, tmp_path, chosen)
    finally:
        lies.write_bytes(whole)
    assert list(tmp_path.iterdir()) == []


def test_works_come_in_the_order_asked_and_titles_are_corrected(made: Contest, tmp_path: Path) -> None:
    titled, long = made.odd["titled"], made.odd["long"]
    sheet = tmp_path / "titles.csv"
    sheet.write_text(f"หมายเหตุ,เลขที่รับ reference,ชื่อผลงาน title\n-,{titled.lower()},ระบบคิว\n", "utf-8")
    titles = dict(read_titles(sheet))
    found = works(made, long, titled, titles=titles)
    assert [(work.reference, work.titled_by) for work in found] == [(long, By.SLIDE), (titled, By.PERSON)]
    assert (found[1].title, found[1].kind) == ("ระบบคิว", "เทศบาลตำบล")
    odd = ("titled", "withdrawn", "not eligible", "rival", "extended", "question", "joined", "eligible")
    judged = [work.is_for_judges for work in works(made, *(made.odd[each] for each in odd))]
    assert judged == [True, False, False, False, False, False, False, True]
    with pytest.raises(WrongUse, match="there is no entry DGTI-2566-9999"):
        works(made, titled, "DGTI-2566-9999")
    sheet.write_text("a,b\n1,2\n")
    with pytest.raises(WrongUse, match="column"):
        read_titles(sheet)


def evidence(made: Contest, odd: str, target: Path) -> tuple[list[str], dict[str, dict[str, str]]]:
    with reading(made.parts.engine) as session:
        write_evidence(session, made.parts.files, made.parts.desk, made.odd[odd], target)
    with zipfile.ZipFile(target) as archive:
        rows = csv.DictReader(io.StringIO(archive.read("00_index.csv").decode("utf-8-sig")))
        return windows_names(target), {row["file"]: row for row in rows}


def test_the_evidence_of_an_entry_is_all_that_came_and_went(made: Contest, tmp_path: Path) -> None:
    names, index = evidence(made, "kept", tmp_path / "e.zip")
    assert [name.split("/")[0] for name in names].count("mails") == 2
    assert any(name.startswith("letters/") for name in names)
    assert "00_account.html" in names
    with zipfile.ZipFile(tmp_path / "e.zip") as archive:
        for name, row in index.items():
            assert name in names and not row["left_out"]
            if row["sha256"]:
                assert hashlib.sha256(archive.read(name)).hexdigest() == row["sha256"]


def test_no_identity_card_and_no_malware_leaves_with_the_evidence(made: Contest, tmp_path: Path) -> None:
    for odd, word in (("card", "บัตรประจำตัวประชาชน"), ("malware", "มัลแวร์")):
        names, index = evidence(made, odd, tmp_path / f"{odd}.zip")
        left = {name: row for name, row in index.items() if row["left_out"]}
        assert len(left) == 2, "the file, and the mail that it came in"
        assert all(word in row["left_out"] and row["sha256"] for row in left.values())
        assert not set(left) & set(names)
        assert not any(name.startswith("mails/") for name in names)
    _, index = evidence(made, "packed card", tmp_path / "packed.zip")
    kinds = [name.rpartition(".")[2] for name, row in index.items() if row["left_out"]]
    assert sorted(kinds) == ["eml", "pdf", "zip"], "the archive that holds the card stays as well"
    names, index = evidence(made, "erased", tmp_path / "erased.zip")
    assert ["ลบไฟล์ถาวร" in row["left_out"] for row in index.values()].count(True) == 1
    (mail,) = (row for name, row in index.items() if name.startswith("mails/"))
    assert mail["what"] == "อีเมลที่ลบไฟล์บางส่วนแล้ว"


def test_a_whole_contest_is_read_without_the_program(made: Contest, tmp_path: Path) -> None:
    target = tmp_path / "contest.zip"
    settings = made.parts.settings.contest
    with reading(made.parts.engine) as session:
        count = write_contest(session, made.parts.desk, settings, target)
    names = windows_names(target)
    assert count == len([name for name in names if name.startswith("accounts/")]) == 453
    tables = {f"tables/{each}.csv" for each in Choice}
    assert {"tables.xlsx", f"accounts/{made.odd['titled']}.html"} | tables < set(names)
    with zipfile.ZipFile(target) as archive:
        index = archive.read("00_index.html").decode()
    assert f'href="accounts/{made.odd["withdrawn"]}.html"' in index and "ถอนแล้ว" in index
    assert "DGTI-2566-0010" in index and 'href="accounts/DGTI-2566-0010.html"' not in index
