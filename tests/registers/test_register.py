"""A register as operators really bring it: what is taken, what is refused, what changes, and what counts."""

import gc
import json
import os
import sys
import threading
import time
import weakref
from pathlib import Path

import pytest
from servers.sheets import xlsx
from sqlmodel import col, select

from credentials import Password
from ingest import register_watch
from ingest.poller import Poller
from ingest.register_watch import RegisterWatch
from intake import main
from parsers.pool import Pool
from parsers.process import Parser
from registers.agencies import read_register
from registers.agencies.changes import changes
from registers.agencies.provinces import PROVINCES
from registers.agencies.rows import Reading, Trouble, read_rows
from registers.sheets import SheetError
from runtime.parts import Parts, open_parts
from screening.agency.agencies import lookup
from screening.model.register import Agency
from settings import load
from settings.errors import WrongUse
from storage.engine import reading
from storage.schema import upgrade
from storage.tables import Event, RegisterRow

ROOT = Path(__file__).parents[2]
HEAD = "type,full_name,amphoe,province,dla_code_2017"
GOOD = f"{HEAD}\nTAO,องค์การบริหารส่วนตำบลตัวอย่าง,แกลง,ระยอง,6210101\nTAO,องค์การบริหารส่วนตำบลทดลอง,แกลง,ระยอง,\n"


def read(*rows: str, head: str = HEAD) -> Reading:
    return read_rows("\n".join((head, *rows)).encode())


def names(found: Reading) -> list[str]:
    return [agency.place.name for agency in found.agencies]


@pytest.mark.parametrize(
    ("row", "trouble"),
    [
        ("TAO,,แกลง,ระยอง,", Trouble.NAME_MISSING),
        (f"TAO,องค์การบริหารส่วนตำบล{'ก' * 300},แกลง,ระยอง,", Trouble.NAME_TOO_LONG),
        (",โรงเรียนวัดตัวอย่าง,แกลง,ระยอง,", Trouble.TYPE_UNKNOWN),
        ("School,เทศบาลตำบลอื่น,แกลง,ระยอง,", Trouble.TYPE_UNKNOWN),
        ("TAO,เทศบาลตำบลอื่น,แกลง,ระยอง,", Trouble.TYPE_CONFLICT),
        ("TAO,องค์การบริหารส่วนตำบลอื่น,แกลง,,", Trouble.PROVINCE_MISSING),
        ("TAO,องค์การบริหารส่วนตำบลอื่น,แกลง,ระย่อง,", Trouble.PROVINCE_UNKNOWN),
        ("TAO,องค์การบริหารส่วนตำบลอื่น,ระยอง,แกลง,", Trouble.PROVINCE_UNKNOWN),
        ("อบต.,อบต.ตัวอย่าง,อ.แกลง,จ.ระยอง,", Trouble.TWICE),
        ("TAO,องค์การบริหารส่วนตําบลตัวอย่าง,แกลง,ระยอง,", Trouble.TWICE),
        ("TAO,องค์การบริหารส่วนตำบลอื่น,แกลง,ระยอง,,x", Trouble.TOO_MANY_CELLS),
    ],
)
def test_a_row_that_names_no_body_is_refused_with_its_line(row: str, trouble: Trouble) -> None:
    found = read("TAO,องค์การบริหารส่วนตำบลตัวอย่าง,แกลง,ระยอง,6210101", row)
    (problem,) = found.problems
    assert (problem.line, problem.trouble, problem.refuses) == (3, trouble, True)
    assert names(found) == ["องค์การบริหารส่วนตำบลตัวอย่าง"] and found.rows == 2


def test_bangkok_is_its_own_province() -> None:
    found = read("BMA,กรุงเทพมหานคร,,,")
    assert [(each.place.name, each.place.province) for each in found.agencies] == [("กรุงเทพมหานคร",) * 2]


def test_each_of_the_77_provinces_is_known_however_it_is_written() -> None:
    assert len(set(PROVINCES)) == 77
    rows = [f"TAO,องค์การบริหารส่วนตำบลตัวอย่าง,ก,จังหวัด{name}," for name in PROVINCES]
    assert [agency.place.province for agency in read(*rows).agencies] == list(PROVINCES)
    odd = read("TAO,องค์การบริหารส่วนตำบลตัวอย่าง,ก,จ.ลําปาง,", "TAO,องค์การบริหารส่วนตำบลตัวอย่าง,ก,กทม.,")
    assert [agency.place.province for agency in odd.agencies] == ["ลำปาง", "กรุงเทพมหานคร"]


