"""The register as an operator's file gives it."""

from pathlib import Path

from registers.agencies import read_register
from screening.model.decision import Place

_HEAD = "full_name,abbrev,english,amphoe,province,former_names,misspellings,web_domains,saraban_email_derived"
_ROW = (
    "เทศบาลตำบลตัวอย่าง,ทต.ตัวอย่าง,Tua Yang,เมือง,เชียงใหม่,ต้นแบบ|แบบเก่า,ตัวหย่าง,"
    "www.Tuayang.go.th|tuayang.com,Saraban_05990101@dla.go.th"
)


def _written(folder: Path, *rows: str) -> Path:
    path = folder / "agencies.csv"
    path.write_text("\n".join((_HEAD, *rows)), "utf-8-sig")
    return path


def test_every_column_that_a_clerk_looks_at_is_read(tmp_path: Path) -> None:
    register = read_register(_written(tmp_path, _ROW))
    (body,) = register.by_name["เทศบาลตำบลตัวอย่าง"]
    assert body.place == Place("เทศบาลตำบลตัวอย่าง", "เมือง", "เชียงใหม่")
    assert body.former_names == ("ต้นแบบ", "แบบเก่า")
    assert body.domains == ("tuayang.go.th", "tuayang.com")
    assert body.saraban == "saraban_05990101@dla.go.th"


def test_an_agency_is_found_by_all_its_names(tmp_path: Path) -> None:
    register = read_register(_written(tmp_path, _ROW))
    found = (
        register.by_abbreviation["ทต.ตัวอย่าง"],
        register.by_bare["ตัวอย่าง"],
        register.by_former["แบบเก่า"],
        register.by_misspelling["ตัวหย่าง"],
        register.by_english["tuayang"],
        register.by_saraban["saraban_05990101@dla.go.th"],
    )
    assert {body.place.name for bodies in found for body in bodies} == {"เทศบาลตำบลตัวอย่าง"}


def test_a_register_of_two_columns_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_text("full_name,province\nเทศบาลตำบลตัวอย่าง,เชียงใหม่\n,ว่าง\n", "utf-8")
    register = read_register(path)
    assert list(register.by_name) == ["เทศบาลตำบลตัวอย่าง"]
    assert not register.by_former and not register.by_saraban
