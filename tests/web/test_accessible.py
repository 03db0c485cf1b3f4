"""The pages for those who do not see them: axe finds nothing, and what is read aloud stays as it was.

`KEEP_SNAPSHOTS=1 pytest tests/web/test_accessible.py` writes the snapshots anew; they are read, then kept.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from held.clerk import Clerk
from held.desk import Desk, at_the_desk
from held.mails import held_mails
from servers.dovecot import Dovecot
from servers.fixtures import mail_server, program
from servers.program import Program

__all__ = ["mail_server", "program"]

SLUGS = ("taken", "shared", "drafted", "first-sender", "rival", "thanks-first", "thanks")
LOOKS: list[tuple[Literal["light", "dark"], str]] = [("light", "th"), ("dark", "en")]
PAGES = {
    "home": "/",
    "card": "/desk/{shared}",
    "two-entries": "/desk/{rival}",
    "preview": "/desk/{shared}",
    "bulk": "/desk/bulk",
    "log": "/log",
    "entry": "/entry/{thanks}",
    "letter": "/letter/1",
    "letters": "/letters",
    "lists": "/lists",
    "numbers": "/numbers",
    "machine": "/machine",
    "nothing": "/entry/DGTI-2566-9999",
}
OPTIONS: dict[str, Any] = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}},
}
KEPT = Path(__file__).with_name("snapshots")
_CHANGING = (
    (re.compile(r"\d{1,2} \S{2,5} \d\d( \d\d\.\d\d(\.\d\d)? น\.)?"), "‹time›"),
    (re.compile(r"[0-9a-f]{64}|\b[0-9a-f]{12}\b"), "‹hash›"),
    (re.compile(r"<[^>@\s]+@dga.or.th>"), "‹id›"),
    (re.compile(r"\b\d[\d,]* B\b"), "‹size›"),  # a drawn page is larger where a Thai font is installed
)


@pytest.fixture(scope="module")
def desk(mail_server: Dovecot, program: Program) -> Iterator[Desk]:
    mails = [each for each in held_mails() if each.slug in SLUGS]
    with at_the_desk(mail_server, program, mails) as found:
        yield found


@pytest.fixture(scope="module", params=LOOKS, ids=["light-th", "dark-en"])
def clerk(desk: Desk, request: pytest.FixtureRequest) -> Iterator[Clerk]:
    scheme, language = request.param
    made = desk.clerk(language=language, color_scheme=scheme)
    try:
        yield made
    finally:
        made.close()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_the_page(desk: Desk, clerk: Clerk, name: str) -> None:
    clerk.goes(PAGES[name].format(**desk.references))
    if name == "preview":
        clerk.chooses("2")
    found = Axe().run(clerk.page, options=OPTIONS).response["violations"]
    assert [(each["id"], [node["html"][:200] for node in each["nodes"][:3]]) for each in found] == []


def test_axe_finds_nothing_at_the_door(desk: Desk) -> None:
    page = desk.browser.new_context().new_page()
    page.goto(f"{desk.url}/login")
    assert [each["id"] for each in Axe().run(page, options=OPTIONS).response["violations"]] == []
    page.context.close()


@pytest.mark.parametrize("name", ["card", "entry"])
def test_what_is_read_aloud_is_as_it_was(desk: Desk, name: str) -> None:
    clerk = desk.clerk()
    clerk.goes(PAGES[name].format(**desk.references))
    read = clerk.page.locator("body").aria_snapshot()
    clerk.close()
    for pattern, word in _CHANGING:
        read = pattern.sub(word, read)
    kept = KEPT / f"{name}.txt"
    if os.environ.get("KEEP_SNAPSHOTS"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(f"{read}\n", encoding="utf-8")
    assert kept.read_text("utf-8") == f"{read}\n"