@pytest.mark.parametrize(
    ("code", "kept", "trouble"),
    [
        ("6210101", "6210101", None),
        ("06210101", "6210101", None),  # Excel drops the zero; both are the same code
        ("", "", None),
        ("6.21E+06", "", Trouble.CODE_MANGLED),
        ("210101", "", Trouble.CODE_BAD),
        ("#REF!", "", Trouble.CODE_BAD),
    ],
)
def test_a_code_that_excel_spoilt_leaves_the_body(code: str, kept: str, trouble: Trouble | None) -> None:
    found = read(f"TAO,องค์การบริหารส่วนตำบลตัวอย่าง,แกลง,ระยอง,{code}")
    assert [agency.code for agency in found.agencies] == [kept]
    assert [problem.trouble for problem in found.problems] == ([trouble] if trouble else [])
    assert not any(problem.refuses for problem in found.problems)


def test_the_official_address_follows_from_a_code_of_the_right_type_alone() -> None:
    found = read(
        "TAO,องค์การบริหารส่วนตำบลตัวอย่าง,แกลง,ระยอง,6210101",
        "ThesabanTambon,เทศบาลตำบลตัวอย่าง,แกลง,ระยอง,6210102",
    )
    assert [agency.saraban for agency in found.agencies] == ["saraban_06210101@dla.go.th", ""]


@pytest.mark.parametrize(
    "table",
    [
        [["full_name", "amphoe", "province"], ["องค์การบริหารส่วนตำบลตัวอย่าง", "แกลง", "ระยอง"]],
        [["ชื่อหน่วยงาน", "อำเภอ", "จังหวัด"], ["อบต.ตัวอย่าง", "อ.แกลง", "จังหวัดระยอง"]],
        [["ประเภท อปท.", "ชื่อ อปท.", "อำเภอ", "จังหวัด"], ["อบต.", "ตัวอย่าง", "แกลง", "ระยอง"]],
        [["type", "name", "province", "amphoe", "code"], ["TAO", "ตัวอย่าง", "ระยอง", "แกลง", 6210101]],
        [
            ["บัญชีรายชื่อองค์กรปกครองส่วนท้องถิ่น"],
            [],
            ["ลำดับ", "ชื่อหน่วยงาน", "จังหวัด", "อำเภอ"],
            [1, "องค์การบริหารส่วนตำบล ตัวอย่าง", "ระยอง", "แกลง"],
        ],
    ],
    ids=["English", "Thai and short", "type beside the name", "an importer's five", "a title above"],
)
def test_headings_in_thai_or_english_give_the_same_register(table: list[list[object]]) -> None:
    found = read_rows(xlsx(table))
    (agency,) = found.agencies
    assert agency.place.name.replace(" ", "") == "องค์การบริหารส่วนตำบลตัวอย่าง"
    assert (agency.place.district, agency.place.province) == ("แกลง", "ระยอง")
    assert not found.problems


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,where\nx,y\n", "the column province"),
        ("a,b\nx,y\n", "the column full_name"),
        ("full_name,province\n,\n", "lists no agency"),
        ("", "the column full_name"),
    ],
)
def test_a_file_without_a_register_in_it_says_what_is_missing(text: str, told: str) -> None:
    with pytest.raises(SheetError, match=told):
        read_rows(text.encode())


