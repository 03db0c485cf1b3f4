"""Why an act is not done: each refusal for who types and for who reads a page, in Thai and in English."""

import re
from string import Formatter

import pytest

from decisions.acts.errors import ActRefusedError
from decisions.acts.refusals import of_acts, of_files, of_pages, of_typing
from decisions.acts.refusals.refusal import Refusal
from review.refused import refused
from screening.model.act import ActKind
from storage.accounts.roles import StaffRole

ALL = {
    f"{module.__name__.rpartition('.')[2]}.{name}": value
    for module in (of_acts, of_files, of_pages, of_typing)
    for name, value in vars(module).items()
    if isinstance(value, Refusal)
} | {f"FITS_NONE.{kind}": value for kind, value in of_typing.FITS_NONE.items()}
OF_THE_TERMINAL = re.compile(r"`|--\w|\bintake \w|\b(SHA-256|ISO)\b")


def slots(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


@pytest.mark.parametrize("name", ALL)
def test_a_page_names_no_option_of_the_terminal_and_is_thai_first(name: str) -> None:
    words = ALL[name]
    assert re.search("[\u0e00-\u0e7f]", words.thai)
    for shown in (words.thai, words.english or words.typed):
        assert not OF_THE_TERMINAL.search(shown.replace("ของ SHA-256 ที่พิมพ์", "")), shown


@pytest.mark.parametrize("name", ALL)
def test_no_language_asks_for_what_the_others_do_not_know(name: str) -> None:
    words = ALL[name]
    assert slots(words.thai) | slots(words.english) <= slots(words.typed) | {"latest", "earliest"}


def test_acts_codes_and_roles_have_the_names_that_the_buttons_have() -> None:
    error = ActRefusedError(
        of_acts.ROLE_TOO_SMALL,
        name="somsri",
        role=StaffRole.REVIEWER,
        kind=ActKind.DECISION,
        least=StaffRole.APPROVER,
    )
    assert str(error).startswith("somsri is reviewer: `decision` needs approver here")
    assert "แจ้งผลไม่ผ่านคุณสมบัติ" in refused(error)[0] and "ผู้อนุมัติ" in refused(error)[0]
    held = ActRefusedError(of_acts.NOT_HELD_FOR, reference="DGTI-2566-0001", codes=("late", "malware"))
    assert str(held) == "DGTI-2566-0001 is not held for late, malware"
    assert "หลังกำหนด, พบมัลแวร์" in refused(held)[0]


def test_what_may_be_meant_is_listed_in_each() -> None:
    error = ActRefusedError(of_typing.WHICH_BODY, ["  1. อบต.หนองบัว"])
    assert all(told.endswith("\n  1. อบต.หนองบัว") for told in (str(error), *refused(error)))
