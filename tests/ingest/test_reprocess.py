"""Stored mail judged again: the demonstration's samples, the real parser, the real database."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from decisions import old_place
from decisions.compare import Outcome, Rejudged
from demo.samples import REGISTER, samples
from demo.samples.__main__ import CLOSES, OPENS
from ingest.judging import Judging
from ingest.reading import submission_of
from ingest.reprocessing import Failure, Reprocessing
from parsers.pool import Pool
from parsers.process import Parser
from runtime.clock import now
from runtime.parts import Parts, open_parts
from runtime.ready import make_ready
from screening.case import keys_of
from screening.judge import decide
from screening.model.decision import Decision, Verdict
from screening.model.history import History
from screening.model.rules import Rules
from screening.model.submission import Submission
from settings import load
from storage.engine import reading, writing
from storage.entries.history import read_history
from storage.entries.past import before
from storage.entries.recall import decision_of
from storage.intake_log import LedgerRow, lookup, rows
from storage.invariants import check
from storage.mail.messages import ImapKey, Received, record_sighting
from storage.tables import DecisionRow, Event, Message, Outbox

SAMPLES = samples(OPENS, CLOSES)
SLUGS = [sample.slug for sample in SAMPLES]
REGISTERED = {"AGENCIES__REGISTER": "register.csv"}
STRICT = {**REGISTERED, "FORM__NAMING": "strict"}
CONFIG = Path(__file__).parents[2] / "config.toml"


@dataclass
class Season:
    """An installation whose mailbox held the samples; `folder` is all there is of it."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    def parts(self, **environment: str) -> Parts:
        """The installation under its settings; each `TABLE__KEY` given changes one."""
        changes = {f"INTAKE_{name}": value for name, value in environment.items()}
        return open_parts(load(self.config, changes))

    def id_of(self, slug: str) -> int:
        return SLUGS.index(slug) + 1

    def row(self, slug: str) -> LedgerRow:
        parts = self.parts()
        with reading(parts.engine) as session:
            [row] = lookup(session, parts.contest, str(self.id_of(slug)))
        return row

    def dump(self) -> list[str]:
        parts = self.parts()
        with parts.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            return list(driver.iterdump())

    def kept(self) -> set[Path]:
        return {path for path in (self.folder / "data" / "files").rglob("*") if path.is_file()}

    def command(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        changes = {f"INTAKE_{name}": value for name, value in (settings or REGISTERED).items()}
        line = [sys.executable, "-m", "intake", "--config", str(self.config), "reprocess", *arguments]
        environment = {**environment_of_tests(), **changes}
        return subprocess.run(line, env=environment, capture_output=True, text=True, check=False, timeout=120)


def environment_of_tests() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("INTAKE_")}


Maker = Callable[..., Season]


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    with Parser(load(CONFIG, {}).limits) as made:
        yield made


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory, parser: Parser) -> Maker:
    """A season whose mail was judged as it came, under the settings given; `deaths` fell under one slug."""

    def make(deadly: str = "", **environment: str) -> Season:
        season = Season(tmp_path_factory.mktemp("season"))
        shutil.copy(CONFIG, season.config)
        shutil.copy(REGISTER, season.folder / "register.csv")
        parts = season.parts(**environment)
        make_ready(parts)
        for uid, sample in enumerate(SAMPLES, 1):
            deliver(parts, uid, sample.message, sample.received)
        if deadly:
            with writing(parts.engine) as session:
                session.get_one(Message, season.id_of(deadly)).attempts = 3
        assert len(list(Judging(parts, Pool([parser]), lambda: False).stored())) == len(SAMPLES)
        parts.engine.dispose()
        return season

    return make


def deliver(parts: Parts, uid: int, raw: bytes, received: datetime) -> None:
    digest = sha256(raw).hexdigest()
    path = parts.files.incoming()
    path.write_bytes(raw)
    parts.files.raw.keep(path, digest)
    facts = Received(parts.contest, digest, len(raw), len(raw), received, "INBOX")
    with writing(parts.engine) as session:
        record_sighting(session, ImapKey("a@b.example", "INBOX", 1, uid), facts, now())


@pytest.fixture(scope="module")
def listed(make: Maker) -> Season:
    """Judged with the samples' own register, as they are meant to be; only to be copied."""
    return make(**REGISTERED)


@pytest.fixture
def season(listed: Season, tmp_path: Path) -> Season:
    return Season(shutil.copytree(listed.folder, tmp_path / "season"))


