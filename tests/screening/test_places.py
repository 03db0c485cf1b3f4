"""Which of several bodies of one name a place means."""

import pytest
from builders import register

from screening.agency.places import said_provinces, settle, without_place
from screening.model.register import Register

_NAME = "องค์การบริหารส่วนตำบลบ้านใหม่"
BODIES = register(
    (_NAME, "พระนครศรีอยุธยา", "พระนครศรีอยุธยา"),
    (_NAME, "มหาราช", "พระนครศรีอยุธยา"),
    (_NAME, "เมืองพะเยา", "พะเยา"),
    (_NAME, "ภูเพียง", "น่าน"),
    (_NAME, "สอง", "แพร่"),
)


def districts(text: str, among: Register = BODIES) -> set[str]:
    (bodies,) = among.by_name.values()
    return {body.place.district for body in settle(bodies, text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("จังหวัดพะเยา", {"เมืองพะเยา"}, id="a province by its word"),
        pytest.param("จ.น่าน", {"ภูเพียง"}, id="a short province by its letter"),
        pytest.param("จ. น่าน", {"ภูเพียง"}, id="with a space"),
        pytest.param("อ.เมือง จ.พะเยา", {"เมืองพะเยา"}, id="the capital's district"),
        pytest.param("อ.เมืองจ.พะเยา", {"เมืองพะเยา"}, id="without a space"),
        pytest.param("อำเภอภูเพียง", {"ภูเพียง"}, id="a district alone"),
        pytest.param("อำเภอมหาราช จังหวัดพระนครศรีอยุธยา", {"มหาราช"}, id="district and province"),
        pytest.param("อ.พระนครศรีอยุธยา", {"พระนครศรีอยุธยา"}, id="a district called like its province"),
        pytest.param("จ.อยุธยา อ.มหาราช", {"มหาราช"}, id="the province by its nickname"),
    ],
)
def test_a_place_means_the_body_in_it(text: str, expected: set[str]) -> None:
    assert districts(text) == expected


def test_a_province_is_not_taken_for_the_district_of_its_name() -> None:
    assert districts("จังหวัดพระนครศรีอยุธยา") == {"พระนครศรีอยุธยา", "มหาราช"}
    assert districts("พระนครศรีอยุธยา") == {"พระนครศรีอยุธยา", "มหาราช"}


@pytest.mark.parametrize(
    "text", ["แพร่หลาย", "เผยแพร่ ผลงาน", "ผลงานที่สอง", "อำเภอใจ", "น่านฟ้า", "", "จ.", "นายพะเยาว์ ใจดี", "ปี 2566"]
)
def test_an_everyday_word_is_no_place(text: str) -> None:
    assert len(districts(text)) == 5


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("เทศบาลตำบลหนองบัว จ.กาญจนบุรี", "เทศบาลตำบลหนองบัว"),
        ("เทศบาลตำบลหนองบัว (อำเภอเมือง จังหวัดกาญจนบุรี)", "เทศบาลตำบลหนองบัว"),
        ("องค์การบริหารส่วนจังหวัดเลย", "องค์การบริหารส่วนจังหวัดเลย"),
        ("เทศบาลตำบลจ.ป.ร.", "เทศบาลตำบลจ.ป.ร."),
    ],
)
def test_a_name_is_read_without_the_place_behind_it(name: str, bare: str) -> None:
    assert without_place(name) == bare


def test_a_provincial_body_says_no_province() -> None:
    assert said_provinces("องค์การบริหารส่วนจังหวัดเลย") == set()
    assert said_provinces("เทศบาลตำบลหนองบัว จ.โคราช") == {"นครราชสีมา"}
