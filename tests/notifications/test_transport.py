"""Every way in which a mail can end at the SMTP server, against a real one."""

import base64
import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from servers.certificates import Certificates, make_certificates
from servers.smtp_script import Step as SinkStep
from servers.smtp_sink import SmtpSink

from credentials import Password
from notifications.transport import (
    AddressUnsupported,
    Ambiguous,
    ConnectionBroken,
    Deferred,
    OwnFault,
    Refused,
    Smtp,
    Timeouts,
    TransportError,
    Unsendable,
    check,
    envelope,
)
from settings import servers, values

MAIL = b"Subject: hello\r\n\r\nHello.\r\n"
APPLICANT = "clerk@maesai.go.th"
PASSWORD = "รหัส-hunter2"
LONG = 60.0


def settings(sink: SmtpSink, tls: values.Tls = "none", username: str = "", **more: str) -> servers.Smtp:
    return servers.Smtp.model_validate(
        {
            "host": sink.host,
            "port": sink.port,
            "tls": tls,
            "username": username,
            "from_address": "us@dga.or.th",
        }
        | more
    )


@dataclass
class Attempts:
    """The outbox's part: counts the calls, and what the server had heard at the last one."""

    sink: SmtpSink
    heard: list[list[str]] = field(default_factory=list)

    def __call__(self) -> None:
        self.heard.append(self.sink.verbs())


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as running:
        yield running


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


def send(smtp: Smtp, data: bytes = MAIL, to: str = APPLICANT) -> str:
    return smtp.send(data, to, before_data=lambda: None).said


DROP = ""  # in the table's column of answers: none, the connection ends
BEFORE, AFTER = 0, 1  # how often before_data was called by then

# what the server answers                what it is              at step    code  attempts
ENDS: list[tuple[SinkStep, str, type[TransportError], str, int | None, int]] = [
    ("banner", "554 no service",           OwnFault,               "banner",  554,  BEFORE),
    ("banner", "421 too busy",             OwnFault,               "banner",  421,  BEFORE),
    ("banner", DROP,                       ConnectionBroken,       "banner",  None, BEFORE),
    ("ehlo",   "502 what",                 OwnFault,               "ehlo",    502,  BEFORE),
    ("ehlo",   "421 too busy",             OwnFault,               "ehlo",    421,  BEFORE),
    ("ehlo",   DROP,                       ConnectionBroken,       "ehlo",    None, BEFORE),
    ("mail",   "451 4.3.0 later",          OwnFault,               "mail",    451,  BEFORE),
    ("mail",   "550 5.7.1 not you",        OwnFault,               "mail",    550,  BEFORE),
    ("mail",   "421 too busy",             OwnFault,               "mail",    421,  BEFORE),
    ("mail",   DROP,                       ConnectionBroken,       "mail",    None, BEFORE),
    ("rcpt",   "451 4.7.1 greylisted",     Deferred,               "rcpt",    451,  BEFORE),
    ("rcpt",   "550 5.1.1 no such user",   Refused,                "rcpt",    550,  BEFORE),
    ("rcpt",   "421 4.4.5 too busy",       Deferred,               "rcpt",    421,  BEFORE),
    ("rcpt",   "530 5.7.0 log in first",   OwnFault,               "rcpt",    530,  BEFORE),
    ("rcpt",   "354 go on",                OwnFault,               "rcpt",    354,  BEFORE),
    ("rcpt",   "nonsense",                 OwnFault,               "rcpt",    -1,   BEFORE),
    ("rcpt",   DROP,                       ConnectionBroken,       "rcpt",    None, BEFORE),
    ("data",   "452 4.3.1 disk full",      Deferred,               "data",    452,  AFTER),
    ("rcpt",   "550 5.7.1 blocked",        OwnFault,               "rcpt",    550,  BEFORE),
    ("rcpt",   "552 5.2.2 sending quota",  OwnFault,               "rcpt",    552,  BEFORE),
    ("data",   "554 5.7.1 no",             OwnFault,               "data",    554,  AFTER),
    ("data",   "421 shutting down",        Deferred,               "data",    421,  AFTER),
    ("data",   "250 what",                 OwnFault,               "data",    250,  AFTER),
    ("data",   DROP,                       ConnectionBroken,       "data",    None, AFTER),
    ("content", DROP,                      Ambiguous,              "final",   None, AFTER),
    ("before_final", DROP,                 Ambiguous,              "final",   None, AFTER),
    ("after_final", DROP,                  Ambiguous,              "final",   None, AFTER),
    ("final",  "452 4.3.1 disk full",      Deferred,               "final",   452,  AFTER),
    ("final",  "552 5.3.4 too big",        OwnFault,               "final",   552,  AFTER),
    ("final",  "550 5.1.1 no such user",   Refused,                "final",   550,  AFTER),
    ("final",  "421 shutting down",        Deferred,               "final",   421,  AFTER),
    ("final",  "354 what",                 Ambiguous,              "final",   354,  AFTER),
    ("final",  "nonsense",                 Ambiguous,              "final",   -1,   AFTER),
]  # fmt: skip