def again(
    season: Season,
    parser: Parser,
    *slugs: str,
    rules: Mapping[str, str] = REGISTERED,
    answer: bool = False,
    dry: bool = False,
) -> dict[str, Rejudged]:
    """Judges the samples named, or all, again; what is judged otherwise, by slug. `verify` finds nothing."""
    parts = season.parts(**rules)
    wanted = {season.id_of(slug) for slug in slugs or SLUGS}
    found: dict[str, Rejudged] = {}
    for done in Reprocessing(parts, parser, dry_run=dry, answer=answer).of(wanted):
        assert isinstance(done, Rejudged), done
        if done.outcome is not Outcome.SAME:
            found[SLUGS[done.message_id - 1]] = done
    with reading(parts.engine) as session:
        assert list(check(session, parts.contest, parts.files)) == []
    return found


def verdicts(found: dict[str, Rejudged]) -> dict[str, tuple[str, str]]:
    return {slug: (done.before.verdict.value, done.after.verdict.value) for slug, done in found.items()}


def judgements(season: Season) -> dict[str, tuple[str, list[str]]]:
    parts = season.parts()
    with reading(parts.engine) as session:
        found = {row.id: row for row in rows(session, parts.contest)}
    return {
        slug: (str(found[number].verdict), [reason.code for reason in found[number].reasons])
        for number, slug in enumerate(SLUGS, 1)
    }


def replies(season: Season) -> list[tuple[str, str, str, str]]:
    """Every reply: its message, kind, template and state."""
    parts = season.parts()
    with reading(parts.engine) as session:
        found = session.exec(select(Outbox).order_by(col(Outbox.id))).all()
    return [(SLUGS[row.message_id - 1], row.kind, row.template.value, row.state.value) for row in found]


def replay(season: Season, parser: Parser, tmp_path: Path) -> int:
    """Judges every decision ever made once more, where it was made; returns how many there were."""
    parts = season.parts(**REGISTERED)
    with reading(parts.engine) as session:
        rules = parts.judge.rules
        made = session.exec(select(DecisionRow).where(DecisionRow.rules_hash == rules.digest)).all()
        for row in made:
            message = session.get_one(Message, row.message_id)
            (work := tmp_path / f"work{row.number}").mkdir()
            parsed = parser.parse(Path(parts.files.raw.place(message.digest)), work)
            submission = submission_of(parts, message, parsed)
            keys = keys_of(submission, rules)
            history = read_history(session, parts.contest, keys, row.decided_at, rules.zone, before(row))
            decision = decide(submission, history, rules)
            assert replace(decision, notices=()) == decision_of(session, row)
            assert history.number == row.history_number
            if row.number == row.history_number + 1:  # as it came, and not judged again
                assert sorted((each.template, each.to) for each in decision.notices) == noticed(session, row)
    return len(made)


def noticed(session: Session, row: DecisionRow) -> list[tuple[str, str]]:
    """The letters to others than the writer, of which the outbox is the record."""
    query = select(Outbox.template, Outbox.to_address).where(
        Outbox.message_id == row.message_id, col(Outbox.entry_id).is_not(None)
    )
    return sorted(session.exec(query).all())


def test_every_decision_comes_out_again_under_its_number_and_rules(
    season: Season, parser: Parser, tmp_path: Path
) -> None:
    assert replay(season, parser, tmp_path) == len(SAMPLES)


def test_without_a_change_of_rules_nothing_changes(season: Season, parser: Parser) -> None:
    dump = season.dump()
    assert again(season, parser) == {}
    assert season.dump() == dump


def test_a_dry_run_shows_what_would_change_and_changes_nothing(season: Season, parser: Parser) -> None:
    dump, kept = season.dump(), season.kept()
    dry = again(season, parser, dry=True, answer=True, rules=STRICT)
    assert (season.dump(), season.kept()) == (dump, kept)
    assert verdicts(dry) == verdicts(again(season, parser, answer=True, rules=STRICT))


def test_stricter_names_hold_what_was_accepted(season: Season, parser: Parser) -> None:
    was = judgements(season)
    found = again(season, parser, rules=STRICT)
    assert found
    for slug, done in found.items():
        if done.before.verdict is Verdict.ACCEPTED:
            assert (slug, done.after.verdict) == (slug, Verdict.HELD)
    assert {"form-name"} <= {code for done in found.values() for code in codes(done)}
    stands = {slug: (done.after.verdict.value, codes(done)) for slug, done in found.items()}
    assert judgements(season) == was | stands


def codes(done: Rejudged) -> list[str]:
    return [reason.code for reason in done.after.reasons]


def held_for_safety(found: dict[str, Rejudged]) -> set[str]:
    return {slug for slug, way in verdicts(found).items() if way == ("accepted", "held")}


