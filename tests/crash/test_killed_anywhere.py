"""The daemon is killed and started again; `make crash` does it by the thousand."""

from pathlib import Path

import pytest
from crash import campaign
from crash.campaign import left, read, write
from crash.points import STEPS, Point, at_random, named
from crash.scenario import mails
from crash.trial import Bench, Result
from servers.installation import Installation

POINTS = [
    *(f"step {step.value} 2" for step in STEPS),
    "step moved 1 in poller",
    "step attempting 1 in sender",
    "call fsync 3 in fetcher",
    "call fdatasync 6",
    "call pwrite64 40",
    "call rename 1 in ahead",
    "call recvfrom 20",
    "call mkdir 40, fresh",
    "wire answered move 1",
    "wire answered copy 1, no MOVE",
    "wire answered data 1",
    "wire sent dot 2",
    "wire answered dot 2",
    "step delivered 3, 3 kills",
    "step parsed 1, 3 kills",
]


@pytest.mark.parametrize("point", POINTS)
def test_a_daemon_killed_at_a_point_loses_and_doubles_nothing(bench: Bench, point: str) -> None:
    result = bench.try_(Point.read(point), seed=7)
    assert result.problems == []
    assert result.deaths > 0, "it did not come to this point"


@pytest.mark.parametrize("number", range(2))
def test_a_daemon_killed_at_random_loses_and_doubles_nothing(bench: Bench, number: int) -> None:
    assert bench.try_(at_random(number), number).problems == []


@pytest.mark.parametrize("point", ["helper - 1", "child - 2"])
def test_a_parser_that_is_killed_costs_no_message(bench: Bench, point: str) -> None:
    assert bench.try_(Point.read(point), seed=7).problems == []


def test_a_daemon_started_as_an_organiser_starts_it_is_killed_like_any_other(
    installation: Installation, bench: Bench
) -> None:
    expected = mails(5)
    installation.deliver(*(mail.raw for mail in expected))
    strace = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync")
    killed = installation.start("--once", under=(*strace, "-e", "inject=fdatasync:signal=KILL:when=9"))
    assert killed.wait(60) == -9, installation.daemon_log.read_text()
    assert installation.start("--once").wait(60) == 0, installation.daemon_log.read_text()
    rows = {row["message_id"]: row["verdict"] for row in installation.rows()}
    assert rows == {mail.id: mail.verdict for mail in expected}
    installation.verify()


def test_a_point_is_read_as_it_is_written() -> None:
    points = [*named(), *map(at_random, range(300))]
    assert [Point.read(str(point)) for point in points] == points


def test_a_full_campaign_has_the_points_that_were_asked_for() -> None:
    assert len({str(point) for point in named()}) == len(named()) >= 40
    jobs = campaign.jobs(25, 1000)
    assert len(set(jobs)) == len(jobs) == 25 * len(named()) + 1000


def test_a_campaign_goes_on_where_it_was_broken_off(tmp_path: Path) -> None:
    results, jobs = tmp_path / "results.jsonl", campaign.jobs(2, 3)
    for point, seed in jobs[:4]:
        write(results, Result(point, seed, 1, [], 0, 0.5, False, 1.0))
    results.write_text(results.read_text() + '{"point": "step ki')
    assert left(jobs, results) == jobs[4:]
    write(results, Result(*jobs[4], 1, [], 0, 0.5, False, 1.0))
    assert left(jobs, results) == jobs[5:]
    assert len(list(read(results))) == 5


def test_a_promise_not_kept_stands_in_the_figures() -> None:
    kept = Result("step kept 1", 3, 1, [], 1, 2.5, True, 4.0)
    broken = Result("step kept 3", 4, 1, ["<a@b> has 0 rows"], 0, 0.5, False, 1.0)
    told = campaign.figures([kept, broken])
    assert told[1].startswith("1 trials broke a promise; 1 answers came twice")
    assert "step kept 3, seed 4: <a@b> has 0 rows" in told
    assert any("longest 2.5 s" in line for line in told)
