"""Two daemons that answer each other, and mail of ours that comes back: on real servers, to the end."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from email import message_from_bytes
from pathlib import Path

import pytest
from machine_mails import DSN, STATUS, report
from servers.dovecot import Dovecot
from servers.installation import Installation, parsed
from servers.mails import ADDRESS, entry, mail
from servers.program import Program
from servers.smtp_sink import SmtpSink

OTHER = "awards@other.example"
ROUNDS = 3
Journey = Callable[[bytes], bytes]


@pytest.fixture
def pair(installation: Installation, program: Program, tmp_path: Path) -> Iterator[tuple[Installation, ...]]:
    """Two installations of two contests, each with an account and a sink of its own."""
    with SmtpSink() as sink, closing(Dovecot()) as server:
        server.start()
        folder = tmp_path / "other"
        folder.mkdir()
        other = Installation(folder, program, server, sink)
        other.configure(
            contest={"id": "other-2566", "reference_prefix": "OTHER-66", "email": OTHER},
            smtp={"from_address": OTHER},
        )
        try:
            yield installation, other
        finally:
            other.close()


def as_sent(raw: bytes) -> bytes:
    return raw


def stripped(raw: bytes) -> bytes:
    """What a gateway leaves that takes away all it does not know, and the signs of RFC 3834."""
    return without(raw, "Auto-Submitted", "X-Auto-Response-Suppress", "X-Intake-Contest", "Precedence")


def stripped_and_renamed(raw: bytes) -> bytes:
    """The same by a relay that gives each mail a Message-ID of its own, as Amazon SES does."""
    told = message_from_bytes(stripped(raw))
    token = str(abs(hash(raw)))
    del told["Message-ID"]
    told["Message-ID"] = f"<{token}@relay.example>"
    return told.as_bytes()


def without(raw: bytes, *names: str) -> bytes:
    told = message_from_bytes(raw)
    for name in names:
        del told[name]
    return told.as_bytes()


@pytest.mark.parametrize(
    "journey",
    [stripped_and_renamed, *(pytest.param(each, marks=pytest.mark.slow) for each in (as_sent, stripped))],
)
def test_two_daemons_pointed_at_each_other_exchange_one_mail_each_at_most(
    pair: tuple[Installation, Installation], journey: Journey
) -> None:
    ours, other = pair
    first = mail(1, [], subject="สอบถามการส่งผลงาน", text="ส่งเป็นวิดีโอได้หรือไม่")
    ours.deliver(first.replace(b"saraban1@office.example", OTHER.encode()))
    for _ in range(ROUNDS):
        carry(ours, other, journey)
        carry(other, ours, journey)
    assert (len(ours.sink.mails), len(other.sink.mails)) == (1, 0)
    assert [row["verdict"] for row in other.log_json()] == ["ignored"]
    ours.verify()
    other.verify()


def carry(source: Installation, target: Installation, journey: Journey) -> None:
    """One run of `source`; what it sent is delivered to `target`."""
    before = len(source.sink.mails)
    source.run_once()
    target.deliver(*(journey(each.data) for each in source.sink.mails[before:]))


def bounce_of(reply: bytes, status: str = "5.1.1") -> bytes:
    """The report on a reply of ours, as Postfix writes it."""
    returned = reply.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode()
    address = str(message_from_bytes(reply)["To"])
    body = report(
        "Content-Type: text/plain\n\nThis is the mail system at host mx.office.example.\n",
        STATUS.format(action="failed", status=status).replace("Nobody@office.go.th", address),
        f"Content-Type: text/rfc822-headers\n\n{returned}\n",
    )
    head = (
        f"Return-Path: <>\nFrom: MAILER-DAEMON@mx.office.example\nTo: {ADDRESS}\nMIME-Version: 1.0\n"
        f"Subject: Undelivered Mail Returned to Sender\nMessage-ID: <{status}@mx.office.example>\n"
        f"Content-Type: {DSN}\n\n"
    )
    return (head + body).replace("\n", "\r\n").encode()


def done(installation: Installation, *command: str) -> str:
    """What a command prints, which must succeed."""
    ended = installation.intake(*command)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_a_reply_that_comes_back_is_told_and_its_address_spared_until_it_writes_again(
    installation: Installation,
) -> None:
    installation.deliver(entry(3))
    installation.run_once()
    (acknowledged,) = installation.sink.mails
    installation.deliver(bounce_of(acknowledged.data))
    assert installation.start("--once").wait() == 0, installation.daemon_log.read_text()

    told = {row["verdict"]: row for row in installation.log_json()}
    reply = told["accepted"]["reply"]
    assert (reply["state"], reply["error"]) == ("failed", "came back: saraban3@office.example 5.1.1")
    assert told["ignored"]["reply"]["template"] is None
    assert (
        "DGTI-2566-0001: reply 1 came back; the applicant has not been told"
        in installation.daemon_log.read_text()
    )
    shown = done(installation, "show", "DGTI-2566-0001")
    assert "ผู้ส่งยังไม่ทราบผล the applicant has not been told" in shown
    assert "จดหมายตีกลับ the letter came back" in shown
    assert "came back: saraban3@office.example 5.1.1" in done(installation, "outbox", "list")

    asks = mail(4, [], slug="asks", subject="สอบถาม", text="ขอทราบกำหนดส่ง")
    installation.deliver(asks.replace(b"\r\nTo: ", b"\r\nReply-To: saraban3@office.example\r\nTo: ", 1))
    installation.run_once()
    assert installation.log_json()[-1]["reply"]["suppressed"] == "bounced"
    assert len(installation.sink.mails) == 1

    installation.deliver(mail(3, [], slug="again", subject="สอบถาม", text="ขอทราบว่าได้รับผลงานหรือยัง"))
    installation.run_once()
    assert parsed(installation.sink.mails[-1])["To"] == "saraban3@office.example"
    assert len(installation.sink.mails) == 2
    installation.verify()


def test_a_forged_report_without_our_message_id_changes_nothing(installation: Installation) -> None:
    installation.deliver(entry(3))
    installation.run_once()
    (acknowledged,) = installation.sink.mails
    forged = re.sub(rb"(Message-ID: <)[0-9a-f]{32}", rb"\g<1>" + b"0" * 32, acknowledged.data)
    installation.deliver(bounce_of(forged))
    installation.run_once()
    (row,) = (each for each in installation.log_json() if each["verdict"] == "accepted")
    assert row["reply"]["state"] == "sent"
