"""A reply whose template had failed: written anew from the record, once a person has mended the text."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from demo.samples import samples
from demo.samples.__main__ import CLOSES, OPENS
from ingest.judging import Judging
from intake.main import main
from parsers.pool import Pool
from parsers.process import Parser
from runtime.clock import now
from runtime.parts import Parts, open_parts
from runtime.ready import make_ready
from settings import load
from storage.engine import reading, writing
from storage.invariants import check
from storage.mail.messages import ImapKey, Received, record_sighting
from storage.states import OutboxState
from storage.tables import Event, Outbox

CONFIG = Path(__file__).parents[2] / "config.toml"
SAMPLE = samples(OPENS, CLOSES)[0]
BROKEN = "{% block subject %}{{ nothing.at.all }}{% endblock %}"


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    """An installation whose own letter is broken, and one message that is judged."""
    config = tmp_path / "config.toml"
    shutil.copy(CONFIG, config)
    config.write_text(
        config.read_text("utf-8").replace('templates_dir = ""', 'templates_dir = "mine"'), "utf-8"
    )
    (tmp_path / "mine").mkdir()
    for letter in (CONFIG.parent / "notifications/templates").glob("*.jinja"):
        (tmp_path / "mine" / letter.name).write_text(BROKEN, "utf-8")
    made = open_parts(load(config, {}))
    make_ready(made)
    deliver(made, SAMPLE.message, OPENS + timedelta(days=20))
    with Parser(made.settings.limits) as parser:
        assert len(list(Judging(made, Pool([parser]), lambda: False).stored())) == 1
    yield made
    made.engine.dispose()


def deliver(parts: Parts, raw: bytes, received: datetime) -> None:
    digest = sha256(raw)
    path = parts.files.incoming()
    path.write_bytes(raw)
    parts.files.raw.keep(path, digest)
    facts = Received(parts.contest, digest, len(raw), len(raw), received, "INBOX")
    with writing(parts.engine) as session:
        record_sighting(session, ImapKey("a@b.example", "INBOX", 1, 1), facts, now())


def outbox(parts: Parts, *arguments: str) -> "subprocess.CompletedProcess[str]":
    config = parts.files.root.parents[1] / "config.toml"
    line = [sys.executable, "-m", "intake", "--config", str(config), "outbox", *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("INTAKE_")}
    return subprocess.run(line, env=environment, capture_output=True, text=True, check=False, timeout=120)


def reply(parts: Parts) -> Outbox:
    with reading(parts.engine) as session:
        return session.exec(select(Outbox)).one()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def mend(parts: Parts) -> None:
    shutil.rmtree(parts.files.root.parents[1] / "mine")
    (parts.files.root.parents[1] / "mine").mkdir()


def test_a_reply_that_could_not_be_written_goes_out_once_its_text_is_mended(parts: Parts) -> None:
    was = reply(parts)
    assert (was.state, was.why, was.data) == (OutboxState.HELD, "render-failed", None)
    assert "intake outbox render 1" in outbox(parts, "list").stdout

    failed = outbox(parts, "render", "1")
    assert failed.returncode == 1 and failed.stderr.startswith("1: ")
    assert reply(parts) == was

    mend(parts)
    done = outbox(parts, "render", "--all")
    row = reply(parts)
    assert (done.returncode, done.stdout, done.stderr, row.why) == (0, "1: pending\n", "", "")
    assert (row.state, row.why) == (OutboxState.PENDING, "")
    mail = message_from_bytes(row.data or b"", policy=policy.default)
    assert (mail["To"], mail["Message-ID"]) == (was.to_address, row.rfc_message_id)
    assert mail["Subject"].startswith("[DGTI-2566-0001]") and mail["In-Reply-To"]
    assert now() - parsedate_to_datetime(mail["Date"]) < timedelta(minutes=2)
    with reading(parts.engine) as session:
        event = session.exec(select(Event).order_by(col(Event.seq).desc())).first()
        assert event and (event.what, event.facts["bytes"]) == ("reply-render", sha256(row.data or b""))
        assert list(check(session, parts.contest, parts.files)) == []

    again = outbox(parts, "render", "1")
    assert again.returncode == 1 and again.stderr.startswith("1: ")
    assert reply(parts).data == row.data
    assert outbox(parts, "render", "--all").stdout == "there is none that this applies to\n"


def test_a_parser_that_does_not_start_is_one_line_and_leaves_the_reply_held(
    parts: Parts, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mend(parts)
    was, config = reply(parts), parts.files.root.parents[1] / "config.toml"
    monkeypatch.setattr(Parser, "helper_module", "parsers.child.nowhere")
    monkeypatch.setattr(sys, "argv", ["intake", "--config", str(config), "outbox", "render", "1"])
    with pytest.raises(SystemExit) as ended:
        main()
    (line,) = capsys.readouterr().err.splitlines()
    assert (ended.value.code, line.endswith("; what was not written stays held")) == (1, True), line
    assert reply(parts) == was
