"""The comparison key: what looks alike is alike, what differs stays apart."""

import os
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import deck, file, judge, mail, rules
from hypothesis import example, given
from hypothesis import strategies as st

from registers.agencies import read_register
from screening.agency.agencies import lookup
from screening.agency.places import settle
from screening.agency.suggestions import once_called
from screening.model.decision import Verdict
from screening.model.register import Agency, Register
from screening.words import names
from screening.words.names import key, squeezed

_SHARED = Path(__file__).parents[2].parent / "shared" / "domain" / "agencies.csv"
_NAMES = (
    "องค์การบริหารส่วนตำบลน้ำพุ",
    "องค์การบริหารส่วนตำบลแม่ใส",
    "องค์การบริหารส่วนตำบลทุ่งกุลา",
    "องค์การบริหารส่วนตำบลบุฤๅษี",
    "เทศบาลตำบลศรีษะทอง",
    "เทศบาลตำบลกม.5",
    "เทศบาลตำบลจ.ป.ร.",
    "เทศบาลตำบลต้นตาล - พระยาทด",
    "เทศบาลเมืองเมืองพล",
    "เทศบาลนครนครศรีธรรมราช",
    "องค์การบริหารส่วนตำบลอุทัย",
    "องค์การบริหารส่วนตำบลเสม็ดใต้",
    "องค์การบริหารส่วนตำบลห้วยไผ่",
)


def _latin_digits_in_thai(text: str) -> str:
    return text.translate({ord("0") + digit: chr(0x0E50 + digit) for digit in range(10)})


CORRUPTIONS: dict[str, Callable[[str], str]] = {
    "sara am in two pieces": lambda name: name.replace("ำ", "\u0e4d\u0e32"),
    "the tone inside a split sara am": lambda name: re.sub("([่-๋])ำ", "\u0e4d\\1\u0e32", name),
    "the tone behind sara am": lambda name: re.sub("([่-๋])ำ", "ำ\\1", name),
    "sara e twice for sara ae": lambda name: name.replace("แ", "เเ"),
    "the tone before the vowel": lambda name: re.sub("([ัิ-ฺ็])([่-๋])", "\\2\\1", name),
    "every mark twice": lambda name: re.sub("([ั ิ-ฺ็-ํ])", "\\1\\1", name.replace(" ", "")),
    "lakkhangyao for sara aa": lambda name: name.replace("า", "ๅ") if "ฤ" not in name else name,
    "a mark of byte order in front": lambda name: "\ufeff" + name,
    "spaces of no width": lambda name: "\u200b".join(name),
    "spaces that do not break": lambda name: name.replace(" ", "\u00a0") + "\u00a0",
    "the glyphs of an old font": lambda name: (
        name.replace("่", "\uf70a").replace("้", "\uf70b").replace("ญ", "\uf70f")
    ),
    "Thai digits": _latin_digits_in_thai,
    "letters of full width": lambda name: name.replace(".", "．").replace("5", "５").replace("-", "－"),
}


@pytest.fixture(scope="module")
def full() -> Register:
    """The operator's register of every local government body."""
    path = Path(os.environ.get("INTAKE_TEST_REGISTER") or _SHARED)
    if not path.exists():
        pytest.skip("no full register here; name one in INTAKE_TEST_REGISTER")
    return read_register(path)


@given(st.text())
@example("\u0e48\u0e38\u0e49\u0e4c\u0e34\u0e4d\u0e48\u0e32")
@example("ๅๅๅ")
@example(" _ _ x")
@example("\u0130\u017f\ufb01")
def test_the_key_of_a_key_is_itself(text: str) -> None:
    assert key(key(text)) == key(text)


@given(
    st.text(
        alphabet=[chr(point) for point in range(0x0E01, 0x0E5C)] + list(" _\u200b\uf70a\uf712"), max_size=60
    )
)
def test_the_key_of_a_key_is_itself_for_any_heap_of_thai_marks(text: str) -> None:
    assert key(key(text)) == key(text)


