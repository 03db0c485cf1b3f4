"""Connecting and logging in: what an organiser reads when it does not work."""

import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from servers.certificates import make_certificates
from servers.dovecot import Dovecot
from servers.imap_script import CUT, ScriptedImap

from credentials import Password
from ingest.mailbox import Connection, Timeouts, connect
from ingest.mailbox.errors import ConnectionLost, LoginRefused, MailboxError, MailboxUnreachable, unreachable
from settings.load import ConfigError
from settings.servers import Mailbox
from settings.values import Tls

Script = Callable[..., ScriptedImap]


def refusal(
    settings: Mailbox, password: str = "s3cret-pw", context: ssl.SSLContext | None = None
) -> MailboxError:
    with pytest.raises(MailboxError) as caught:
        connect(
            settings, Password(password), ssl_context=context, timeouts=Timeouts(connect=1, read=1, close=0.2)
        )
    assert "\n" not in str(caught.value)
    assert caught.value.__cause__ is None
    return caught.value


@pytest.mark.parametrize("tls", ["implicit", "starttls", "none"])
def test_each_kind_of_tls_connects(dovecot: Dovecot, tls: Tls) -> None:
    dovecot.deliver([b"Subject: one\r\n\r\nbody\r\n"])
    with connect(
        dovecot.settings(tls), Password(dovecot.password), ssl_context=dovecot.ssl_context()
    ) as connection:
        assert connection.status("INBOX").messages == 1
        assert isinstance(connection.client.socket(), ssl.SSLSocket) == (tls != "none")


def test_a_wrong_password_is_refused_for_good_and_not_repeated(dovecot: Dovecot) -> None:
    error = refusal(dovecot.settings("none"), "wrong-pw")
    assert isinstance(error, LoginRefused)
    assert not error.temporary
    assert "INTAKE_MAILBOX_PASSWORD" in str(error)
    assert "wrong-pw" not in str(error)


def test_a_server_that_is_ill_refuses_for_now(scripted: Script) -> None:
    error = refusal(scripted({"LOGIN": b"TAG NO [UNAVAILABLE] directory is down\r\n"}).settings())
    assert isinstance(error, LoginRefused)
    assert error.temporary


def test_what_has_expired_is_said_to_have_expired(scripted: Script) -> None:
    error = refusal(scripted({"LOGIN": b"TAG NO [EXPIRED] renew it\r\n"}).settings())
    assert isinstance(error, LoginRefused)
    assert not error.temporary
    assert "has expired: set a new INTAKE_MAILBOX_PASSWORD" in str(error)


def test_a_server_that_echoes_the_password_is_not_quoted(scripted: Script) -> None:
    error = refusal(scripted({"LOGIN": b"TAG BAD bad command: LOGIN someone s3cret-pw\r\n"}).settings())
    assert "s3cret-pw" not in str(error)


def test_control_characters_of_the_server_do_not_reach_the_organiser(scripted: Script) -> None:
    error = refusal(scripted({"LOGIN": b"TAG NO \x1b[31mred\x07 " + b"x" * 5000 + b"\r\n"}).settings())
    assert str(error).isprintable()
    assert len(str(error)) < 400


def test_a_farewell_with_control_characters_is_one_clean_line(
    scripted_connection: Callable[[dict[str, bytes]], Connection],
) -> None:
    connection = scripted_connection({"UID SEARCH": b"* BYE \x1b[31mgoing\x00 down\r\n" + CUT})
    with pytest.raises(ConnectionLost, match="going") as caught:
        connection.select("INBOX", readonly=False).new_uids(0)
    assert str(caught.value).isprintable()


def test_no_password_is_sent_where_login_is_disabled(scripted: Script) -> None:
    server = scripted({"CAPABILITY": b"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\nTAG OK done\r\n"})
    assert isinstance(refusal(server.settings()), LoginRefused)
    assert not any(line.startswith("LOGIN") for line in server.heard)


def test_no_password_is_sent_where_starttls_is_missing(scripted: Script) -> None:
    server = scripted()
    error = refusal(server.settings(tls="starttls"))
    assert isinstance(error, MailboxUnreachable)
    assert "STARTTLS" in str(error)
    assert not any(line.startswith("LOGIN") for line in server.heard)


def test_an_unknown_host_is_named() -> None:
    error = refusal(Mailbox(host="imap.invalid", username="someone"))
    assert isinstance(error, MailboxUnreachable)
    assert error.temporary
    assert "imap.invalid:993" in str(error)


def test_a_port_where_nobody_listens_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    error = refusal(Mailbox(host="127.0.0.1", port=port, username="someone"))
    assert isinstance(error, MailboxUnreachable)
    assert f"127.0.0.1:{port}" in str(error)


def test_a_server_that_never_greets_is_given_up(scripted: Script) -> None:
    assert isinstance(refusal(scripted(greeting=b"").settings()), MailboxUnreachable)


def test_a_server_that_is_no_imap_server_is_told(scripted: Script) -> None:
    error = refusal(scripted(greeting=b"220 mail ESMTP ready\r\n").settings())
    assert isinstance(error, MailboxUnreachable)
    assert "does not greet as IMAP" in str(error)


def test_a_certificate_of_an_unknown_authority_is_refused(dovecot: Dovecot) -> None:
    for tls in ("implicit", "starttls"):
        error = refusal(dovecot.settings(tls))
        assert isinstance(error, MailboxUnreachable)
        assert "certificate is not trusted" in str(error)
        assert "[mailbox] ca_file" in str(error)


