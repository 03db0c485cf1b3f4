"""What happens in a real mailbox while the daemon works in it: staff, restarts, large mail, TLS."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from servers.installation import FOLDERS, SMTP_LOGIN, Installation, message_id, text_of
from servers.mails import MIDDLE, entry, form, mail, presentation, sender
from servers.smtp_sink import SmtpSink


@pytest.fixture
def secured(installation: Installation, request: pytest.FixtureRequest) -> Iterator[Installation]:
    """The same behind TLS, with passwords on both ways; the test names the kind: "implicit" or "starttls"."""
    certificates = installation.dovecot.certificates
    installation.environment["INTAKE_SMTP_PASSWORD"] = SMTP_LOGIN[1]
    kind = request.param
    with SmtpSink(tls=kind, context=certificates.server_context(), login=SMTP_LOGIN) as sink:
        installation.sink = sink
        port = installation.dovecot.tls_port if kind == "implicit" else installation.dovecot.port
        installation.configure(
            mailbox={"tls": kind, "port": port, "ca_file": str(certificates.authority)},
            smtp={
                "tls": kind,
                "port": sink.port,
                "username": SMTP_LOGIN[0],
                "ca_file": str(certificates.authority),
            },
        )
        yield installation


@pytest.mark.parametrize("secured", ["implicit", "starttls"], indirect=True)
def test_over_tls_a_mail_is_fetched_judged_answered_and_filed(secured: Installation) -> None:
    secured.deliver(entry(0))
    secured.run_once()
    assert secured.answered() == [message_id(entry(0))]
    assert secured.folders() == {FOLDERS["accepted"]: [message_id(entry(0))]}
    assert "AUTH" in secured.sink.verbs()
    secured.verify()


@pytest.mark.parametrize("secured", ["implicit"], indirect=True)
def test_a_server_whose_certificate_nobody_vouches_for_gets_no_password(secured: Installation) -> None:
    secured.configure(mailbox={"ca_file": None})
    secured.deliver(entry(0))
    done = secured.intake("run", "--once")
    assert done.returncode == 1
    assert "certificate is not trusted" in done.stderr
    assert "name that one's certificate in [mailbox] ca_file" in done.stderr
    assert "Traceback" not in done.stderr
    assert secured.sink.verbs() == []


def test_a_mail_that_arrives_while_the_daemon_idles_is_answered(installation: Installation) -> None:
    installation.configure(mailbox={"poll_seconds": 600})
    daemon = installation.start()
    installation.wait_for(installation.is_idling, "IDLE")
    installation.deliver(entry(0))
    installation.sink.wait_for_mails(1, 30)
    installation.wait_for(lambda: installation.statuses() == ["filed"], "filing")
    installation.deliver(mail(1, [form(1)]))
    installation.sink.wait_for_mails(2, 30)
    installation.wait_for(lambda: installation.statuses() == ["filed", "filed"], "filing")
    installation.stop(daemon)
    assert daemon.returncode == 0
    assert installation.findings() == []


def test_without_idle_the_daemon_polls(installation: Installation) -> None:
    installation.configure(mailbox={"idle": False, "poll_seconds": 1})
    daemon = installation.start()
    installation.deliver(entry(0))
    installation.sink.wait_for_mails(1, 30)
    installation.stop(daemon)


def test_the_work_of_a_running_daemon_is_seen_by_others_and_survives_its_death(
    installation: Installation,
) -> None:
    """A command that closes the database last must not take the write-ahead log away from under it."""
    installation.run_once()
    daemon = installation.start()
    for number in (0, 1):
        installation.deliver(entry(number))
        installation.sink.wait_for_mails(number + 1, 30)
        installation.wait_for(lambda: set(installation.statuses()) == {"filed"}, "filing")
        assert len(installation.log_json()) == number + 1
    daemon.kill()
    daemon.wait()
    assert len(installation.log_json()) == 2
    installation.verify()


def test_the_mail_server_is_restarted_and_work_goes_on(installation: Installation) -> None:
    daemon = installation.start()
    installation.deliver(entry(0))
    installation.sink.wait_for_mails(1, 30)
    installation.dovecot.restart()
    installation.deliver(entry(1))
    installation.sink.wait_for_mails(2, 60)
    installation.wait_for(lambda: installation.statuses() == ["filed", "filed"], "filing")
    installation.stop(daemon)
    assert daemon.returncode == 0
    assert "Traceback" not in installation.daemon_log.read_text()
    assert installation.findings() == []


def test_the_smtp_server_is_away_for_a_while(installation: Installation) -> None:
    installation.deliver(entry(0))
    installation.sink.stop()
    done = installation.intake("run", "--once")
    assert done.returncode == 1
    assert installation.folders() == {FOLDERS["accepted"]: [message_id(entry(0))]}
    assert [row["reply"]["state"] for row in installation.rows()] == ["pending"]

    installation.sink.start()
    installation.make_due()
    installation.run_once()
    assert installation.answered() == [message_id(entry(0))]


def test_somebody_else_having_read_a_message_changes_nothing(installation: Installation) -> None:
    installation.deliver(entry(0))
    with installation.dovecot.client() as staff:
        staff.select_folder("INBOX")
        staff.add_flags(staff.search(), [b"\\Seen"])
    installation.run_once()
    assert installation.answered() == [message_id(entry(0))]
    with installation.dovecot.client() as staff:
        staff.select_folder(FOLDERS["accepted"], readonly=True)
        (row,) = staff.fetch(staff.search(), ["FLAGS"]).values()
        assert b"\\Seen" in row[b"FLAGS"]


def test_a_mail_that_staff_copy_back_into_the_inbox_is_filed_again_and_not_entered_twice(
    installation: Installation,
) -> None:
    installation.deliver(entry(0))
    installation.run_once()
    with installation.dovecot.client() as staff:
        staff.select_folder(FOLDERS["accepted"])
        staff.copy(staff.search(), "INBOX")
    installation.run_once()
    assert len(installation.rows()) == 1
    assert len(installation.sink.mails) == 1
    assert installation.folders() == {FOLDERS["accepted"]: [message_id(entry(0))] * 2}
    installation.verify()


def test_a_folder_that_is_made_anew_with_the_same_mail_enters_nothing_twice(
    installation: Installation,
) -> None:
    """Its UIDVALIDITY is another, and every number in it means something else (RFC 3501, 2.3.1.1)."""
    installation.configure(mailbox={"folders": ["ส่งผลงาน"], "accepted_folder": ""})
    for numbers in ((0, 1), (1, 0, 2)):
        with installation.dovecot.client() as staff:
            if staff.folder_exists("ส่งผลงาน"):
                staff.delete_folder("ส่งผลงาน")
            staff.create_folder("ส่งผลงาน")
            for number in numbers:
                staff.append("ส่งผลงาน", entry(number))
        installation.run_once()
    assert sorted(row["message_id"] for row in installation.rows()) == [
        message_id(entry(number)) for number in (0, 1, 2)
    ]
    assert len(installation.sink.mails) == 3
    installation.verify()


def test_a_message_beyond_the_limit_is_judged_by_its_headers_and_told_so(installation: Installation) -> None:
    installation.configure(mailbox={"max_message_mb": 1})
    large = entry(0, media=1_500_000)
    installation.deliver(large)
    installation.run_once()
    (row,) = installation.rows()
    assert row["verdict"] == "held"
    assert "too-large" in [reason["code"] for reason in row["reasons"]]
    assert row["reply"]["to"] == sender(0)
    (sent,) = installation.sink.mails
    assert sent.recipients == (sender(0),)
    assert "DGTI-2566-0001" in text_of(sent)
    assert installation.folders() == {FOLDERS["held"]: [message_id(large)]}
    installation.verify()


def test_a_correction_that_the_same_poll_makes_pointless_is_not_sent(installation: Installation) -> None:
    first = mail(0, [form(0)])
    second = mail(0, [presentation(0)], slug="more", answering=message_id(first))
    installation.dovecot.deliver([first], at_minute(1))
    installation.dovecot.deliver([second], at_minute(2))
    installation.run_once()
    rows = {row["message_id"]: row for row in installation.rows()}
    assert rows[message_id(first)]["reply"]["suppressed"] == "superseded"
    assert rows[message_id(second)]["verdict"] == "accepted"
    assert installation.answered() == [message_id(second)]


def test_an_answer_numbered_before_what_it_answers_is_judged_after_it(installation: Installation) -> None:
    """As a migration may leave a mailbox: what counts is when each was received."""
    first = mail(0, [form(0)])
    second = mail(0, [presentation(0)], slug="more", answering=message_id(first))
    with installation.dovecot.client() as staff:
        staff.append("INBOX", second, msg_time=at_minute(2))
        for number in range(1, 60):
            staff.append("INBOX", mail(number, [], subject="สอบถาม", text="สอบถาม"), msg_time=at_minute(3))
        staff.append("INBOX", first, msg_time=at_minute(1))
    installation.run_once()
    rows = {row["message_id"]: row for row in installation.rows()}
    assert rows[message_id(second)]["verdict"] == "accepted"
    assert rows[message_id(second)]["reference"] == rows[message_id(first)]["reference"]


def test_a_target_folder_that_cannot_be_made_keeps_the_mail_and_the_record(
    installation: Installation,
) -> None:
    installation.configure(mailbox={"accepted_folder": "x" * 300})
    installation.deliver(entry(0))
    installation.run_once()
    assert installation.statuses() == ["decided"]
    assert installation.folders() == {"INBOX": [message_id(entry(0))]}
    assert installation.answered() == [message_id(entry(0))]

    installation.configure(mailbox={"accepted_folder": FOLDERS["accepted"]})
    installation.run_once()
    assert installation.folders() == {FOLDERS["accepted"]: [message_id(entry(0))]}
    assert len(installation.sink.mails) == 1


def at_minute(minute: int) -> datetime:
    return MIDDLE + timedelta(minutes=minute)