@pytest.mark.parametrize(("at", "answer", "kind", "step", "code", "attempts"), ENDS)
def test_every_end_is_told_apart_and_the_next_mail_goes_out(
    sink: SmtpSink,
    at: SinkStep,
    answer: str,
    kind: type[TransportError],
    step: str,
    code: int | None,
    attempts: int,
) -> None:
    if answer == DROP:
        sink.drop(at)
    else:
        sink.fail(at, answer)
    before_data = Attempts(sink)
    with Smtp(settings(sink), None) as smtp:
        with pytest.raises(TransportError) as raised:
            smtp.send(MAIL, APPLICANT, before_data=before_data)
        assert len(sink.mails) == (at == "after_final")
        send(smtp, MAIL.replace(b"hello", b"next"))

    error = raised.value
    assert (type(error), error.step, error.code) == (kind, step, code)
    assert error.temporary is (kind is not Refused)
    assert len(before_data.heard) == attempts
    assert b"next" in sink.mails[-1].data


def test_before_data_is_called_once_between_rcpt_and_data(sink: SmtpSink) -> None:
    before_data = Attempts(sink)
    with Smtp(settings(sink), None) as smtp:
        smtp.send(MAIL, APPLICANT, before_data=before_data)
    assert before_data.heard == [["EHLO", "MAIL", "RCPT"]]
    assert sink.verbs() == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]


def test_what_before_data_raises_passes_on_and_nothing_is_sent(sink: SmtpSink) -> None:
    def commit() -> None:
        raise RuntimeError("the database is locked")

    with Smtp(settings(sink), None) as smtp:
        with pytest.raises(RuntimeError, match="locked"):
            smtp.send(MAIL, APPLICANT, before_data=commit)
        assert sink.verbs() == ["EHLO", "MAIL", "RCPT", "RSET"]
        send(smtp)
    assert (len(sink.mails), sink.connections) == (1, 1)


def test_the_receipt_holds_the_servers_last_word(sink: SmtpSink) -> None:
    with Smtp(settings(sink), None) as smtp:
        receipt = smtp.send(MAIL, APPLICANT, before_data=lambda: None)
    assert (receipt.code, receipt.said) == (250, "2.0.0 queued as 1")
    assert (sink.mails[0].sender, sink.mails[0].recipients) == ("us@dga.or.th", (APPLICANT,))


THAI = base64.encodebytes(("องค์การบริหารส่วนตำบลแม่ใส " * 40).encode()).replace(b"\n", b"\r\n")


@pytest.mark.parametrize(
    "data",
    [
        b".\r\n",
        b"..\r\n.\r\n...\r\n",
        b"Subject: x\r\n\r\n.a line\r\nand .another\r\n.\r\n",
        b"Subject: x\r\n\r\n\r\n\r\n",
        b"Subject: x\r\n\r\n" + b"a" * 20_000 + b"\r\n",
        b"Content-Transfer-Encoding: base64\r\n\r\n" + THAI,
        "Subject: ผลงาน\r\n\r\nสวัสดี\r\n".encode(),
        b"Subject: x\r\n\r\nQUIT\r\nRSET\r\n",
    ],
)
def test_the_bytes_arrive_as_they_were_stored(sink: SmtpSink, data: bytes) -> None:
    with Smtp(settings(sink), None) as smtp:
        send(smtp, data)
    assert [mail.data for mail in sink.mails] == [data]