def test_an_authority_of_ones_own_is_believed_and_no_other(dovecot: Dovecot, tmp_path: Path) -> None:
    for tls in ("implicit", "starttls"):
        settings = dovecot.settings(tls, ca_file=dovecot.certificates.authority)
        connect(settings, Password(dovecot.password)).close()
    another = make_certificates(tmp_path)
    error = refusal(dovecot.settings(ca_file=another.authority))
    assert "certificate is not trusted" in str(error)
    for wrong, told in ((another.key, "holds no certificate"), (tmp_path / "none.pem", "No such file")):
        with pytest.raises(ConfigError, match=rf"\[mailbox\] ca_file: .*{wrong.name} .*{told}"):
            connect(dovecot.settings(ca_file=wrong), Password(dovecot.password))


def test_a_certificate_of_another_host_is_refused(own_dovecot: Callable[..., Dovecot]) -> None:
    server = own_dovecot(names="DNS:elsewhere.example")
    error = refusal(server.settings(), context=server.ssl_context())
    assert "certificate is not trusted" in str(error)
    assert "[mailbox] host must be a name that stands in the certificate" in str(error)


@pytest.mark.parametrize(
    ("tls", "port", "told"),
    [("starttls", 993, '; on port 993 tls = "implicit" is usual'), ("implicit", 993, "")],
)
def test_a_port_that_is_usual_for_another_kind_of_tls_is_told(tls: Tls, port: int, told: str) -> None:
    settings = Mailbox(host="mail.test", port=port, tls=tls, username="someone")
    assert str(unreachable(TimeoutError(), settings)).endswith(f"and the firewall{told}.")


def test_tls_on_a_plain_port_points_at_the_port(dovecot: Dovecot) -> None:
    error = refusal(dovecot.settings("implicit", port=dovecot.port), context=dovecot.ssl_context())
    assert isinstance(error, MailboxUnreachable)
    assert "[mailbox] port" in str(error)


@pytest.mark.parametrize("password", ["รหัสผ่าน", "line\r\nbreak", ""])
def test_a_password_that_login_cannot_carry_is_a_wrong_configuration(password: str) -> None:
    with pytest.raises(ConfigError, match="INTAKE_MAILBOX_PASSWORD"):
        connect(Mailbox(host="127.0.0.1", username="someone"), Password(password))


def test_a_user_name_with_spaces_and_quotes_stays_one_word(scripted: Script) -> None:
    server = scripted()
    connect(server.settings(username='a "b" \\c'), Password("secret")).close()
    assert 'LOGIN "a \\"b\\" \\\\c" "secret"' in server.heard


def test_nothing_is_formatted_for_debug_logs(connection: Connection) -> None:
    assert connection.client.wire.debug == 0
    assert not logging.getLogger("imapclient.imaplib").isEnabledFor(logging.DEBUG)


def test_another_thread_can_cut_a_connection_that_blocks(scripted: Script) -> None:
    server = scripted({"UID FETCH": b""})
    connection = connect(server.settings(), Password("secret"), timeouts=Timeouts(read=60))
    folder = connection.select("INBOX", readonly=False)

    def cut() -> None:
        server.waiting.wait(10)
        connection.abort()

    thread = threading.Thread(target=cut)
    thread.start()
    began = time.monotonic()
    with pytest.raises(ConnectionLost):
        folder.describe([8])
    assert time.monotonic() - began < 30  # far below the time-out
    thread.join()
    connection.close()


def test_a_cut_tls_connection_ends_as_lost(dovecot: Dovecot) -> None:
    with connect(
        dovecot.settings(), Password(dovecot.password), ssl_context=dovecot.ssl_context()
    ) as connection:
        connection.select("INBOX", readonly=True)
        timer = threading.Timer(0.2, connection.abort)
        timer.start()
        with pytest.raises(ConnectionLost):
            connection.wait(30, threading.Event())
        timer.join()


def test_a_silent_server_is_lost_and_leaving_it_does_not_hang(
    scripted_connection: Callable[[dict[str, bytes]], Connection],
) -> None:
    connection = scripted_connection({"NOOP": b"", "LOGOUT": b"", "UID SEARCH": b""})
    folder = connection.select("INBOX", readonly=False)
    with pytest.raises(ConnectionLost, match="fell silent"):
        folder.new_uids(0)
    with pytest.raises(ConnectionLost):
        connection.select("INBOX", readonly=False)


def test_leaving_a_server_that_does_not_say_goodbye_ends(
    scripted_connection: Callable[[dict[str, bytes]], Connection],
) -> None:
    connection = scripted_connection({"LOGOUT": b""})
    began = time.monotonic()
    connection.close()
    connection.close()
    assert time.monotonic() - began < 10
    assert connection.client.socket().fileno() == -1


def test_a_server_that_restarts_is_a_lost_connection(own_dovecot: Callable[..., Dovecot]) -> None:
    server = own_dovecot()
    with connect(server.settings("none"), Password(server.password)) as connection:
        folder = connection.select("INBOX", readonly=False)
        server.restart()
        with pytest.raises(ConnectionLost):
            folder.new_uids(0)
    with connect(server.settings("none"), Password(server.password)) as connection:
        assert connection.status("INBOX").messages == 0