def test_the_same_bodies_are_the_same_register_out_of_csv_and_xlsx(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(GOOD, "utf-8-sig")
    (tmp_path / "a.xlsx").write_bytes(xlsx([line.split(",") for line in GOOD.splitlines()]))
    assert read_register(tmp_path / "a.csv") == read_register(tmp_path / "a.xlsx")
    assert read_register(tmp_path / "a.csv").digest != read_rows(GOOD.encode()).sha256


def test_the_operators_whole_register_is_read_without_a_mistake() -> None:
    path = Path(os.environ.get("INTAKE_TEST_REGISTER") or ROOT.parent / "shared/domain/agencies.csv")
    if not path.exists():
        pytest.skip("no full register here; name one in INTAKE_TEST_REGISTER")
    found = read_rows(path.read_bytes())
    assert (found.rows, len(found.agencies), found.problems) == (7_850, 7_850, ())
    assert len(lookup("องค์การบริหารส่วนตำบลหนองบัว", read_register(path))) == 22


def body(name: str, district: str = "แกลง", code: str = "") -> Agency:
    (agency,) = read(f",{name},{district},ระยอง,{code}").agencies
    return agency


def test_what_a_new_register_changes_is_told_by_code_or_by_place() -> None:
    stays, goes = body("เทศบาลตำบลเดิม"), body("เทศบาลตำบลหมดไป")
    sao, municipality = body("องค์การบริหารส่วนตำบลโต"), body("เทศบาลตำบลโต")
    before, after = body("เทศบาลตำบลเก่า", code="5210101"), body("เทศบาลตำบลชื่อใหม่", code="5210101")
    here, there = body("เทศบาลตำบลย้าย"), body("เทศบาลตำบลย้าย", "เขาชะเมา")
    comes = body("เทศบาลเมืองมาใหม่")
    found = changes([stays, goes, sao, before, here], [stays, municipality, after, there, comes])
    assert (found.added, found.removed) == ([comes], [goes])
    assert found.retyped == [(sao, municipality)]
    assert found.renamed == [(before, after), (here, there)]
    assert not changes([stays, goes], [goes, stays])


@pytest.fixture
def installed(tmp_path: Path) -> Parts:
    """An installation with its database, and a register that nobody has looked at yet."""
    (tmp_path / "config.toml").write_text((ROOT / "config.toml").read_text("utf-8"), "utf-8")
    (tmp_path / "register.csv").write_text(GOOD, "utf-8")
    parts = opened(tmp_path)
    upgrade(parts.engine)
    return parts


def opened(folder: Path) -> Parts:
    return open_parts(load(folder / "config.toml", {"INTAKE_AGENCIES__REGISTER": "register.csv"}))


def bodies(parts: Parts) -> list[str]:
    return [agency.place.name for agency in parts.judge.rules.register.agencies]


def edit(parts: Parts, text: str | None) -> None:
    """The operator saves the file, some time ago; None: it is gone."""
    path = parts.settings.agencies.register_
    assert path
    if text is None:
        path.unlink()
        return
    path.write_text(text, "utf-8")
    past = time.time() - 60 - len(text) / 1000
    os.utime(path, (past, past))


def imports(parts: Parts) -> int:
    with reading(parts.engine) as session:
        return len(session.exec(select(RegisterRow.id)).all())


def alarms(parts: Parts) -> list[str]:
    return [alarm.text for alarm in parts.alarms.lasting() if alarm.key == "register"]


MORE = GOOD + "TAO,องค์การบริหารส่วนตำบลเพิ่ม,แกลง,ระยอง,\n"


def test_the_daemon_records_its_register_once_and_takes_an_edit_by_itself(installed: Parts) -> None:
    watch = RegisterWatch(installed)
    assert watch.renew() and imports(installed) == 1
    watch.renew()
    assert not watch.renew() and imports(installed) == 1
    edit(installed, MORE)
    assert watch.renew() and "องค์การบริหารส่วนตำบลเพิ่ม" in bodies(installed)
    assert imports(installed) == 2 and not alarms(installed)


def test_one_set_of_rules_is_alive_at_a_time(installed: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    """A national register with its lookup tables takes tens of megabytes."""
    monkeypatch.setattr(Poller, "_connected", lambda _: pytest.fail("the mailbox is not asked"))
    with Parser(installed.settings.limits) as parser:
        poller = Poller(installed, Pool([parser]), Password(""), threading.Event())
        for text in (MORE, GOOD):
            was = weakref.ref(installed.judge.rules.register)
            edit(installed, text)
            with pytest.raises(pytest.fail.Exception, match="not asked"):
                poller.poll()
            gc.collect()
            assert len(bodies(installed)) == len(text.splitlines()) - 1
            assert was() is None


@pytest.mark.parametrize(
    "broken",
    [
        None,
        "",
        "nonsense",
        GOOD.replace("องค์การบริหารส่วนตำบลทดลอง", ""),
        GOOD.replace("6210101", "6.21E+06"),
        'full_name,province\n"never closed',
    ],
    ids=["gone", "empty", "no register", "a name lost", "spoilt by Excel", "cut off"],
)
def test_a_broken_edit_leaves_the_last_good_register_and_raises_an_alarm(
    installed: Parts, broken: str | None
) -> None:
    watch = RegisterWatch(installed)
    assert watch.renew()
    first, digest = bodies(installed), installed.judge.rules.digest
    edit(installed, broken)
    assert watch.renew()
    assert (bodies(installed), installed.judge.rules.digest) == (first, digest)
    assert alarms(installed) and imports(installed) == 1
    # A restart meanwhile has the same register.
    assert bodies(opened(installed.settings.agencies.register_.parent)) == first  # type: ignore[union-attr]  # set by the fixture
    edit(installed, MORE)
    assert watch.renew() and not alarms(installed) and imports(installed) == 2


def test_a_file_that_lost_many_bodies_at_once_waits_for_a_person(installed: Parts) -> None:
    rows = [f"TAO,องค์การบริหารส่วนตำบลที่{number},แกลง,ระยอง," for number in range(100)]
    edit(installed, "\n".join((HEAD, *rows)))
    watch = RegisterWatch(installed)
    for kept in (100, 97, 60):
        edit(installed, "\n".join((HEAD, *rows[:kept])))
        assert watch.renew()
        assert len(bodies(installed)) == max(kept, 97)
    assert "lacks 37" in alarms(installed)[0]


def test_a_file_that_is_just_being_saved_is_read_at_the_next_poll(
    installed: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register_watch, "SETTLED_SECONDS", 3600.0)
    watch = RegisterWatch(installed)
    watch.renew()
    watch.renew()
    edit(installed, MORE)
    path = installed.settings.agencies.register_
    assert path
    os.utime(path)
    assert not watch.renew()
    os.utime(path, (time.time() - 7200,) * 2)
    assert watch.renew()


def test_without_a_register_ever_a_broken_one_does_not_start(installed: Parts) -> None:
    edit(installed, "nonsense")
    with pytest.raises(WrongUse, match=r"\[agencies\] register: .*full_name"):
        opened(installed.settings.agencies.register_.parent)  # type: ignore[union-attr]  # set by the fixture


def test_the_event_chain_says_which_register_the_rules_of_a_decision_had(installed: Parts) -> None:
    watch = RegisterWatch(installed)
    under = []
    for text in (GOOD, MORE, GOOD):
        edit(installed, text)
        assert watch.renew()
        rules = installed.judge.rules
        under.append({"rules": rules.digest, "register": rules.register.digest})
    said = select(Event.facts).where(Event.what == "rules-in-force").order_by(col(Event.id))
    with reading(installed.engine) as session:
        told = session.exec(said).all()
    assert list(told) == under and under[0] == under[2] != under[1]


def intake(folder: Path, *arguments: str) -> int:
    """One command, to its end, in this process; its exit code."""
    sys.argv = ["intake", "--config", str(folder / "config.toml"), "register", *arguments]
    with pytest.raises(SystemExit) as ended:
        main.main()
    return int(ended.value.code or 0)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh installation without a register."""
    monkeypatch.setattr(sys, "argv", sys.argv)
    (tmp_path / "config.toml").write_text((ROOT / "config.toml").read_text("utf-8"), "utf-8")
    (tmp_path / "good.csv").write_text(GOOD, "utf-8")
    (tmp_path / "bad.csv").write_text(MORE + "TAO,,แกลง,ระยอง,\n", "utf-8")
    return tmp_path


def test_an_import_tells_what_it_does_and_a_dry_run_does_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert intake(folder, "import", str(folder / "good.csv"), "--dry-run") == 0
    assert not (folder / "data").exists()
    assert intake(folder, "import", str(folder / "good.csv")) == 0
    assert "2 agencies imported" in capsys.readouterr().err
    assert intake(folder, "import", str(folder / "good.csv"), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["imported"] and told["kept"] == 2
    assert told["changes"] == {"added": [], "removed": [], "renamed": [], "retyped": []}


def test_a_file_with_mistakes_is_imported_only_when_told_to(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    intake(folder, "import", str(folder / "good.csv"))
    assert intake(folder, "import", str(folder / "bad.csv")) == 1
    said = capsys.readouterr()
    assert "\n5\t" in said.out and "the name is missing" in said.out and "nothing was imported" in said.err
    assert intake(folder, "import", str(folder / "bad.csv"), "--anyway") == 0
    assert "added\tองค์การบริหารส่วนตำบลเพิ่ม" in capsys.readouterr().out
    intake(folder, "list", "--json")
    listed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["agencies"] for row in listed] == [3, 2]


def test_a_file_that_is_no_table_is_one_line_and_wrong_use(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert intake(folder, "import", str(folder / "none.xlsx")) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_good_file_can_be_imported_while_the_configured_one_is_broken(folder: Path) -> None:
    config = folder / "config.toml"
    config.write_text(config.read_text("utf-8").replace('register = ""', 'register = "broken.csv"'), "utf-8")
    (folder / "broken.csv").write_text("nonsense", "utf-8")
    assert intake(folder, "import", str(folder / "good.csv")) == 0
    assert len(open_parts(load(config, {})).judge.rules.register.agencies) == 2


def test_a_running_daemon_takes_what_is_imported_beside_it(installed: Parts) -> None:
    watch = RegisterWatch(installed)
    watch.renew()
    folder = installed.settings.agencies.register_.parent  # type: ignore[union-attr]  # set by the fixture
    (folder / "other.csv").write_text(MORE, "utf-8")
    before = sys.argv
    try:
        assert intake(folder, "import", str(folder / "other.csv")) == 0
    finally:
        sys.argv = before
    assert watch.renew() and len(bodies(installed)) == 3