@given(st.lists(st.text(alphabet=". a\tก", max_size=6), max_size=8))
def test_any_lines_of_dots_come_back_whole(lines: list[str]) -> None:
    data = "".join(f"{line}\r\n" for line in ["Subject: x", "", *lines]).encode()
    *wire, dot, end = envelope.on_the_wire(data).split(b"\r\n")
    assert (dot, end) == (b".", b"")
    assert b"." not in wire
    assert [line.removeprefix(b".") for line in wire] == data.split(b"\r\n")[:-1]


@pytest.mark.parametrize(
    "data", [b"", b"Subject: x", b"a\nb\r\n", b"a\rb\r\n", b"a\r\n.\nMAIL FROM:<x@y.z>\r\n", b"a\r\n\n"]
)
def test_a_mail_whose_lines_do_not_end_in_crlf_is_not_sent(sink: SmtpSink, data: bytes) -> None:
    with Smtp(settings(sink), None) as smtp, pytest.raises(Unsendable):
        send(smtp, data)
    assert sink.connections == 0


@pytest.mark.parametrize(
    "address",
    [
        "",
        "clerk",
        "a@b>\r\nDATA",
        "a@b\nRCPT TO:<x@y.z>",
        "a@b> SIZE=1",
        "<a@b.c>",
        "a b@c.d",
        "a@b\x00.c",
        "a@b@c>",
    ],
)
def test_an_address_that_could_say_more_is_not_said(sink: SmtpSink, address: str) -> None:
    with Smtp(settings(sink), None) as smtp, pytest.raises(Unsendable):
        send(smtp, to=address)
    assert sink.connections == 0


def test_fifty_mails_go_over_one_connection(sink: SmtpSink) -> None:
    mails = [b"Subject: %d\r\n\r\n.\r\n" % number for number in range(50)]
    with Smtp(settings(sink), None) as smtp:
        for mail in mails:
            send(smtp, mail)
    assert [mail.data for mail in sink.mails] == mails
    assert sink.connections == 1
    assert sink.verbs() == ["EHLO", *["MAIL", "RCPT", "DATA"] * 50, "QUIT"]


def test_a_refused_mail_leaves_the_connection_to_the_next(sink: SmtpSink) -> None:
    sink.fail("rcpt", "550 5.1.1 no such user", times=2)
    with Smtp(settings(sink), None) as smtp:
        for _ in range(2):
            with pytest.raises(Refused):
                send(smtp)
        send(smtp)
    assert (len(sink.mails), sink.connections, sink.verbs().count("RSET")) == (1, 1, 2)


def test_a_connection_that_the_server_closed_meanwhile_is_opened_again_unnoticed(sink: SmtpSink) -> None:
    with Smtp(settings(sink), None) as smtp:
        send(smtp)
        sink.stop()
        sink.start()
        send(smtp)
        sink.fail("mail", "421 4.4.2 idle too long")
        send(smtp)
    assert (len(sink.mails), sink.connections) == (3, 3)


def test_a_server_that_is_down_is_our_own_fault_until_it_is_back(sink: SmtpSink) -> None:
    with Smtp(settings(sink), None) as smtp:
        send(smtp)
        sink.stop()
        with pytest.raises(OwnFault, match=f"{sink.port}: Connection refused") as raised:
            send(smtp)
        assert raised.value.step == "connect"
        sink.start()
        send(smtp)
    assert len(sink.mails) == 2


def test_a_host_that_cannot_be_a_name_is_our_own_fault(sink: SmtpSink) -> None:
    with (
        Smtp(settings(sink, "starttls", host="a" * 70 + ".test"), None) as smtp,
        pytest.raises(OwnFault) as raised,
    ):
        send(smtp)
    assert raised.value.step == "connect"


def test_the_final_answer_may_take_longer_than_any_other(sink: SmtpSink) -> None:
    sink.stall("after_final", 1.3)
    with Smtp(settings(sink), None, timeouts=Timeouts(command=1.0, final=LONG)) as smtp:
        send(smtp)
    assert len(sink.mails) == 1


