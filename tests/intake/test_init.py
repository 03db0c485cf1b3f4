"""`intake init`: the first configuration, asked for, tried on real servers, written with its comments."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers.dovecot import Dovecot
from servers.fixtures import mail_server
from servers.smtp_sink import SmtpSink
from typer.testing import CliRunner, Result

from intake.main import app
from intake.setup.filling import filled, shipped
from settings import load

__all__ = ["mail_server"]

CONTEST = {
    "contest.id": "award-2569",
    "contest.name_th": "รางวัล “ทดลอง”",
    "contest.name_en": "Trial \\ Award",
    "contest.year_be": "2569",
    "contest.opens": "2026-06-01T08:30:00",
    "contest.closes": "2026-07-31T16:30:59",
    "contest.phone": "02-000-0000",
    "contest.unit_th": "ฝ่ายเลขานุการ",
}


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as running:
        yield running


@pytest.fixture
def given(mail_server: Dovecot, sink: SmtpSink) -> dict[str, str]:
    return CONTEST | {
        "mailbox.host": "127.0.0.1",
        "mailbox.port": str(mail_server.port),
        "mailbox.tls": "none",
        "mailbox.username": mail_server.username,
        "smtp.host": "127.0.0.1",
        "smtp.port": str(sink.port),
        "smtp.tls": "none",
        "smtp.username": "",
        "smtp.from_address": "award@office.example",
    }


def init(config: Path, answers: dict[str, str], *more: str, typed: str = "", password: str = "") -> Result:
    sets = [word for name, value in answers.items() for word in ("--set", f"{name}={value}")]
    environment = {"INTAKE_MAILBOX_PASSWORD": password, "INTAKE_SMTP_PASSWORD": ""}
    return CliRunner().invoke(
        app, ["--config", str(config), "init", *sets, *more], input=typed, env=environment
    )


def test_the_answers_stand_in_their_places_and_every_comment_stays(
    tmp_path: Path, mail_server: Dovecot, given: dict[str, str]
) -> None:
    config = tmp_path / "etc" / "config.toml"
    done = init(config, given, "--no-questions", password=mail_server.password)
    assert done.exit_code == 0, done.output + str(done.exception)
    made = load(config, {})
    assert made.contest.name_th == CONTEST["contest.name_th"]
    assert made.contest.name_en == CONTEST["contest.name_en"]
    assert made.contest.reference_prefix == "AWARD-2569"
    assert made.contest.email == "award@office.example"
    assert made.contest.holidays == ()
    assert made.mailbox.port == mail_server.port
    assert config.stat().st_mode & 0o077 == 0
    comments = [line for line in shipped().splitlines() if line.startswith("# ")]
    assert set(comments) <= set(config.read_text("utf-8").splitlines())
    assert "is there already" in str(init(config, given, "--no-questions").exception)


def test_a_person_is_asked_told_what_is_wrong_and_asked_again(
    tmp_path: Path, mail_server: Dovecot, given: dict[str, str]
) -> None:
    config = tmp_path / "config.toml"
    for name in ("mailbox.port", "mailbox.tls", "contest.opens"):
        del given[name]
    typed = [
        "994", "no tls", "none", "wrong password",  # the port of nothing
        "", "127.0.0.1", str(mail_server.port), "none", mail_server.username, mail_server.password,
        "2026-06-01", "2569-06-01T08:30:00", "2026-06-01T08:30:00",
    ]  # fmt: skip
    del given["contest.phone"]
    typed.append("02-111-1111")
    given |= {"mailbox.provider": "generic", "contest.email": "a@office.example", "alarm.email": ""}
    given["contest.reference_prefix"] = "AWARD"
    given |= dict.fromkeys(("organiser.short_th", "organiser.unit_th", "privacy.retention_th"), "")
    given |= {"privacy.dpo_contact": "", "privacy.notice_url": "", "organiser.name_th": "สำนักงานตัวอย่าง"}
    done = init(config, given, typed="\n".join(typed) + "\n")
    assert done.exit_code == 0, done.output + str(done.exception)
    assert "implicit, starttls, or none" in done.output
    assert "127.0.0.1:994" in done.output
    assert "with its time: 2026-06-01T16:30:59" in done.output
    assert "in the Common Era: 2026, not 2569" in done.output
    assert load(config, {}).contest.phone == "02-111-1111"
    assert mail_server.password not in config.read_text("utf-8") + done.output


def test_of_a_provider_that_takes_no_passwords_the_servers_are_known(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    answers = CONTEST | {"mailbox.provider": "microsoft365", "mailbox.username": "award@office.example"}
    done = init(config, answers, "--no-questions")
    assert done.exit_code == 0, done.output + str(done.exception)
    assert "docs/providers.md" in done.output
    made = tomllib.loads(config.read_text("utf-8"))
    assert made["mailbox"]["host"] == "outlook.office365.com"
    assert (made["mailbox"]["auth"], made["smtp"]["auth"]) == ("oauth2", "oauth2")
    assert (
        made["smtp"] | {"host": "smtp.office365.com", "from_address": "award@office.example"} == made["smtp"]
    )


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"contest.closes": "2026-05-01T00:00:00"}, "opens must be before closes"),
        ({"contest.closes": "31 July"}, "contest.closes: a day and a time"),
        ({"mailbox.tls": "ssl"}, "mailbox.tls: implicit, starttls"),
        ({"contest.colour": "red"}, "--set contest.colour: is none of"),
        ({"mailbox.port": "99999"}, "mailbox.port: พอร์ตคือ 1 ถึง 65535"),
        ({"mailbox.host": "one two"}, "mailbox.host: ชื่อเซิร์ฟเวอร์ ไม่มีช่องว่าง"),
        ({"contest.reference_prefix": "รางวัล 2569"}, "contest.reference_prefix: ใช้ A-Z"),
        ({"contest.name_th": ""}, "contest.name_th: ต้องระบุ"),
    ],
)
def test_a_wrong_answer_that_nobody_can_be_asked_about_ends_it(
    tmp_path: Path, given: dict[str, str], answer: dict[str, str], told: str
) -> None:
    config = tmp_path / "config.toml"
    done = init(config, given | answer, "--no-questions", "--untried")
    assert told in str(done.exception)
    assert not config.exists()


def test_an_authority_of_ones_own_is_given_beforehand_and_the_office_is_named(
    tmp_path: Path, given: dict[str, str]
) -> None:
    config = tmp_path / "config.toml"
    more = {
        "mailbox.ca_file": "/usr/local/share/ca.pem",
        "organiser.short_th": "สต.",
        "contest.year_be": "๒๕๖๙",
    }
    done = init(config, given | more, "--no-questions", "--untried")
    assert done.exit_code == 0, done.output + str(done.exception)
    made = load(config, {})
    assert str(made.mailbox.ca_file) == "/usr/local/share/ca.pem"
    assert made.contest.year_be == 2569
    assert (made.organiser.name_th, made.organiser.short_th) == ("ฝ่ายเลขานุการ", "สต.")


def test_a_place_that_cannot_be_written_is_told_before_the_first_question(
    tmp_path: Path, given: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.commands.setup.init.os.access", lambda *_: False)  # root may write anywhere
    done = init(tmp_path / "config.toml", given, "--no-questions", "--untried")
    assert "cannot be written to by this account" in str(done.exception)


def test_the_configuration_that_comes_along_is_filled_only_where_a_key_stands() -> None:
    assert 'webhook = "a\\"b"' in filled(shipped(), {("alarm", "webhook"): 'a"b'})
    assert "answer_received_after = 2026" in filled(shipped(), {("replies", "answer_received_after"): 2026})
    with pytest.raises(KeyError):
        filled(shipped(), {("alarm", "webhok"): ""})
