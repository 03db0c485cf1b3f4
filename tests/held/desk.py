"""The staff's desk over an installation, and those who sit at it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx
from held.came import Came
from held.clerk import Clerk
from held.installed import installed
from playwright.sync_api import Browser
from servers.browser import PATIENCE, chromium
from servers.dovecot import Dovecot
from servers.installation import Installation
from servers.pages import PASSWORD
from servers.program import Program
from sqlmodel import col, select

from review.contract import logged
from runtime.parts import Parts
from storage.accounts.roles import StaffRole
from storage.engine import reading, writing
from storage.entries.cards import cards
from storage.intake_log import rows
from storage.states import OutboxState
from storage.tables import ActRow, Entry, Outbox


@dataclass
class Desk:
    """`url` is where it is; `intake` is the program, still at work."""

    intake: Installation
    browser: Browser
    url: str
    mails: dict[str, Came]
    parts: Parts

    def clerk(self, role: StaffRole = StaffRole.ADMIN, *, language: str = "th", **context: Any) -> Clerk:
        """Somebody with a browser of his own, who logs in; further keywords are Playwright's."""
        made = self.browser.new_context(**{"viewport": {"width": 1366, "height": 768}, **context})
        made.set_default_timeout(PATIENCE)
        made.add_cookies([{"name": "language", "value": language, "url": self.url}])
        page = made.new_page()
        page.goto(f"{self.url}/login")
        page.fill("#name", role.value)
        page.fill("#password", PASSWORD)
        page.click("button.main")
        page.wait_for_url(f"{self.url}/")
        return Clerk(page, self.url)

    @cached_property
    def references(self) -> dict[str, str]:
        """By the mail, the receipt number under which it lies."""
        found = {row["message_id"]: row["reference"] for row in self.log()}
        return {slug: found[mail.message_id] for slug, mail in self.mails.items()}

    def log(self) -> list[dict[str, Any]]:
        """The intake log as programs read it."""
        with reading(self.parts.engine) as session:
            return [logged(row) for row in rows(session, self.parts.contest)]

    def records(self) -> list[Any]:
        """What stands of each mail but how far it is on its way, and what waits on each card; to compare."""
        left_out = ("status", "reply", "notices")
        found = [{key: value for key, value in row.items() if key not in left_out} for row in self.log()]
        return [*found, self.waiting()]

    def makes_due(self) -> None:
        """Lets the ten minutes pass for which the letter of an act waits, until the daemon has sent it."""
        with writing(self.parts.engine) as session:
            for reply in session.exec(select(Outbox).where(Outbox.state == OutboxState.PENDING)).all():
                reply.not_before = reply.created_at
        self.intake.wait_for(lambda: not self._on_their_way(), "letters sent")

    def loses_sight_of(self, slug: str) -> None:
        """The last letter to who wrote that mail may have arrived, or not: the daemon died as it was sent."""
        with writing(self.parts.engine) as session:
            to = select(Outbox).where(Outbox.to_address == self.mails[slug].sender)
            letter = session.exec(to.order_by(col(Outbox.id).desc())).first()
            assert letter is not None
            letter.state = OutboxState.UNCERTAIN

    def _on_their_way(self) -> bool:
        return any(state in ("pending", "attempting") for *_, state in self.letters())

    def waiting(self) -> dict[str, list[str]]:
        """What waits on each card."""
        with reading(self.parts.engine) as session:
            found = cards(session, self.parts.contest)
            return {card.entry.reference: [point.code for point in card.points] for card in found}

    def acts(self, reference: str) -> list[tuple[str, str]]:
        """What was done about an entry, and by whom, oldest first."""
        with reading(self.parts.engine) as session:
            done = select(ActRow).join(Entry, col(Entry.id) == col(ActRow.entry_id))
            rows = session.exec(done.where(Entry.reference == reference).order_by(col(ActRow.id))).all()
            return [(row.kind.value, row.by) for row in rows]

    def letters(self) -> list[tuple[str, str, str]]:
        """Each letter of ours: what it is, to whom, and where it stands."""
        with reading(self.parts.engine) as session:
            found = session.exec(select(Outbox).order_by(col(Outbox.id))).all()
            return [(row.template.value, row.to_address, row.state.value) for row in found]


@contextmanager
def desk_of(made: Installation, mails: list[Came], browser: Browser) -> Iterator[Desk]:
    """Its pages, served by the daemon's own process; each role has an account that is named as it."""
    for role in StaffRole:
        done = made.intake(
            "user", "add", role.value, "--role", role.value, "--password-stdin", stdin=PASSWORD.encode()
        )
        assert done.returncode == 0, done.stderr
    url = f"http://127.0.0.1:{made.tables['web']['port']}"
    made.wait_for(lambda: _answers(url), "page")
    with made.parts() as parts:
        yield Desk(made, browser, url, {mail.slug: mail for mail in mails}, parts)


@contextmanager
def at_the_desk(mail_server: Dovecot, program: Program, mails: list[Came]) -> Iterator[Desk]:
    """The whole program over those mails, its desk, and a browser to sit at it."""
    with (
        chromium() as browser,
        installed(mail_server, program, mails) as made,
        desk_of(made, mails, browser) as found,
    ):
        yield found


def _answers(url: str) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"{url}/login").status_code == 200
    return False
