"""The log of views: every change to it shows."""

import json
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

import storage.views
from storage import durable
from storage.view_files import locked, put_aside, put_it_aside
from storage.views import Head, View, _line, append, breaks, head_of, views

AT = datetime(2023, 7, 31, 9, 30, tzinfo=UTC)


def written(log: Path, count: int = 5) -> Head:
    for number in range(count):
        head = append(log, [View(AT, "somsri", "view", f"DGTI-2566-000{number}")])
    return head


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "intake.db.views"


def test_what_was_seen_is_found_by_entry_and_by_person(log: Path) -> None:
    written(log)
    append(log, [View(AT, "ann", "search", "ท่าตูม"), View(AT, "ann", "view", "DGTI-2566-0001")])
    assert [view.who for view in views(log, reference="DGTI-2566-0001")] == ["somsri", "ann"]
    assert [view.reference for view in views(log, who="ann")] == ["ท่าตูม", "DGTI-2566-0001"]
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_whole_log_has_no_break(log: Path) -> None:
    head = written(log)
    assert head == head_of(log) and head.lines == 5
    assert list(breaks(log, [head])) == []


def test_a_log_that_is_not_there_has_not_begun(log: Path) -> None:
    assert head_of(log) == Head()
    assert list(views(log)) == []
    assert list(breaks(log)) == []
    assert list(breaks(log, [Head(5, "x")])) == ["the log of views ends at line 0, and had 5 lines"]


def test_what_is_changed_shows(log: Path) -> None:
    written(log)
    lines = log.read_text("utf-8").splitlines()
    told = json.loads(lines[2])
    lines[2] = json.dumps(told | {"who": "nobody"}, separators=(",", ":"))
    log.write_text("\n".join(lines) + "\n", "utf-8")
    assert list(breaks(log)) == ["the log of views was changed at line 3"]


def test_what_is_taken_out_shows(log: Path) -> None:
    head = written(log)
    lines = log.read_text("utf-8").splitlines(keepends=True)
    log.write_text("".join(lines[:2] + lines[3:]), "utf-8")
    assert list(breaks(log))
    log.write_text("".join(lines[:3]), "utf-8")
    assert list(breaks(log, [head])) == ["the log of views ends at line 3, and had 5 lines"]


def test_a_log_written_anew_is_not_the_one_that_the_chain_knows(log: Path) -> None:
    head = written(log)
    log.unlink()
    append(log, [View(AT, "somsri", "view", "other")] * 5)
    assert list(breaks(log, [head])) == [
        "line 5 of the log of views is not the one that the event chain knows"
    ]


def test_half_a_line_of_a_lost_power_is_cut_off(log: Path) -> None:
    written(log)
    with log.open("a") as file:
        file.write('{"number":6,"at":"20')
    assert len(list(views(log))) == 5
    head = append(log, [View(AT, "ann", "view", "x")])
    assert head.lines == 6
    assert list(breaks(log, [head])) == []


@pytest.fixture
def small(log: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A log whose files are full after five lines."""
    monkeypatch.setattr(storage.views, "LARGEST", 4 * len(line_of("DGTI-2566-0000")) + 10)
    return log


def line_of(reference: str) -> bytes:
    return _line(View(AT, "somsri", "view", reference), Head(1, "0" * 64))[0]


def names(log: Path) -> list[str]:
    return sorted(path.name for path in log.parent.iterdir())


def test_full_files_are_put_aside_and_all_together_are_one_log(small: Path) -> None:
    head = written(small, 12)
    assert names(small) == [small.name, *(f"{small.name}.{last:012}" for last in (5, 10))]
    assert head == head_of(small) and head.lines == 12
    assert [view.reference for view in views(small)] == [f"DGTI-2566-000{number}" for number in range(12)]
    assert list(breaks(small, [head])) == []
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in small.parent.iterdir())


def test_a_loss_of_power_behind_putting_aside_loses_no_number(small: Path) -> None:
    head = written(small, 4)
    put_it_aside(small, head.lines)
    assert (head_of(small), list(breaks(small, [head]))) == (head, [])
    assert append(small, [View(AT, "ann", "view", "x")]).lines == 5
    assert list(breaks(small, [head])) == []


def test_what_is_changed_or_taken_out_of_a_file_that_was_put_aside_shows(small: Path) -> None:
    head = written(small, 12)
    first, second = put_aside(small)
    text = first.read_text("utf-8")
    first.write_text(text.replace("somsri", "nobody", 1), "utf-8")
    assert list(breaks(small, [head])) == ["the log of views was changed at line 1"]
    first.write_text(text, "utf-8")
    second.unlink()
    assert list(breaks(small, [head])) == ["line 11 of the log of views stands behind line 5"]


def test_who_waited_for_the_file_writes_to_the_one_that_took_its_place(small: Path) -> None:
    head = written(small, 3)
    with locked(small):
        waiting = Thread(target=append, args=(small, [View(AT, "ann", "view", "x")]))
        waiting.start()
        put_it_aside(small, head.lines)
    waiting.join(10)
    assert [view.who for view in views(small, who="ann")] == ["ann"]
    assert len(put_aside(small)[0].read_bytes().splitlines()) == 3
    assert list(breaks(small, [head_of(small)])) == []


def test_a_file_that_is_put_aside_before_it_could_be_opened_is_made_anew(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, made = written(small, 3), durable.private
    moved: list[Path] = []

    def private(log: Path) -> None:
        made(log)
        if not moved:
            moved.append(log)
            put_it_aside(log, head.lines)

    monkeypatch.setattr(durable, "private", private)
    append(small, [View(AT, "ann", "view", "x")])
    assert [view.who for view in views(small, who="ann")] == ["ann"]
    assert list(breaks(small, [head_of(small)])) == []


def test_a_file_that_is_put_aside_while_all_are_read_is_read_once(small: Path) -> None:
    head = written(small, 3)
    found = views(small)
    assert next(found).reference == "DGTI-2566-0000"
    put_it_aside(small, head.lines)
    assert len(list(found)) == 2
