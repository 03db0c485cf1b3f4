"""Mails as the pages read them: kept for a while, and of their own contest."""

from pathlib import Path
from typing import Any

import pytest
from acting import Staff
from servers.office import Office

from screening.model.decision import Role
from storage.engine import reading
from storage.entries.filed import files_in
from web import reading as read_for_pages
from web.desk.beside import drawn
from web.reading import Mails

FIRST = "DGTI-2566-0001"


class Drawing:
    """A parser that only draws, and counts."""

    def __init__(self) -> None:
        self.drew = 0

    def picture(self, _file: Path, _folder: Path, _page: int) -> bytes:
        self.drew += 1
        return b"a picture"


def test_after_an_erasure_nothing_read_or_drawn_stays_in_memory(
    desk_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Staff(desk_office)
    number = desk.entry("เทศบาลตำบลแม่ไทรงาม").decision.message_id
    asked: list[int] = []

    def read(_parts: Any, _parser: Any, message: Any, *, keep: bool) -> Any:
        asked.append(message.id)
        return desk.read[message.id]

    monkeypatch.setattr(read_for_pages, "read_again", read)
    parser: Any = Drawing()
    mails = Mails(desk_office.parts, parser)
    for _ in range(2):
        assert mails.read(number) is desk.read[number]
        assert mails.picture("ab" * 32, 0) == b"a picture"
    assert (asked, parser.drew) == ([number], 1)
    mails.forget()
    assert mails.read(number) is desk.read[number]
    assert mails.picture("ab" * 32, 0) == b"a picture"
    assert (asked, parser.drew) == ([number, number], 2)


def test_a_title_is_that_of_the_file_in_this_contest(desk_office: Office) -> None:
    Staff(desk_office).entry("เทศบาลตำบลแม่ไทรงาม")
    with reading(desk_office.parts.engine) as session:
        decks = [file.sha256 for file in files_in(session, 1) if file.role is Role.DECK]
        assert set(drawn(session, desk_office.parts.contest, decks)[1]) == set(decks) != set()
        assert drawn(session, "another", decks) == ({}, {})
