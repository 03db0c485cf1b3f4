"""The catalogue of reasons and their texts, in both directions."""

import re
import tomllib
from pathlib import Path

import pytest

import notifications
from notifications.rendering.catalogue import Explanation, explain
from notifications.rendering.dates import Language
from notifications.rendering.desk import Desk
from notifications.rendering.samples import FULL_PARAMS
from notifications.rendering.slots import PARAMS
from screening.model.codes import SEVERITY, reason
from screening.model.decision import Severity

SOURCE = Path(notifications.__file__).parent / "texts" / "reasons.toml"
TABLES = tomllib.loads(SOURCE.read_text("utf-8"))
LANGUAGES: tuple[Language, ...] = ("th", "en")
FORBIDDEN = ("ปฏิเสธ", "ผิด", "!", "ครับ", "ค่ะ")


def _both(code: str, language: Language) -> list[Explanation]:
    return [explain(reason(code, **params), language, "applicant") for params in ({}, FULL_PARAMS)]


def test_every_code_has_its_texts_and_every_text_its_code() -> None:
    assert list(TABLES) == list(SEVERITY)


@pytest.mark.parametrize("code", SEVERITY)
def test_each_code_speaks_to_applicant_and_staff_in_both_languages(code: str) -> None:
    for language in LANGUAGES:
        for told in _both(code, language):
            assert told.what
        assert explain(reason(code), language, "staff").what


@pytest.mark.parametrize("code", [code for code in SEVERITY if SEVERITY[code] is not Severity.NOTE])
def test_each_fault_has_a_cure_and_each_hold_says_what_can_be_done(code: str) -> None:
    for language in LANGUAGES:
        assert all(told.cure for told in _both(code, language))


@pytest.mark.parametrize("code", SEVERITY)
def test_no_text_uses_a_forbidden_word_or_leaves_a_slot_open(code: str) -> None:
    for language in LANGUAGES:
        for told in [*_both(code, language), explain(reason(code, **FULL_PARAMS), language, "staff")]:
            text = f"{told.what}\n{told.cure}"
            assert not [word for word in FORBIDDEN if word in text]
            assert not re.search(r"[{}%\u00a0]|None|\(\)|“”|  \S.*  \S", text), text


@pytest.mark.parametrize("code", SEVERITY)
def test_a_line_for_staff_is_one_line(code: str) -> None:
    for language in LANGUAGES:
        for params in ({}, FULL_PARAMS):
            assert "\n" not in explain(reason(code, **params), language, "staff").what


@pytest.mark.parametrize("code", SEVERITY)
def test_a_null_parameter_counts_as_missing(code: str) -> None:
    nulls = dict.fromkeys([*PARAMS, "max_mb"])
    for language in LANGUAGES:
        assert explain(reason(code, **nulls), language, "applicant") == explain(
            reason(code), language, "applicant"
        )


@pytest.mark.parametrize("code", ["form-missing", "form-name"])
def test_the_exact_name_stands_alone_on_its_line(code: str) -> None:
    name = "เทศบาลตำบลแม่สาย_form1.pdf"
    for language in LANGUAGES:
        assert f"    {name}" in explain(reason(code, canonical=name), language, "applicant").cure.split("\n")


def test_a_name_fault_offers_the_cure_of_the_telephone() -> None:
    cure = explain(reason("form-name", received="scan0001.pdf"), "th", "applicant").cure
    assert "เพียงตอบกลับโดยพิมพ์ชื่อเต็มของหน่วยงาน อำเภอ และจังหวัด ไม่ต้องแนบไฟล์ใหม่" in cure


def test_an_ambiguous_agency_is_no_fault_of_the_name() -> None:
    candidates = [{"name": "อบต.หนองบัว", "district": "เมือง", "province": "ลพบุรี"}]
    told = explain(reason("agency-ambiguous", name="อบต.หนองบัว", candidates=candidates), "th", "applicant")
    assert "- อบต.หนองบัว อำเภอเมือง จังหวัดลพบุรี" in told.what.split("\n")
    assert "ชื่อไฟล์ของท่านใช้ได้แล้ว" in told.what


def test_a_hold_for_eligibility_stays_neutral_to_the_applicant() -> None:
    for code in ("not-local", "previously-awarded"):
        told = explain(reason(code, **FULL_PARAMS), "th", "applicant")
        assert told.what == "เจ้าหน้าที่จะตรวจเอกสารของท่านตามขั้นตอนของโครงการ"
        assert explain(reason(code, **FULL_PARAMS), "th", "staff").what != told.what


def test_links_of_a_stranger_are_counted_for_the_applicant_and_listed_for_staff() -> None:
    links = reason("deck-by-link", links=["https://files.example/x"])
    assert "files.example" not in explain(links, "th", "applicant").what
    assert "https://files.example/x" in explain(links, "th", "staff").what


def test_a_desk_fills_limits_and_dates(desk: Desk) -> None:
    assert "(60 MB)" in explain(reason("too-large"), "th", "applicant", desk).what
    assert "31 กรกฎาคม พ.ศ. 2566" in explain(reason("late"), "th", "applicant", desk).what


def test_notes_for_staff_alone_are_marked_in_the_texts() -> None:
    hidden = {code for code, table in TABLES.items() if table.get("shown") is False}
    assert {SEVERITY[code] for code in hidden} == {Severity.NOTE}
    assert "clock-skew" in hidden


def test_topics_that_were_all_found_need_no_consolation() -> None:
    assert "หากหัวข้อใด" not in explain(reason("deck-topics", found=["ปัญหา"]), "th", "applicant").what
    assert "หากหัวข้อใด" in explain(reason("deck-topics", missing=["ปัญหา"]), "th", "applicant").what