@pytest.mark.parametrize(
    ("at", "kind", "timeouts"),
    [
        ("rcpt", ConnectionBroken, Timeouts(command=1.0, final=LONG)),
        ("after_final", Ambiguous, Timeouts(command=LONG, final=0.2)),
    ],
)
def test_silence_is_a_broken_connection(
    sink: SmtpSink, at: SinkStep, kind: type[TransportError], timeouts: Timeouts
) -> None:
    sink.stall(at, LONG, after=1)
    with Smtp(settings(sink), None, timeouts=timeouts) as smtp:
        send(smtp)
        with pytest.raises(kind, match="no answer in time"):
            send(smtp)


@pytest.mark.parametrize("tls", ["none", "starttls", "implicit"])
@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_it_logs_in_over_any_kind_of_tls(certificates: Certificates, tls: values.Tls, mechanism: str) -> None:
    with SmtpSink(
        tls=tls, context=certificates.server_context(), login=("us", PASSWORD), mechanisms=(mechanism,)
    ) as sink:
        context = certificates.client_context()
        with Smtp(settings(sink, tls, "us"), Password(PASSWORD), ssl_context=context) as smtp:
            send(smtp)
            send(smtp)
    assert (len(sink.mails), sink.connections) == (2, 1)


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
@pytest.mark.parametrize("password", [PASSWORD, "hunter2", None])
def test_a_wrong_password_is_our_own_fault_tried_once_and_never_shown(
    mechanism: str, password: str | None
) -> None:
    with SmtpSink(login=("us", "another"), mechanisms=(mechanism,)) as sink:
        with (
            Smtp(settings(sink, username="us"), Password(password) if password else None) as smtp,
            pytest.raises(OwnFault) as raised,
        ):
            send(smtp)
        error = raised.value
    assert (type(error), error.step, error.code) == (OwnFault, "auth", 535 if password else None)
    assert sink.verbs().count("AUTH") == (1 if password else 0)
    shown = f"{error} {error!r} {smtp!r} {''.join(traceback.format_exception(error))}"
    assert password is None or password not in shown


def test_a_server_that_repeats_the_login_does_not_give_it_away() -> None:
    with SmtpSink(login=("us", PASSWORD)) as sink:
        encoded = base64.b64encode(PASSWORD.encode()).decode()
        plain = base64.b64encode(f"\0us\0{PASSWORD}".encode()).decode()
        sink.fail("auth", f"500 5.5.1 what is AUTH {plain}, {encoded}, {PASSWORD}?")
        with (
            Smtp(settings(sink, username="us"), Password(PASSWORD)) as smtp,
            pytest.raises(OwnFault) as raised,
        ):
            send(smtp)
    assert raised.value.said == "5.5.1 what is AUTH […], […], […]?"


def test_a_server_without_a_way_to_log_in_is_our_own_fault() -> None:
    with (
        SmtpSink(login=("us", PASSWORD), mechanisms=()) as sink,
        Smtp(settings(sink, username="us"), Password(PASSWORD)) as smtp,
        pytest.raises(OwnFault) as raised,
    ):
        send(smtp)
    assert (raised.value.step, "AUTH" in sink.verbs()) == ("auth", False)


@pytest.mark.parametrize(("tls", "step"), [("starttls", "starttls"), ("implicit", "connect")])
@pytest.mark.parametrize("doubt", ["unknown authority", "another's name"])
def test_a_certificate_in_doubt_is_our_own_fault_and_nothing_is_said(
    certificates: Certificates, tmp_path: Path, tls: values.Tls, step: str, doubt: str
) -> None:
    shown, trusted = certificates, None
    if doubt == "another's name":
        shown = make_certificates(tmp_path, "DNS:another.test")
        trusted = shown.client_context()
    with (
        SmtpSink(tls=tls, context=shown.server_context(), login=("us", PASSWORD)) as sink,
        Smtp(settings(sink, tls, "us"), Password(PASSWORD), ssl_context=trusted) as smtp,
        pytest.raises(OwnFault, match="certificate is not trusted") as raised,
    ):
        send(smtp)
    assert raised.value.step == step
    assert set(sink.verbs()) <= {"EHLO", "STARTTLS"}
    assert ("[smtp] ca_file" if trusted is None else "stands in the certificate") in raised.value.cure


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_an_authority_of_ones_own_is_believed(
    certificates: Certificates, tmp_path: Path, tls: values.Tls
) -> None:
    with SmtpSink(tls=tls, context=certificates.server_context()) as sink:
        ours = settings(sink, tls).model_copy(update={"ca_file": certificates.authority})
        gone = ours.model_copy(update={"ca_file": tmp_path / "none.pem"})
        with (
            Smtp(gone, None) as smtp,
            pytest.raises(OwnFault, match=r"\[smtp\] ca_file: .*none.pem") as raised,
        ):
            send(smtp)
        with Smtp(ours, None) as smtp:
            send(smtp)
    assert raised.value.cure == "Mend or remove that key"
    assert len(sink.mails) == 1