def test_judging_again_gives_what_judging_afresh_gives(season: Season, parser: Parser, make: Maker) -> None:
    held = held_for_safety(again(season, parser, rules=STRICT))
    afresh, now_ = judgements(make(**STRICT)), judgements(season)
    same = {slug for slug in SLUGS if slug not in held}
    assert {slug: now_[slug] for slug in same} == {slug: afresh[slug] for slug in same}
    assert all(afresh[slug][0] != "accepted" for slug in held)


def test_what_was_accepted_once_is_never_rejected_later(season: Season, parser: Parser) -> None:
    held = held_for_safety(again(season, parser, rules=STRICT))
    assert held
    assert again(season, parser, rules=STRICT) == {}
    back = verdicts(again(season, parser))
    assert {slug: back[slug] for slug in held} == dict.fromkeys(held, ("held", "accepted"))


def test_a_register_added_later_is_heard(parser: Parser, make: Maker) -> None:
    season = make()
    found = again(season, parser)
    assert verdicts(found)["shared-name"] == ("accepted", "held")
    assert "agency-ambiguous" in codes(found["shared-name"])
    assert found["right"].after.agency.place != found["right"].before.agency.place
    entry = season.row("right")
    assert entry.agency.place is not None
    assert entry.agency.place.province


def test_the_old_decisions_are_kept_and_the_new_ones_told(season: Season, parser: Parser) -> None:
    found = again(season, parser, rules=STRICT)
    parts = season.parts()
    with reading(parts.engine) as session:
        made = session.exec(select(DecisionRow).order_by(col(DecisionRow.number))).all()
        told = session.exec(select(Event).where(Event.what == "message-decided")).all()
        for slug, done in found.items():
            first, second = [row for row in made if row.message_id == season.id_of(slug)]
            assert (first.current, second.current) == (False, True)
            assert decision_of(session, first) == done.before
            assert decision_of(session, second) == done.after
            assert second.history_number == first.history_number
    assert [row.number for row in made] == list(range(1, len(SAMPLES) + len(found) + 1))
    replaced = {row.number for row in made if not row.current}
    assert {event.facts["instead_of"] for event in told[len(SAMPLES) :]} == replaced


def test_a_replay_still_holds_after_everything_was_judged_again(
    season: Season, parser: Parser, tmp_path: Path
) -> None:
    again(season, parser, answer=True, rules=STRICT)
    assert replay(season, parser, tmp_path) == len(SAMPLES)


def test_nobody_is_mailed_unless_it_is_asked_for(season: Season, parser: Parser) -> None:
    mailed = replies(season)
    again(season, parser, rules=STRICT)
    assert replies(season) == mailed


def test_who_has_something_else_to_hear_is_answered_once(season: Season, parser: Parser) -> None:
    mailed = replies(season)
    found = again(season, parser, answer=True, rules=STRICT)
    new = [reply for reply in replies(season) if reply not in mailed and reply[1] != "reply"]
    assert sorted(slug for slug, *_ in new) == sorted(slug for slug, done in found.items() if done.reply)
    assert {slug for slug, way in verdicts(found).items() if way[0] != way[1]} <= {slug for slug, *_ in new}
    for slug, kind, template, _ in new:
        row = season.row(slug)
        assert kind == f"decision-{row.number}"
        assert (row.reply.template, row.reply.state) == (template, "pending")
    assert again(season, parser, answer=True, rules=STRICT) == {}
    parts = season.parts()
    with reading(parts.engine) as session:
        ids = session.exec(select(Outbox.rfc_message_id).where(Outbox.rfc_message_id != "")).all()
    assert len(ids) == len(set(ids))


def test_an_answer_that_has_not_gone_out_gives_way_to_the_new_one(season: Season, parser: Parser) -> None:
    found = again(season, parser, answer=True, rules=STRICT)
    answered = {slug for slug, done in found.items() if done.reply}
    old = {slug: state for slug, kind, _, state in replies(season) if kind == "reply" and slug in answered}
    assert set(old.values()) == {"suppressed"}


def test_a_later_close_takes_in_what_was_late_and_writes_to_those(season: Season, parser: Parser) -> None:
    late = [slug for slug, (_, codes) in judgements(season).items() if "late" in codes]
    assert late
    mailed = replies(season)
    later = {**REGISTERED, "CONTEST__CLOSES": "2023-08-31T16:30:59"}
    shown = again(season, parser, rules=later, answer=True, dry=True)
    assert replies(season) == mailed
    found = again(season, parser, rules=later, answer=True)
    assert verdicts(found) == verdicts(shown)
    for slug in late:
        assert "late" not in judgements(season)[slug][1]
        assert found[slug].after.verdict.value == "accepted"
        assert found[slug].reply
    written = [slug for slug, kind, *_ in replies(season) if slug in late and kind != "reply"]
    assert sorted(written) == sorted(late)


