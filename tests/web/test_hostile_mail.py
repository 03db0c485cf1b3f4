"""Words of strangers stay words: no page runs them, or is made of anything but what its template wrote."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
from held.clerk import Clerk
from held.desk import Desk, at_the_desk
from held.hostile import hostile_mail
from held.payloads import HARMLESS, PAYLOADS
from held.skeleton import addresses, skeleton, skeletons
from playwright.sync_api import ConsoleMessage, Dialog, expect
from servers.dovecot import Dovecot
from servers.fixtures import mail_server, program
from servers.program import Program
from sqlmodel import col, select

from storage.engine import reading
from storage.tables import Outbox

__all__ = ["mail_server", "program"]

CHUNK = 21
OF_OURS = re.compile(r"#main|tel:0\d+|/(?![/\\])[^\s<>\"']*")
"""A place on the same page, a telephone number, or a path on our server."""


@dataclass
class Watched:
    """A clerk's browser, and whatever happened in it that must not."""

    clerk: Clerk
    happened: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        page = self.clerk.page
        page.expose_function("pwned", lambda: self.happened.append("a script ran"))
        page.on("dialog", self._dialog)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.happened.append(f"script: {error}"))
        page.on("request", lambda sent: self._request(sent.url))

    def _dialog(self, dialog: Dialog) -> None:
        self.happened.append("a dialog")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.happened.append(f"console: {message.text}")

    def _request(self, url: str) -> None:
        if not url.startswith(self.clerk.url):
            self.happened.append(f"asked elsewhere: {url}")


@pytest.fixture(scope="module")
def desk(mail_server: Dovecot, program: Program) -> Iterator[Desk]:
    """The first mail is harmless; the others hold every payload in every field."""
    chunks = [HARMLESS[:CHUNK], *(PAYLOADS[at : at + CHUNK] for at in range(0, len(PAYLOADS), CHUNK))]
    mails = [hostile_mail(number, words) for number, words in enumerate(chunks)]
    with at_the_desk(mail_server, program, mails) as found:
        yield found


@pytest.fixture(scope="module")
def watched(desk: Desk) -> Iterator[Watched]:
    clerk = desk.clerk()
    try:
        yield Watched(clerk)
    finally:
        clerk.close()


def entries(desk: Desk) -> list[str]:
    """Their receipt numbers in the order of the mails: the first is of the harmless one."""
    found = sorted(row["reference"] for row in desk.log())
    assert len(set(found)) == len(desk.mails)
    return found


def looked_at(watched: Watched, path: str) -> set[str]:
    """The skeleton of a page on which nothing happened that must not."""
    watched.happened.clear()
    watched.clerk.goes(path)
    return _sound(watched, path)


def _sound(watched: Watched, path: str) -> set[str]:
    page = watched.clerk.page
    page.mouse.move(400, 300)
    assert watched.happened == [], path
    assert [each for each in addresses(page) if not OF_OURS.fullmatch(each)] == [], path
    return skeleton(page)


@pytest.mark.parametrize("page", ["/desk/{}", "/entry/{}"])
def test_a_page_of_hostile_words_is_made_as_one_of_harmless_ones(
    desk: Desk, watched: Watched, page: str
) -> None:
    calm, *hostile = entries(desk)
    made = looked_at(watched, page.format(calm))
    for reference in hostile:
        assert looked_at(watched, page.format(reference)) - made == set(), reference


def test_a_preview_with_its_letter_is_made_so(desk: Desk, watched: Watched) -> None:
    calm, *hostile = entries(desk)
    made = _previewed(watched, calm, "ข้อความธรรมดา")
    for number, reference in enumerate(hostile):
        words = "\n".join(PAYLOADS[number * CHUNK : (number + 1) * CHUNK])
        assert _previewed(watched, reference, words) - made == set(), reference


def _previewed(watched: Watched, reference: str, words: str) -> set[str]:
    """What is typed by staff, with the words of the mail around it. Not every such mail has an address that
    could be written to.
    """
    watched.happened.clear()
    clerk = watched.clerk
    clerk.goes(f"/desk/{reference}")
    clerk.press("a")
    form = clerk.page.locator("form:has(details[open] [name=to])")
    form.locator("[name=to]").fill("clerk@office.example")
    form.locator("[name=words]").fill(words)
    form.locator("button").last.click()
    expect(clerk.preview).to_be_visible()
    return _sound(watched, f"preview of {reference}")


FOREIGN = {"iframe", "object", "embed", "base", "svg", "math", "video", "audio", "marquee", "style", "image"}


@pytest.mark.parametrize("path", ["/", "/numbers", "/machine", "/letters", "/desk/bulk"])
def test_a_page_about_all_of_them_is_made_so(desk: Desk, watched: Watched, path: str) -> None:
    """Nobody else's page is there to compare with: every element is one of those that templates hold."""
    names = {re.sub(r"\[.*", "", each.rpartition(">")[2]) for each in looked_at(watched, path)}
    assert names & FOREIGN == set()


def test_the_log_and_a_search_for_each_payload_are_made_so(desk: Desk, watched: Watched) -> None:
    page = watched.clerk.page
    calm = looked_at(watched, "/log?q=ข้อความธรรมดา") | looked_at(watched, "/log?q=ไม่มีคำนี้")
    assert looked_at(watched, "/log") - calm == set()
    searches = [f"/log?{urlencode({'q': each, 'since': each, 'until': each})}" for each in PAYLOADS]
    assert skeletons(page, searches) - skeletons(page, ["/log?q=ข้อความธรรมดา", "/log?q=ไม่มีคำนี้"]) == set()
    for words in PAYLOADS[::20]:
        assert looked_at(watched, f"/log?{urlencode({'q': words})}") - calm == set()


def test_a_letter_with_hostile_names_is_made_so(desk: Desk, watched: Watched) -> None:
    with reading(desk.parts.engine) as session:
        letters = session.exec(select(Outbox.id).order_by(col(Outbox.id))).all()
    calm, *hostile = (looked_at(watched, f"/letter/{number}") for number in letters)
    assert hostile
    for made in hostile:
        assert made - calm == set()