@pytest.mark.parametrize(
    ("fault", "username", "cure"),
    [
        (("banner", "* OK [CAPABILITY IMAP4rev1] ready"), "", "Check [smtp] host, port and tls"),
        (("mail", "530 5.7.0 Authentication required"), "", "Check [smtp] username and tls"),
        (("mail", "550 5.7.1 not yours"), "", "Check [smtp] from_address"),
        (("auth", "535 5.7.8 no"), "us", "Check [smtp] username and INTAKE_SMTP_PASSWORD"),
        (None, "us", "Check [smtp] tls and port"),
    ],
)
def test_what_the_server_refuses_names_the_keys_to_look_at(
    fault: tuple[SinkStep, str] | None, username: str, cure: str
) -> None:
    login = ("us", PASSWORD) if fault else None
    with SmtpSink(login=login if username else None) as sink:
        if fault:
            sink.fail(*fault)
        with (
            Smtp(settings(sink, username=username), Password(PASSWORD)) as smtp,
            pytest.raises(OwnFault) as raised,
        ):
            send(smtp)
    assert raised.value.cure.startswith(cure)


@pytest.mark.parametrize("answer", ["not offered", "454 4.7.0 not now"])
def test_without_starttls_nothing_is_sent_in_the_clear(certificates: Certificates, answer: str) -> None:
    offered = answer != "not offered"
    with SmtpSink(tls="starttls" if offered else "none", context=certificates.server_context()) as sink:
        if offered:
            sink.fail("starttls", answer)
        with (
            Smtp(settings(sink, "starttls", "us"), Password(PASSWORD)) as smtp,
            pytest.raises(OwnFault) as raised,
        ):
            send(smtp)
    assert (raised.value.step, raised.value.code) == ("starttls", 454 if offered else None)
    assert not {"AUTH", "MAIL"} & set(sink.verbs())


def test_the_wrong_kind_of_tls_is_told_to_the_organiser(sink: SmtpSink) -> None:
    with Smtp(settings(sink, "implicit"), None) as smtp, pytest.raises(OwnFault, match="is `tls` right"):
        send(smtp)


THAI_LOCAL, THAI_DOMAIN = "สมชาย@ตัวอย่าง.ไทย", "somchai@ตัวอย่าง.ไทย"


@pytest.mark.parametrize("address", [THAI_LOCAL, THAI_DOMAIN])
def test_a_thai_address_is_said_as_it_is_to_a_server_that_can(sink: SmtpSink, address: str) -> None:
    with Smtp(settings(sink), None) as smtp:
        send(smtp, to=address)
        send(smtp)
    assert [(mail.recipients, mail.options) for mail in sink.mails] == [
        ((address,), ("SMTPUTF8",)),
        ((APPLICANT,), ()),
    ]


def test_a_server_that_cannot_gets_a_thai_domain_in_ascii_and_no_thai_mailbox() -> None:
    with SmtpSink(smtputf8=False) as sink, Smtp(settings(sink), None) as smtp:
        with pytest.raises(AddressUnsupported) as raised:
            send(smtp, to=THAI_LOCAL)
        assert not raised.value.temporary
        with pytest.raises(AddressUnsupported):
            send(smtp, "To: สมชาย\r\n\r\n\r\n".encode())
        with pytest.raises(AddressUnsupported):
            send(smtp, to=f"a@{'ก' * 70}.ไทย")
        send(smtp, to=THAI_DOMAIN)
        assert [mail.recipients for mail in sink.mails] == [("somchai@xn--72c1a1bt4awk9o.xn--o3cw4h",)]
        assert sink.connections == 1