@given(st.text(alphabet=[chr(point) for point in range(0x0E01, 0x0E5C)] + list(" _.aA0\u200b"), max_size=4))
@example("\u0e38\u0e3a")
def test_a_name_that_looks_as_if_it_were_a_key_already_is_one(text: str) -> None:
    """Most names are not gone through at all."""
    assert names.key(text) == names._through_all_steps(text)


@pytest.mark.parametrize("undo", CORRUPTIONS.values(), ids=CORRUPTIONS)
@pytest.mark.parametrize("name", _NAMES)
def test_a_name_is_known_again_whatever_happened_to_it(name: str, undo: Callable[[str], str]) -> None:
    assert squeezed(undo(name)) == squeezed(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("นาข่า", "นาขา"),
        ("แม่ใส", "แม่สาย"),
        ("ศรีษะทอง", "ศีรษะทอง"),
        ("กม.5", "กม.6"),
        ("บุฤๅษี", "บุฤาษี"),
        ("ผา", "ฝา"),
    ],
)
def test_names_that_differ_by_a_mark_stay_apart(one: str, other: str) -> None:
    assert squeezed(one) != squeezed(other)


class TestEveryAgencyOfTheCountry:
    def test_no_two_names_have_one_key(self, full: Register) -> None:
        names = {body.place.name for body in _bodies(full)}
        assert len({squeezed(name) for name in names}) == len(names)

    def test_every_name_gives_exactly_its_bearers(self, full: Register) -> None:
        for name, bearers in _by_name(full).items():
            assert set(lookup(name, full)) == bearers

    def test_every_abbreviation_gives_exactly_its_bearers(self, full: Register) -> None:
        bearers = defaultdict(set)
        for body in _bodies(full):
            bearers[body.abbreviation].add(body)
        for short, bodies in bearers.items():
            assert set(lookup(short, full)) == bodies

    @pytest.mark.parametrize("undo", CORRUPTIONS.values(), ids=CORRUPTIONS)
    def test_every_name_is_known_again_whatever_happened_to_it(
        self, full: Register, undo: Callable[[str], str]
    ) -> None:
        lost = [name for name in _by_name(full) if squeezed(undo(name)) != squeezed(name)]
        assert lost == []

    def test_the_province_settles_a_shared_name_and_the_district_what_is_left(self, full: Register) -> None:
        by_province, by_district = set(), set()
        for bearers in _by_name(full).values():
            if len(bearers) == 1:
                continue
            for body in bearers:
                place = body.place
                if settle(bearers, f"จ.{place.province}") == (body,):
                    by_province.add(body)
                elif settle(bearers, f"อ.{place.district} จ.{place.province}") == (body,):
                    by_district.add(body)
        shared = {body for bearers in _by_name(full).values() if len(bearers) > 1 for body in bearers}
        provinces = {body for body in shared if _only_in_province(body, full)}
        assert by_province == provinces
        assert by_district == shared - provinces

    def test_no_name_of_an_agency_is_ever_corrected_and_hardly_one_is_doubted(self, full: Register) -> None:
        under = rules(full)
        for name, bearers in sorted(_by_name(full).items())[::23]:
            decision = judge(mail(file(f"{name}_form1.pdf"), deck()), under=under)
            doubted = len(bearers) > 1 or once_called(next(iter(bearers)), full)
            assert decision.verdict is (Verdict.HELD if doubted else Verdict.ACCEPTED), name


def _bodies(register: Register) -> list[Agency]:
    return [body for bodies in register.by_name.values() for body in bodies]


def _by_name(register: Register) -> dict[str, set[Agency]]:
    return {bodies[0].place.name: set(bodies) for bodies in register.by_name.values()}


def _only_in_province(body: Agency, register: Register) -> bool:
    namesakes = register.by_name[squeezed(body.place.name)]
    return sum(each.place.province == body.place.province for each in namesakes) == 1