def test_a_message_that_could_not_be_read_is_healed_with_those_that_hang_on_it(
    make: Maker, parser: Parser
) -> None:
    season = make("right", **REGISTERED)
    row = season.row("right")
    assert (row.verdict, [reason.code for reason in row.reasons], row.files) == ("held", ["unparsable"], ())
    kept = season.kept()
    found = again(season, parser, "right", answer=True)
    healed = season.row("right")
    assert (healed.verdict, healed.reference) == ("accepted", row.reference)
    assert healed.reply.template == "acknowledgement"
    assert len(healed.files) == 2
    assert verdicts(found)["right"] == ("held", "accepted")
    # The raised deck was the revision's: it stands, though the healed message came before it.
    assert healed.entry_status == "complete"
    assert season.kept() >= kept


def test_after_the_healing_everything_is_as_if_it_had_never_failed(
    make: Maker, parser: Parser, season: Season
) -> None:
    broken = make("no-deck", **REGISTERED)
    again(broken, parser)
    assert judgements(broken) == judgements(season)


def test_what_a_person_has_decided_is_only_proposed(season: Season, parser: Parser) -> None:
    parts = season.parts()
    changed = list(again(season, parser, dry=True, rules=STRICT))
    with writing(parts.engine) as session:
        for slug in changed:
            decision = session.exec(
                select(DecisionRow).where(DecisionRow.message_id == season.id_of(slug))
            ).one()
            decision.by = "somsri"
    dump = season.dump()
    found = again(season, parser, answer=True, rules=STRICT)
    assert {done.outcome for done in found.values()} == {Outcome.PROPOSED}
    assert set(found) >= set(changed)
    assert season.dump() == dump


def test_naming_one_message_judges_again_what_was_built_on_it(make: Maker, parser: Parser) -> None:
    season = make("no-deck", **REGISTERED)
    assert season.row("completed").verdict != "accepted"
    assert verdicts(again(season, parser, "no-deck"))["completed"][1] == "accepted"


def test_the_command_tells_every_message_as_json_and_keeps_nothing_of_a_dry_run(season: Season) -> None:
    dump = season.dump()
    done = season.command("--all", "--dry-run", "--reply", "--json", **STRICT)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, [line["id"] for line in lines]) == (0, list(range(1, len(SAMPLES) + 1)))
    changed = [line for line in lines if line["changed"]]
    assert changed
    for line in lines:
        assert (line["before"] != line["after"]) <= line["changed"]
        assert set(line) == {"id", "reference", "before", "after", "changed", "proposed", "reply"}
    assert f"{len(changed)} would change" in done.stderr
    assert season.dump() == dump


def test_the_command_prints_what_changes_and_records_it(season: Season) -> None:
    dry = season.command("--all", "--dry-run", **STRICT)
    wet = season.command("--all", **STRICT)
    assert (wet.returncode, wet.stdout) == (0, dry.stdout)
    line = next(line for line in wet.stdout.splitlines() if "form-name" in line)
    assert line.split("\t")[2:4] == ["accepted รับแล้ว", "held รอเจ้าหน้าที่"]
    assert season.command("--all", **STRICT).stdout == ""


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "--all"),
        (("DGTI-2566-0001", "--all"), 2, "--all"),
        (("DGTI-2566-9999",), 1, "nothing is recorded"),
        (("99",), 1, "nothing is recorded"),
    ],
)
def test_wrong_use_is_one_line(season: Season, arguments: tuple[str, ...], code: int, words: str) -> None:
    done = season.command(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_message_that_has_no_decision_is_left_to_the_daemon(season: Season) -> None:
    deliver(season.parts(), 99, b"Subject: x\r\n\r\n", OPENS)
    done = season.command(str(len(SAMPLES) + 1))
    assert (done.returncode, "has not been judged yet" in done.stderr) == (1, True)


def test_while_the_daemon_runs_only_a_dry_run_is_let_through(season: Season) -> None:
    with (season.folder / "data" / "intake.db.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused = season.command("1")
        assert (refused.returncode, "another `intake run`" in refused.stderr) == (2, True)
        assert season.command("1", "--dry-run").returncode == 0


def test_a_message_on_which_our_code_fails_holds_up_no_other(
    season: Season, parser: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = season.parts(**STRICT)

    def fall_over(submission: Submission, history: History, rules: Rules) -> Decision:
        if submission.digest == sha256(SAMPLES[0].message).hexdigest():
            raise ZeroDivisionError("a rule fell over")
        return decide(submission, history, rules)

    monkeypatch.setattr(old_place, "decide", fall_over)
    found = list(Reprocessing(parts, parser, dry_run=False, answer=False).of({1, 2, 3}))
    assert found[0] == Failure(1, "ZeroDivisionError: a rule fell over")
    assert [done.message_id for done in found] == [1, 2, 3]
