"""Names of files that every system opens, and titles of works."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.names import MOST_BYTES, safe, short_body
from exports.titles import By, title_of

BODY = "เทศบาลตำบลบ้านดอน"


@pytest.mark.parametrize(
    ("name", "ending", "made"),
    [
        ("DGTI-2566-0042_อบต.หนองบัว", ".pptx", "DGTI-2566-0042_อบต.หนองบัว.pptx"),
        ("con", "", "_con"),
        ("COM¹", ".pdf", "_COM¹.pdf"),
        ("aux.tar", ".gz", "_aux.tar.gz"),
        ("ends with dots. . .", ".pdf", "ends with dots.pdf"),
        ('a<b>:"c/d\\e|f?g*h', "", "a_b___c_d_e_f_g_h"),
        ("../../etc/passwd", "", ".._.._etc_passwd"),
        ("line\nbreak\u202exslx", ".pdf", "line break xslx.pdf"),
        ("", ".pdf", "_.pdf"),
        ("...", ".pdf", "_.pdf"),
    ],
)
def test_a_name_is_one_that_windows_takes(name: str, ending: str, made: str) -> None:
    assert safe(name, ending) == made


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_whatever_somebody_wrote_becomes_a_name(text: str) -> None:
    name = safe(text, ".pptx")
    assert len(name.encode()) <= MOST_BYTES
    assert name.endswith(".pptx") and len(name) > len(".pptx")
    assert not set(name) & set('<>:"/\\|?*') and name.isprintable()
    assert not name[: -len(".pptx")].endswith((".", " "))
    assert name.partition(".")[0].strip().upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT9"}


def test_a_long_name_is_cut_between_letters() -> None:
    whole = "กำแพงเพชรที่นี่เป็นที่ตั้งแหล่งน้ำ" * 6
    for most in range(20, 120):
        cut = safe(whole, ".pdf", most).removesuffix(".pdf")
        rest = unicodedata.normalize("NFC", whole)[len(cut) :]
        assert whole.startswith(cut)
        assert unicodedata.category(rest[0]) != "Mn" and rest[0] not in "ะาำ"
        assert cut[-1] not in "เแโใไ"


@pytest.mark.parametrize(
    ("body", "short"),
    [
        ("องค์การบริหารส่วนตำบลหนองบัว", "อบต.หนองบัว"),
        ("องค์การบริหารส่วนจังหวัดตาก", "อบจ.ตาก"),
        ("เทศบาลนครเชียงใหม่", "ทน.เชียงใหม่"),
        ("กรุงเทพมหานคร", "กรุงเทพมหานคร"),
        ("เทศบาลตำบล", "เทศบาลตำบล"),
    ],
)
def test_a_body_is_named_in_short(body: str, short: str) -> None:
    assert short_body(body) == short


@pytest.mark.parametrize(
    ("slide", "title", "by"),
    [
        ("ระบบจองคิวออนไลน์\nเทศบาลตำบลบ้านดอน", "ระบบจองคิวออนไลน์", By.SLIDE),
        ("เทศบาลตำบลบ้านดอน\nอำเภอเมือง จังหวัดตาก\nตำบลอัจฉริยะ", "ตำบลอัจฉริยะ", By.SLIDE),
        ("รางวัลท้องถิ่นดิจิทัล 2566\nชื่อผลงาน: แอปแจ้งเหตุ\nโดย นายก", "แอปแจ้งเหตุ", By.SLIDE),
        ("โครงการ\n1\nนำเสนอโดย เทศบาลตำบลบ้านดอน\nSmart City", "Smart City", By.SLIDE),
        ("", "คลังข้อมูลตำบล", By.PROPERTIES),
        ("2566", "คลังข้อมูลตำบล", By.PROPERTIES),
    ],
)
def test_the_title_is_the_line_that_is_neither_body_nor_contest(slide: str, title: str, by: By) -> None:
    assert title_of(slide, "คลังข้อมูลตำบล", "x.pptx", BODY) == (title, by)


def test_without_a_slide_and_properties_the_file_is_asked() -> None:
    assert title_of("", "PowerPoint Presentation", "ระบบ_น้ำ.pptx", BODY) == ("ระบบ น้ำ", By.FILE)
    assert title_of("", "", "1.pptx", BODY) == ("", By.NOTHING)
