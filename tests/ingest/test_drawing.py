"""Pictures of forms are drawn once the mails that brought them are answered, by real children."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from servers.mails import entry, form, mail, presentation
from sqlmodel import select

from ingest import drawing
from ingest.drawing import Drawing
from ingest.judging import Judging
from parsers.pool import Pool
from parsers.process import Parser
from runtime.clock import now
from runtime.parts import Parts, open_parts
from runtime.ready import make_ready
from settings import load
from storage.engine import reading, writing
from storage.mail.messages import ImapKey, Received, record_sighting
from storage.tables import Picture, StoredFile

CONFIG = Path(__file__).parents[2] / "config.toml"
ALWAYS = lambda: True  # noqa: E731


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Parser(load(CONFIG, {}).limits) as parser:
        yield Pool([parser])


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    shutil.copy(CONFIG, tmp_path)
    made = open_parts(load(tmp_path / "config.toml", {}))
    make_ready(made)
    yield made
    made.engine.dispose()


def take_in(parts: Parts, pool: Pool, *mails: bytes) -> None:
    for raw in mails:
        digest = sha256(raw).hexdigest()
        path = parts.files.incoming()
        path.write_bytes(raw)
        parts.files.raw.keep(path, digest)
        facts = Received(parts.contest, digest, len(raw), len(raw), now(), "INBOX")
        with writing(parts.engine) as session:
            key = ImapKey("a@b.example", "INBOX", 1, int(digest[:7], 16))
            record_sighting(session, key, facts, now())
    assert len(list(Judging(parts, pool, lambda: False).stored())) == len(mails)


def drawn(parts: Parts) -> dict[str, str]:
    with reading(parts.engine) as session:
        return {row.sha256: row.picture for row in session.exec(select(Picture))}


def names(parts: Parts) -> list[str]:
    """Of the files whose first page has been drawn, by their names."""
    with reading(parts.engine) as session:
        files = session.exec(select(StoredFile).where(StoredFile.sha256.in_(drawn(parts)))).all()  # type: ignore[attr-defined]  # a column
        return sorted(file.name for file in files)


def jpegs(parts: Parts) -> set[str]:
    """The hashes of everything that lies among the files."""
    return {path.name for path in (parts.files.root / "files").rglob("*") if path.is_file()}


def test_an_answer_does_not_wait_for_a_picture(parts: Parts, pool: Pool) -> None:
    take_in(parts, pool, entry(1), entry(2))
    assert drawn(parts) == {}
    assert Drawing(parts, pool).draw(ALWAYS) == 2
    pictures = drawn(parts)
    assert set(pictures) == {sha256(form(number).data).hexdigest() for number in (1, 2)}
    for picture in pictures.values():
        assert parts.files.files.verify(picture)


def test_each_file_is_drawn_once_whatever_mails_it_comes_in(parts: Parts, pool: Pool) -> None:
    drawing = Drawing(parts, pool)
    take_in(parts, pool, entry(1))
    assert drawing.draw(ALWAYS) == 1
    take_in(parts, pool, mail(1, [form(1)], text="อีกครั้ง"))
    assert drawing.draw(ALWAYS) == 0
    assert Drawing(parts, pool).draw(ALWAYS) == 0, "another process finds nothing to do either"


def test_what_cannot_be_drawn_is_not_tried_for_ever(
    parts: Parts, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Parser, "picture", lambda *_: None)
    take_in(parts, pool, entry(1))
    assert Drawing(parts, pool).draw(ALWAYS) == 1
    assert list(drawn(parts).values()) == [""]
    assert Drawing(parts, pool).draw(ALWAYS) == 0


def test_mail_that_comes_meanwhile_goes_first(parts: Parts, pool: Pool) -> None:
    take_in(parts, pool, *map(entry, range(1, 5)))
    asked: list[int] = []

    def until_it_comes() -> bool:
        asked.append(1)
        return len(asked) <= 3  # once for the list, then for each

    drawing = Drawing(parts, pool)
    assert drawing.draw(until_it_comes) == 2
    assert drawing.draw(ALWAYS) == 2


def test_the_first_few_of_a_mail_are_drawn_its_form_before_others_and_an_identity_card_never(
    parts: Parts, pool: Pool
) -> None:
    many = [form(number) for number in range(1, 7)]
    titles = ["ก.pdf", "ข.pdf", "สำเนาบัตรประชาชน.pdf", "ค.pdf", "ง.pdf"]
    others = [replace(each, name=name) for each, name in zip(many[1:], titles, strict=True)]
    take_in(parts, pool, mail(1, [*others, many[0], presentation(1)]))
    assert Drawing(parts, pool).draw(ALWAYS) == drawing.MOST
    assert names(parts) == ["ก.pdf", "ข.pdf", many[0].name]


def test_the_picture_of_a_file_that_is_erased_while_it_is_drawn_is_not_kept(
    parts: Parts, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(parts, pool, entry(1))
    before, draw = jpegs(parts), Parser.picture

    def erased_meanwhile(parser: Parser, *rest: object) -> bytes | None:
        found: Callable[..., bytes | None] = draw
        picture = found(parser, *rest)
        with writing(parts.engine) as session:
            for row in session.exec(select(StoredFile)):
                row.content = {**row.content, "erased": "form"}
        return picture

    monkeypatch.setattr(Parser, "picture", erased_meanwhile)
    assert Drawing(parts, pool).draw(ALWAYS) == 1
    assert (drawn(parts), jpegs(parts)) == ({}, before)


def test_a_file_that_is_not_there_stops_no_other(parts: Parts, pool: Pool) -> None:
    take_in(parts, pool, entry(1), entry(2))
    parts.files.files.remove(sha256(form(1).data).hexdigest())
    assert Drawing(parts, pool).draw(ALWAYS) == 2
    assert sum(bool(picture) for picture in drawn(parts).values()) == 1


def test_the_daemons_threads_never_share_a_parser() -> None:
    with Parser(load(CONFIG, {}).limits) as one, Parser(load(CONFIG, {}).limits) as other:
        pool = Pool([one, other])
        with pool.one() as first:
            pool.call(16)
            with pool.one() as second:
                assert (first, second) == (one, other)
        with pool.one() as again:
            assert again is other, "what came back last waits longest"
