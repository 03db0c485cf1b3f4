import signal
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import LoginError

from demo.samples import samples
from demo.servers import DemoMail, MailHostError

CONTEST = "dgti_awards@dga.or.th"
THAI_FOLDER = "ตรวจแล้ว/รับแล้ว"
RAW_NAME = "เทศบาล_form1.pdf".encode("tis-620")
MAIL = (
    b"From: <a@mail.example>\r\nSubject: \xe0\xb8\x97\xe0\xb8\x94\xe0\xb8\xaa\xe0\xb8\xad\xe0\xb8\x9a\r\n"
    b'Content-Disposition: attachment; filename="' + RAW_NAME + b'"\r\n\r\nhello\r\n.\r\n\xff\r\n'
)


@pytest.fixture(scope="module")
def mail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoMail]:
    with DemoMail(CONTEST, tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture
def inbox(mail: DemoMail) -> Iterator[IMAPClient]:
    with IMAPClient(mail.host, mail.imap_port, ssl=False, timeout=SocketTimeout(5, 20)) as client:
        client.normalise_times = False
        client.login(mail.address, mail.password)
        client.select_folder("INBOX")
        yield client


def post(mail: DemoMail, to: str, message: bytes) -> None:
    with smtplib.SMTP(mail.host, mail.smtp_port, timeout=10) as server:
        server.sendmail("a@mail.example", [to], message, mail_options=["BODY=8BITMIME"])


def newest(client: IMAPClient) -> int:
    return int(max(client.search("ALL")))


def test_a_deposited_mail_keeps_its_time_and_every_byte(mail: DemoMail, inbox: IMAPClient) -> None:
    received = datetime(2023, 7, 31, 16, 30, 59, tzinfo=timezone(timedelta(hours=7)))
    mail.deposit([(MAIL, received)])
    inbox.noop()
    fetched = inbox.fetch([newest(inbox)], ["BODY.PEEK[]", "INTERNALDATE", "RFC822.SIZE"])
    [facts] = fetched.values()
    assert facts[b"BODY[]"] == MAIL
    assert facts[b"INTERNALDATE"] == received
    assert facts[b"RFC822.SIZE"] == len(MAIL)


def test_every_sample_survives_both_ways_in_byte_for_byte(mail: DemoMail, inbox: IMAPClient) -> None:
    window = samples(datetime(2023, 6, 8, tzinfo=UTC), datetime(2023, 7, 31, tzinfo=UTC))
    before = newest(inbox) if inbox.search("ALL") else 0
    mail.deposit((sample.message, sample.received) for sample in window)
    for sample in window:
        post(mail, CONTEST, sample.message)
    inbox.noop()
    uids = [uid for uid in inbox.search("ALL") if uid > before]
    stored = [inbox.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"] for uid in uids]
    sent = [sample.message for sample in window]
    assert stored[: len(sent)] == sent
    assert [raw[-len(message) :] for raw, message in zip(stored[len(sent) :], sent, strict=True)] == sent


def test_a_mail_can_be_moved_into_a_folder_with_a_thai_name(mail: DemoMail, inbox: IMAPClient) -> None:
    received = datetime(2023, 7, 1, tzinfo=UTC)
    mail.deposit([(MAIL, received)])
    inbox.noop()
    uid = newest(inbox)
    inbox.create_folder(THAI_FOLDER)
    inbox.move([uid], THAI_FOLDER)
    assert uid not in inbox.search("ALL")
    inbox.select_folder(THAI_FOLDER)
    [facts] = inbox.fetch(inbox.search("ALL"), ["BODY.PEEK[]", "INTERNALDATE"]).values()
    assert (facts[b"BODY[]"], facts[b"INTERNALDATE"]) == (MAIL, received)


def test_mail_sent_to_the_contest_arrives_in_the_inbox_now(mail: DemoMail, inbox: IMAPClient) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    post(mail, CONTEST.upper(), MAIL)
    inbox.noop()
    [facts] = inbox.fetch([newest(inbox)], ["BODY.PEEK[]", "INTERNALDATE"]).values()
    trace, kept = facts[b"BODY[]"][: -len(MAIL)], facts[b"BODY[]"][-len(MAIL) :]
    assert kept == MAIL
    assert trace.startswith(b"Return-Path: <a@mail.example>\r\nReceived: from ")
    assert before <= facts[b"INTERNALDATE"] <= datetime.now(UTC)


def test_waiting_for_mail_is_ended_by_its_arrival(mail: DemoMail, inbox: IMAPClient) -> None:
    inbox.idle()
    post(mail, CONTEST, MAIL)
    assert any(b"EXISTS" in response for response in inbox.idle_check(timeout=10))
    inbox.idle_done()


def test_a_reply_lands_in_the_applicants_mailbox_and_not_in_ours(mail: DemoMail, inbox: IMAPClient) -> None:
    already = len(mail.replies())
    waiting = len(inbox.search("ALL"))
    post(mail, "saraban@mail.example", MAIL)
    [reply] = mail.replies()[already:]
    assert (reply.to, reply.raw, reply.subject) == ("saraban@mail.example", MAIL, "ทดสอบ")
    assert abs(datetime.now(UTC) - reply.received_at) < timedelta(minutes=1)
    inbox.noop()
    assert len(inbox.search("ALL")) == waiting


def test_the_text_of_a_reply_is_read_from_its_plain_part(mail: DemoMail) -> None:
    parts = (
        'Content-Type: text/plain; charset="utf-8"\r\n\r\nได้รับแล้ว\r\n',
        'Content-Type: text/html; charset="utf-8"\r\n\r\n<p>x</p>\r\n',
    )
    body = "".join(f"--b\r\n{part}" for part in parts) + "--b--\r\n"
    head = 'To: <b@mail.example>\r\nContent-Type: multipart/alternative; boundary="b"\r\n\r\n'
    post(mail, "b@mail.example", (head + body).encode())
    assert mail.replies()[-1].text.strip() == "ได้รับแล้ว"


def test_a_reply_nobody_can_read_is_kept_all_the_same(mail: DemoMail) -> None:
    message = b"Content-Type: text/plain; charset=no-such-charset\r\n\r\n\xe0\xb8\r\n"
    post(mail, "c@mail.example", message)
    assert (mail.replies()[-1].text, mail.replies()[-1].raw) == ("", message)


def test_replies_of_an_earlier_run_are_not_overwritten(tmp_path: Path) -> None:
    for _ in range(2):
        with DemoMail(CONTEST, tmp_path) as mail:
            post(mail, "a@mail.example", MAIL)
    assert len(mail.replies()) == 2


def test_a_wrong_password_does_not_open_the_inbox(mail: DemoMail) -> None:
    with (
        IMAPClient(mail.host, mail.imap_port, ssl=False, timeout=SocketTimeout(5, 20)) as client,
        pytest.raises(LoginError),
    ):
        client.login(mail.address, "guess")


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with (
            pytest.raises(MailHostError, match=f"port {port} on 127.0.0.1"),
            DemoMail(CONTEST, tmp_path, port),
        ):
            pass


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(MailHostError, match="cannot be written"), DemoMail(CONTEST, tmp_path / "file"):
        pass


def test_the_servers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from demo.servers import DemoMail\n"
        "with DemoMail('a@b.example', Path(sys.argv[1])) as mail:\n"
        "    print(mail.imap_port, flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        port = int(parent.stdout.readline())
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            assert connection.recv(1000).startswith(b"* OK")
            parent.kill()
            rest = b"".join(iter(lambda: connection.recv(1000), b""))
    assert rest == b"" or rest.startswith(b"* BYE")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=10)


def test_ctrl_c_reaches_the_servers_only_through_their_parent(mail: DemoMail, inbox: IMAPClient) -> None:
    assert mail._process
    mail._process.send_signal(signal.SIGINT)
    inbox.noop()
    assert inbox.search("ALL") is not None
