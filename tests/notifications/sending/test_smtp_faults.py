"""What becomes of a reply, and of the next one, whatever the SMTP server does: by the outbox's own states."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from servers.certificates import Certificates, make_certificates
from servers.installation import parsed
from servers.office import MIDDLE, Office, office
from servers.smtp_script import Step
from servers.smtp_sink import SmtpSink
from sqlmodel import select

from credentials import Password
from notifications.transport import Smtp, Timeouts
from storage.engine import reading, writing
from storage.outbox import replies
from storage.tables import Event

LOGIN = ("us", "hunter2-รหัส")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@contextmanager
def desk(folder: Path, certificates: Certificates | None = None, **smtp: Any) -> Iterator[Office]:
    """An office whose sink wants a login over STARTTLS, where there are certificates."""
    if certificates is None:
        with SmtpSink() as sink, office(folder, sink, **smtp) as plain:
            yield plain
        return
    with SmtpSink(tls="starttls", context=certificates.server_context(), login=LOGIN) as sink:
        ours = {
            "tls": "starttls",
            "username": LOGIN[0],
            "password": LOGIN[1],
            "ssl_context": certificates.client_context(),
        }
        with office(folder, sink, **{**ours, **smtp}) as secured:
            yield secured


DROP, ENDLESS, BYTES, TWICE = "(drop)", "(endless)", "(8-bit)", "(two answers)"
PENDING, SENT, FAILED = "pending", "sent", "failed"
OURS, THEIRS = True, False
"""Whether the round ends, and the organiser is told."""


@dataclass(frozen=True)
class Fate:
    """What the fault on the first of two replies makes of both, in its own round and in one after it."""

    first: str
    second: str
    told: bool
    connections: int
    later: str
    copies: int


STOPS = Fate(PENDING, PENDING, OURS, 1, SENT, 1)  # nothing more is tried, and nobody is blamed
WAITS = Fate(PENDING, SENT, THEIRS, 1, SENT, 1)  # this one waits, the next goes out
OVER = Fate(FAILED, SENT, THEIRS, 1, FAILED, 0)  # this one is over, the next goes out
BLAMED = Fate(PENDING, SENT, OURS, 1, SENT, 1)  # this one waits, the next goes out, and we are told
PARTS = Fate(PENDING, SENT, THEIRS, 2, SENT, 1)  # the connection is lost: a new one for the next
AGAIN = Fate(PENDING, SENT, THEIRS, 2, SENT, 2)  # taken unheard: sent again, once
NOTHING = Fate(SENT, SENT, THEIRS, 1, SENT, 1)  # it is past

# at             the server answers               so
TABLE: list[tuple[Step, str, Fate]] = [
    ("banner",   "421 4.3.2 too busy",            STOPS),
    ("banner",   "450 4.3.2 not now",             STOPS),
    ("banner",   "554 5.3.2 no service",          STOPS),
    ("banner",   "nonsense",                      STOPS),
    ("banner",   BYTES,                           STOPS),
    ("banner",   ENDLESS,                         STOPS),
    ("banner",   DROP,                            STOPS),
    ("ehlo",     "421 4.3.2 too busy",            STOPS),
    ("ehlo",     "451 4.3.0 not now",             STOPS),
    ("ehlo",     "502 5.5.1 what",                STOPS),
    ("ehlo",     "nonsense",                      STOPS),
    ("ehlo",     ENDLESS,                         STOPS),
    ("ehlo",     DROP,                            STOPS),
    ("starttls", "421 4.3.2 too busy",            STOPS),
    ("starttls", "454 4.7.0 not now",             STOPS),
    ("starttls", "501 5.5.4 what",                STOPS),
    ("starttls", "220 no TLS follows",            STOPS),
    ("starttls", ENDLESS,                         STOPS),
    ("starttls", DROP,                            STOPS),
    ("auth",     "421 4.3.2 too busy",            STOPS),
    ("auth",     "454 4.7.0 not now",             STOPS),
    ("auth",     "535 5.7.8 wrong password",      STOPS),
    ("auth",     "nonsense",                      STOPS),
    ("auth",     DROP,                            STOPS),
    ("mail",     "421 4.3.2 too busy",            STOPS),
    ("mail",     "452 4.5.3 too many mails",      STOPS),
    ("mail",     "530 5.7.0 log in first",        STOPS),
    ("mail",     "550 5.7.1 not your address",    STOPS),
    ("mail",     "nonsense",                      STOPS),
    ("mail",     ENDLESS,                         STOPS),
    ("mail",     DROP,                            STOPS),
    ("rcpt",     "421 4.4.5 too busy",            PARTS),
    ("rcpt",     "450 4.7.1 greylisted",          WAITS),
    ("rcpt",     "452 4.2.2 mailbox full",        WAITS),
    ("rcpt",     "550 5.1.1 no such user",        OVER),
    ("rcpt",     "550 5.1.2 no such host",        OVER),
    ("rcpt",     "551 5.1.6 has moved",           OVER),
    ("rcpt",     "556 5.1.10 takes no mail",      OVER),
    ("rcpt",     "550 5.2.1 mailbox disabled",    OVER),
    ("rcpt",     "550 5.1.0 address rejected",    BLAMED),
    ("rcpt",     "550 5.1.7 bad sender address",  BLAMED),
    ("rcpt",     "550 5.1.8 bad sender's domain", BLAMED),
    ("rcpt",     "550 5.1.100 what",              BLAMED),
    ("rcpt",     "550 5.2.0 STOREDRV.Submission.Exception", BLAMED),
    ("rcpt",     "550 5.2.1 STOREDRV.Submission.Exception", BLAMED),
    ("rcpt",     "550 5.2.1 the sender is disabled", BLAMED),
    ("rcpt",     "550 5.2.1 not allowed to send as this account", BLAMED),
    ("rcpt",     "550 5.2.1 address not owned by this user", BLAMED),
    ("rcpt",     "550 5.2.1 outbound mail is blocked", BLAMED),
    ("rcpt",     "552 5.2.2 sending quota reached", BLAMED),
    ("rcpt",     "550 5.2.2 daily sending limit reached", BLAMED),
    ("rcpt",     "550 5.2.3 message too long",    BLAMED),
    ("rcpt",     "550 ไม่มีผู้ใช้นี้",                   BLAMED),
    ("rcpt",     "552 5.2.2 mailbox full",        OVER),
    ("rcpt",     "553 5.1.3 bad address",         OVER),
    ("rcpt",     "550 5.7.1 blocked by policy",   BLAMED),
    ("rcpt",     "554 5.7.1 Relay access denied", STOPS),
    ("rcpt",     "550 5.7.1 authentication required", STOPS),
    ("rcpt",     "530 5.7.0 log in first",        STOPS),
    ("rcpt",     BYTES,                           BLAMED),
    ("rcpt",     TWICE,                           PARTS),
    ("rcpt",     ENDLESS,                         PARTS),
    ("rcpt",     DROP,                            PARTS),
    ("data",     "421 4.3.2 shutting down",       PARTS),
    ("data",     "451 4.3.0 not now",             WAITS),
    ("data",     "550 5.7.1 no",                  BLAMED),
    ("data",     "554 5.5.1 no",                  BLAMED),
    ("data",     TWICE,                           PARTS),
    ("data",     DROP,                            PARTS),
    ("content",  DROP,                            PARTS),
    ("before_final", DROP,                        PARTS),
    ("final",    "421 4.3.2 shutting down",       PARTS),
    ("final",    "452 4.3.1 disk full",           WAITS),
    ("final",    "550 5.1.1 no such user",        OVER),
    ("final",    "550 5.4.5 daily limit exceeded", BLAMED),
    ("final",    "552 5.3.4 too big",             BLAMED),
    ("final",    "554 5.7.1 looks like spam",     BLAMED),
    ("final",    "354 what",                      PARTS),
    ("final",    "nonsense",                      PARTS),
    ("final",    ENDLESS,                         PARTS),
    ("after_final", DROP,                         AGAIN),
    ("quit",     "421 4.3.2 gone",                NOTHING),
    ("quit",     "500 5.5.1 what",                NOTHING),
    ("quit",     ENDLESS,                         NOTHING),
    ("quit",     DROP,                            NOTHING),
]  # fmt: skip


def script(sink: SmtpSink, at: Step, answer: str) -> None:
    """Has the sink answer so, once."""
    raw = {
        ENDLESS: b"250-" + b"x" * 4000 + b"\r\n",
        BYTES: "550 ไม่มีผู้ใช้นี้\r\n".encode("tis-620"),
        TWICE: b"354 go on\r\n250 2.0.0 queued\r\n" if at == "data" else b"250 yes\r\n250 and more\r\n",
    }
    if answer == DROP:
        sink.drop(at)
    elif answer in raw:
        sink.babble(at, raw[answer], endless=answer == ENDLESS)
    else:
        sink.fail(at, answer)


@pytest.mark.parametrize(("at", "answer", "fate"), TABLE, ids=[f"{at} {answer}" for at, answer, _ in TABLE])
def test_a_fault_at_one_reply(
    tmp_path: Path, certificates: Certificates, at: Step, answer: str, fate: Fate
) -> None:
    with desk(tmp_path, certificates if at in ("starttls", "auth") else None) as office:
        office.entry("first@one.example")
        office.entry("second@two.example", "เทศบาลตำบลอื่น")
        script(office.sink, at, answer)

        told = office.send()
        assert office.states() == [fate.first, fate.second]
        assert (told.fault is not None, office.sink.connections) == (fate.told, fate.connections)

        office.clock.step(minutes=2)
        office.send()
        assert office.states() == [fate.later, SENT]
        copies = [mail for mail in office.sink.mails if mail.recipients == ("first@one.example",)]
        assert len(copies) == fate.copies
        assert len({mail.data for mail in copies}) <= 1
        assert [mail.recipients for mail in office.sink.mails].count(("second@two.example",)) == 1


def many(office: Office, count: int) -> None:
    """So many replies that wait."""
    for number in range(count):
        office.entry(f"clerk@o{number}.example", f"เทศบาลตำบลที่{number}")


def heard(office: Office, verb: str) -> int:
    return office.sink.verbs().count(verb)


def always(at: Step, answer: str) -> Callable[[SmtpSink], None]:
    return lambda sink: sink.fail(at, answer, times=1000)


@pytest.mark.parametrize("at", ["banner", "ehlo", "mail"])
def test_a_server_that_is_ill_is_asked_once_a_round_however_many_wait(tmp_path: Path, at: Step) -> None:
    with desk(tmp_path) as office:
        many(office, 30)
        always(at, "451 4.3.0 not now")(office.sink)
        for round_ in range(1, 4):
            assert office.send().fault is not None
            assert office.sink.connections == round_
            office.clock.step(minutes=1)
        assert set(office.states()) == {PENDING}


def test_a_changed_password_tells_somebody_and_every_reply_goes_out_once_it_is_mended(
    tmp_path: Path, certificates: Certificates
) -> None:
    with desk(tmp_path, certificates, password="old") as office:
        many(office, 5)
        fault = office.send().fault
        assert fault is not None
        assert (fault.step, fault.code) == ("auth", 535)
        assert "old" not in str(fault).split()
        assert (set(office.states()), heard(office, "AUTH")) == ({PENDING}, 1)
        office.smtp._credential = Password(LOGIN[1])
        office.clock.step(minutes=1)
        office.send()
        assert office.states() == [SENT] * 5


@pytest.mark.parametrize("trouble", ["stripped", "another's certificate", "no TLS at all"])
def test_without_proper_tls_nothing_is_said(tmp_path: Path, certificates: Certificates, trouble: str) -> None:
    server = certificates.server_context()
    ours: dict[str, Any] = {"tls": "starttls", "ssl_context": certificates.client_context()}
    if trouble == "another's certificate":
        ours["ssl_context"] = ssl.create_default_context()
    elif trouble == "no TLS at all":
        ours["tls"] = "implicit"
    sink = SmtpSink(tls="starttls", context=server) if "certificate" in trouble else SmtpSink()
    with sink, office(tmp_path, sink, **ours) as desk_:
        many(desk_, 2)
        assert desk_.send().fault is not None
        assert (desk_.states(), heard(desk_, "MAIL"), sink.connections) == ([PENDING] * 2, 0, 1)


def test_an_account_that_is_blocked_costs_no_reply(tmp_path: Path) -> None:
    with desk(tmp_path) as office:
        many(office, 6)
        always("rcpt", "550 5.7.1 <clerk@o.example>: sender blocked")(office.sink)
        fault = office.send().fault
        assert fault is not None
        assert "o.example" not in str(fault)
        assert heard(office, "RCPT") == 3
        for _ in range(3):
            office.clock.step(hours=1)
            office.send()
        assert (set(office.states()), heard(office, "RCPT")) == ({PENDING}, 6)
        office.clock.step(days=20)  # a long holiday, and a few days more
        office.send()
        assert (set(office.states()), heard(office, "RCPT")) == ({PENDING}, 7)
        office.sink.fail("rcpt", "250 2.1.5 go on")
        office.send()
        office.clock.step(hours=2)
        office.send()


def test_refusals_alike_are_counted_from_the_records_so_that_every_run_sees_them(tmp_path: Path) -> None:
    with desk(tmp_path) as office:
        many(office, 2)
        always("final", "554 5.7.1 looks like spam")(office.sink)
        assert "in a row" not in str(office.send().fault)
        office.clock.step(hours=1)
        assert "in a row" not in str(office.send().fault)  # the same two once more
        office.clock.step(minutes=1)
        many(office, 3)
        with Smtp(office.parts.settings.smtp, None) as another_run:
            office.smtp = another_run
            assert "3 mails in a row" in str(office.send().fault)
            assert heard(office, "RCPT") == 5
            assert "in a row" in str(office.send().fault)
            assert heard(office, "RCPT") == 6


def test_a_mail_that_is_taken_ends_the_row(tmp_path: Path) -> None:
    with desk(tmp_path) as office:
        many(office, 5)
        for answer in ("550 5.7.1 no", "550 5.7.1 never"):
            office.sink.fail("rcpt", answer)
        office.send()
        assert office.states() == [PENDING, PENDING, SENT, SENT, SENT]
        office.sink.fail("rcpt", "550 5.7.1 no")
        many(office, 1)
        assert "in a row" not in str(office.send().fault)


def test_a_reply_that_is_refused_time_and_again_is_one_that_a_person_may_drop(tmp_path: Path) -> None:
    with desk(tmp_path) as office:
        office.entry()
        always("final", "552 5.3.4 too big")(office.sink)
        office.send()
        with writing(office.parts.engine) as session:
            replies.drop(session, office.parts.contest, office.reply().id, "somchai", office.clock.now)
        assert (office.states(), office.send().fault) == (["dropped"], None)


def test_invented_addresses_one_after_the_other_are_nobodys_fault_but_theirs(tmp_path: Path) -> None:
    with desk(tmp_path) as office:
        many(office, 6)
        office.sink.fail("rcpt", "550 5.1.1 no such user", times=5)
        assert office.send().fault is None
        assert office.states() == [*[FAILED] * 5, SENT]
        assert office.sink.connections == 1


@pytest.mark.parametrize("at", ["rcpt", "data", "final"])
def test_a_server_that_hangs_up_over_every_mail_is_left_alone_after_three(tmp_path: Path, at: Step) -> None:
    with desk(tmp_path) as office:
        many(office, 9)
        always(at, "421 4.7.0 too many")(office.sink)
        assert office.send().fault is not None
        assert (set(office.states()), office.sink.connections) == ({PENDING}, 3)


def test_a_server_that_never_answers_the_content_makes_no_crowd_of_uncertain_replies(tmp_path: Path) -> None:
    with desk(tmp_path) as office:
        many(office, 9)
        office.sink.drop("after_final", times=3)
        assert office.send().fault is not None
        assert ([row.ambiguous for row in office.replies()], len(office.sink.mails)) == ([1] * 3 + [0] * 6, 3)


def test_a_grey_list_is_waited_out_and_not_pressed(tmp_path: Path) -> None:
    with desk(tmp_path) as office:
        many(office, 3)
        office.sink.fail("rcpt", "450 4.7.1 greylisted, come back later", times=3)
        assert office.send().fault is None
        office.clock.step(seconds=59)
        office.send()
        assert heard(office, "RCPT") == 3
        office.clock.step(seconds=1)
        office.send()
        assert office.states() == [SENT] * 3


def test_a_slow_yes_is_a_yes(tmp_path: Path) -> None:
    patience = Timeouts(connect=2.0, command=0.3, final=60.0)
    with desk(tmp_path, timeouts=patience) as office:
        office.entry()
        office.sink.stall("after_final", 0.6)
        office.send()
        assert (office.states(), len(office.sink.mails)) == ([SENT], 1)


def test_a_server_that_is_away_for_a_week_loses_nobody_and_is_used_at_once_when_it_is_back(
    tmp_path: Path,
) -> None:
    with desk(tmp_path) as office:
        many(office, 3)
        office.sink.stop()
        for _ in range(7):
            assert office.send().fault is not None
            office.clock.step(days=1)
        assert office.states() == [PENDING] * 3
        assert [bool(row.last_error) for row in office.replies()].count(True) <= 3
        with reading(office.parts.engine) as session:
            told = session.exec(select(Event).where(Event.what == "reply-defer")).all()
        assert len(told) <= 3
        office.sink.start()
        office.send()
        assert office.states() == [SENT] * 3


def test_a_refusal_for_now_that_lasts_five_days_is_one_for_good(tmp_path: Path) -> None:
    with desk(tmp_path) as office:
        office.entry()
        always("rcpt", "450 4.2.0 not now")(office.sink)
        while office.states() == [PENDING]:
            office.send()
            office.clock.step(hours=2)
        assert office.states() == [FAILED]
        assert 5 <= (office.clock.now - MIDDLE).days <= 6
        assert 20 < heard(office, "RCPT") < 110


def test_twice_no_answer_is_left_to_a_person_who_may_have_it_sent_again(tmp_path: Path) -> None:
    with desk(tmp_path) as office:
        office.entry()
        office.sink.drop("after_final", times=2)
        for _ in range(4):
            office.send()
            office.clock.step(minutes=1)
        assert (office.states(), len(office.sink.mails)) == (["uncertain"], 2)
        with writing(office.parts.engine) as session:
            replies.retry(session, office.parts.contest, office.reply().id, "somchai", office.clock.now)
        office.send()
        assert office.states() == [SENT]
        assert len({mail.data for mail in office.sink.mails}) == 1
        assert {parsed(mail)["Message-ID"] for mail in office.sink.mails} == {office.reply().rfc_message_id}


def test_a_long_session_is_ended_before_the_server_does(tmp_path: Path) -> None:
    with desk(tmp_path) as office, office.smtp as smtp:
        for _ in range(201):
            smtp.send(b"Subject: x\r\n\r\n", "a@b.example", before_data=lambda: None)
        assert (office.sink.connections, heard(office, "QUIT")) == (3, 2)
