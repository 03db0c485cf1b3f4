"""Who saw what is written down, and no page waits for it."""

import errno
import os
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from servers.office import Office
from servers.pages import Pages, pages_of
from sqlmodel import select

import storage.views
from parsers.process import Parser
from settings.alarm_kinds import AlarmKind
from storage.accounts.roles import StaffRole
from storage.tables import Event
from storage.view_files import log_of
from storage.views import Head, View, breaks, views
from web import views_log
from web.signals import Signals


class Heard(Signals):
    """What the daemon would be told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def _tell(self, what: dict[str, str]) -> None:
        self.told.append(what.get("alarm") or f"over {what['over']}")


def seen(pages: Pages, count: int) -> list[View]:
    beside = pages.parts.settings.storage.beside
    for _ in range(100):
        if len(found := list(views(log_of(beside)))) >= count:
            return found
        time.sleep(0.1)
    raise AssertionError(f"only {found}")


def test_who_comes_and_goes_is_in_the_log_and_its_head_in_the_chain(pages: Pages) -> None:
    client = pages.client(StaffRole.VIEWER)
    client.post("/logout", data={"token": pages.token(client)})
    (view,) = seen(pages, 1)
    assert (view.who, view.action) == ("viewer", "logout")
    for _ in range(50):
        if found := pages.rows(select(Event).where(Event.what == "views-logged")):
            break
        time.sleep(0.1)
    log = log_of(pages.parts.settings.storage.beside)
    heads = [Head(event.facts["lines"], event.facts["head"]) for event in found]
    assert list(breaks(log, heads)) == []
    assert heads[0].lines == 1


def test_a_full_disk_fails_no_page_and_is_told_and_what_waited_is_written(
    desk_office: Office, parser: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_full = True
    really = storage.views.append

    def full(log: Path, found: Sequence[View]) -> Head:
        if is_full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return really(log, found)

    monkeypatch.setattr(views_log, "write", full)
    monkeypatch.setattr(views_log, "_TRIED_AGAIN_SECONDS", 0.1)
    heard = Heard()
    with pages_of(desk_office.parts, parser, signals=heard) as pages:
        for _ in range(3):
            client = pages.client(StaffRole.VIEWER)
            assert client.post("/logout", data={"token": pages.token(client)}).status_code == 303
        for _ in range(50):
            if heard.told:
                break
            time.sleep(0.1)
        assert heard.told == [AlarmKind.VIEWS]
        is_full = False
        assert len(seen(pages, 3)) == 3
    assert heard.told == ["views", "over views"]
