"""Every row of the acts' table, done by a clerk in a browser, on the whole program behind a real mailbox."""

import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from held.clerk import Clerk
from held.desk import Desk, at_the_desk
from held.mails import held_mails
from held.rows import ROWS, Row
from playwright.sync_api import expect
from servers.dovecot import Dovecot
from servers.fixtures import mail_server, program
from servers.mails import form, presentation
from servers.program import Program

__all__ = ["mail_server", "program"]

each_row = pytest.mark.parametrize("row", ROWS, ids=[row.code for row in ROWS])


@pytest.fixture(scope="module")
def desk(mail_server: Dovecot, program: Program) -> Iterator[Desk]:
    mails = held_mails()
    with at_the_desk(mail_server, program, mails) as found:
        yield found


@pytest.fixture(scope="module")
def clerk(desk: Desk) -> Iterator[Clerk]:
    made = desk.clerk()
    try:
        yield made
    finally:
        made.close()


def test_twenty_cards_are_assigned_at_once(desk: Desk, clerk: Clerk) -> None:
    clerk.goes("/desk/bulk")
    page = clerk.page
    boxes = page.locator("input[name=card]")
    chosen = [boxes.nth(number).get_attribute("aria-label") for number in range(20)]
    for number in range(20):
        boxes.nth(number).check()
    page.select_option("select[name=kind]", "assign")
    page.fill("input[name=to]", "reviewer")
    page.fill("input[name=why]", "แบ่งงาน")
    page.locator("form:has(input[name=card]) button").last.click()
    page.get_by_role("button", name="ยืนยัน (20)").click()
    expect(page.locator("#results")).to_contain_text("ผล")
    assert [desk.acts(str(each)) for each in chosen] == [[("assign", "admin")]] * 20


@each_row
def test_the_card_shows_what_the_act_rests_on(desk: Desk, clerk: Clerk, row: Row) -> None:
    clerk.opens(desk.references[row.slug], row.code)
    said = clerk.page.locator("main").inner_text()
    assert [words for words in row.shows if words not in said] == []


KEYS: dict[str, int] = {}
"""How many each row took, its preview and its confirmation among them."""


@each_row
def test_the_likeliest_act_is_done_undone_and_done(
    desk: Desk, clerk: Clerk, row: Row, tmp_path: Path
) -> None:
    reference, told, before = desk.references[row.slug], len(desk.letters()), desk.records()
    clerk.opens(reference, row.code)
    clerk.chooses(clerk.key_of(row.code, row.picks), row.types, _files(row, tmp_path))
    clerk.gives_reason()
    form = clerk.form()
    clerk.confirms()
    KEYS[row.code] = clerk.keys
    assert row.code not in desk.waiting().get(reference, [])
    assert _new(desk, told) == [(*letter, "pending") for letter in _letters(desk, row)]

    if row is ROWS[0]:
        clerk.undoes()
    else:
        clerk.sends(reference, [*form[:1], ("kind", "undo"), ("step", "do"), ("why", "กดผิด")])
    assert desk.records() == before
    assert {state for *_, state in _new(desk, told)} <= {"dropped"}

    clerk.sends(reference, form)
    desk.makes_due()
    assert [each for each in _new(desk, told) if each[2] != "dropped"] == [
        (*letter, "sent") for letter in _letters(desk, row)
    ]
    clerk.goes(f"/desk/{reference}")
    assert row.code not in clerk.codes()


def test_half_of_the_acts_take_three_keys_at_most() -> None:
    assert len(KEYS) == len(ROWS)
    assert statistics.median(KEYS.values()) <= 3
    assert max(KEYS.values()) <= 8


def _letters(desk: Desk, row: Row) -> list[tuple[str, str]]:
    sender = desk.mails[row.slug].sender
    return [(kind, sender if to == "@" else to) for kind, to in row.letters]


def _new(desk: Desk, told: int) -> list[tuple[str, str, str]]:
    return desk.letters()[told:]


def _files(row: Row, folder: Path) -> list[Path]:
    """What staff have on their disk; number 0 is the deck."""
    found = [form(number) if number else presentation(60) for number in row.brings]
    for file in found:
        (folder / file.name).write_bytes(file.data)
    return [folder / file.name for file in found]