def test_a_thai_sender_needs_a_server_that_can() -> None:
    with SmtpSink(smtputf8=False) as sink:
        ours = settings(sink, from_address=THAI_LOCAL)
        with Smtp(ours, None) as smtp, pytest.raises(OwnFault) as raised:
            send(smtp)
        assert raised.value.step == "mail"


def test_a_mail_in_8_bits_needs_a_server_that_can() -> None:
    with pytest.raises(Unsendable):
        envelope.address(lambda _extension: False, "us@dga.or.th", APPLICANT, "a: b\r\n\r\nก\r\n".encode())


def test_what_the_server_says_is_shown_short_and_without_controls(sink: SmtpSink) -> None:
    sink.fail("rcpt", "550-5.1.1 \x1b[31mno\x07\x00\r\n550 such\u202e user " + "x" * 500)
    with Smtp(settings(sink), None) as smtp, pytest.raises(Refused) as raised:
        send(smtp)
    assert raised.value.said.startswith("5.1.1 [31mno such user xxx")
    assert raised.value.said.isprintable()
    assert len(raised.value.said) == 200
    assert str(raised.value).startswith("the SMTP server, at the recipient's address (RCPT TO): 550 5.1.1")


def stopped(smtp: Smtp, meanwhile: Callable[[], object]) -> TransportError:
    """What a `send` in another thread ends in when it is aborted after `meanwhile` returned."""
    ends: list[TransportError] = []

    def work() -> None:
        try:
            send(smtp)
        except TransportError as error:
            ends.append(error)

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    meanwhile()
    smtp.abort()
    worker.join(5)
    assert not worker.is_alive(), "the server's silence was waited for"
    return ends[0]


@pytest.mark.parametrize("tls", ["none", "starttls", "implicit"])
def test_abort_ends_the_wait_for_the_final_answer(certificates: Certificates, tls: values.Tls) -> None:
    with SmtpSink(tls=tls, context=certificates.server_context()) as sink:
        sink.stall("after_final", LONG)
        with Smtp(settings(sink, tls), None, ssl_context=certificates.client_context()) as smtp:
            error = stopped(smtp, lambda: sink.wait_for_mails(1))
    assert (type(error), error.said) == (Ambiguous, "stopped")


def test_abort_ends_the_wait_for_a_greeting_and_is_final(sink: SmtpSink) -> None:
    sink.stall("ehlo", LONG)
    with Smtp(settings(sink), None) as smtp:
        error = stopped(smtp, lambda: sink.wait_for_command("EHLO"))
        assert (type(error), error.step, error.said) == (ConnectionBroken, "ehlo", "stopped")
        with pytest.raises(ConnectionBroken, match="stopped"):
            send(smtp)
    assert sink.connections == 1


def test_abort_ends_a_tls_handshake() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        ours = servers.Smtp(
            host="127.0.0.1", port=silent.getsockname()[1], tls="implicit", from_address="us@dga.or.th"
        )
        accepted: list[socket.socket] = []

        def hello_came() -> None:
            accepted.append(silent.accept()[0])
            accepted[0].recv(1)

        with Smtp(ours, None) as smtp:
            error = stopped(smtp, hello_came)
        accepted[0].close()
    assert (type(error), error.step) == (OwnFault, "connect")


def test_check_looks_at_everything_and_sends_nothing(certificates: Certificates) -> None:
    with SmtpSink(tls="starttls", context=certificates.server_context(), login=("us", PASSWORD)) as sink:
        line = check(
            settings(sink, "starttls", "us"), Password(PASSWORD), ssl_context=certificates.client_context()
        )
    assert line == f"127.0.0.1:{sink.port}, TLSv1.3, logged in as us, takes mail from us@dga.or.th"
    assert sink.verbs() == ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RSET", "QUIT"]
    assert sink.mails == []


def test_check_says_which_step_failed(sink: SmtpSink) -> None:
    sink.fail("mail", "553 5.7.1 not your address")
    with pytest.raises(OwnFault, match=r"at our own address \(MAIL FROM\): 553 5.7.1 not your address"):
        check(settings(sink), None)
    assert sink.verbs()[-1] == "QUIT"
