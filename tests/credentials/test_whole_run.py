"""The whole program with access tokens on both ways; Dovecot checks them, a stand-in gives them."""

import ssl
import subprocess
from datetime import date, timedelta
from typing import cast

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import load_pem_x509_certificate
from servers.installation import Installation, message_id
from servers.mails import entry
from servers.smtp_sink import SmtpSink
from servers.token_server import (
    CLIENT,
    EXPIRED_SECRET,
    GOOGLE_CLOCK,
    GOOGLE_NOBODY,
    GOOGLE_REVOKED,
    GOOGLE_UNAUTHORIZED,
    PAGE,
    REVOKED,
    SECRET,
    TENANT,
    TokenServer,
    microsoft_error,
)
from servers.webhook import webhook_sink

from credentials import CredentialFault, Credentials
from ingest.mailbox import connect
from notifications.transport import OwnFault, check
from settings import ConfigError, load

KEYS = ("config.toml", "key.json", "app.pem")


def all_that_was_said(office: Installation) -> str:
    """Every file that the program wrote beside its configuration, the mails apart."""
    files = [path for path in office.folder.iterdir() if path.is_file() and path.name not in KEYS]
    return "\n".join(path.read_text("utf-8", "replace") for path in files)


def has_no_secret(said: str, tokens: TokenServer) -> bool:
    known = [SECRET, *tokens.issued, "refresh-", "device-code-secret", "BEGIN PRIVATE KEY"]
    return not any(secret in said for secret in known)


def answered_once(office: Installation, tokens: TokenServer) -> None:
    office.deliver(entry(0))
    done = office.intake("run", "--once")
    assert done.returncode == 0, done.stderr
    assert office.answered() == [message_id(entry(0))]
    office.verify()
    assert has_no_secret(done.stdout + done.stderr + all_that_was_said(office), tokens)


def test_microsoft_365_by_client_credentials(office: Installation, tokens: TokenServer) -> None:
    answered_once(office, tokens)
    # One for the run, whose reader and sender share it, one for `verify`.
    assert tokens.grants() == ["client_credentials"] * 2
    assert {form["scope"] for _, form in tokens.requests} == {"https://outlook.office365.com/.default"}


def test_microsoft_365_by_a_certificate(office: Installation, tokens: TokenServer) -> None:
    pem = office.folder / "app.pem"
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=intake", "-days", "365"]
    made = subprocess.run([*new, "-keyout", "/dev/stdout"], check=True, capture_output=True).stdout
    pem.write_bytes(made)
    office.configure(oauth2={"key_file": "app.pem"})
    del office.environment["INTAKE_OAUTH2_CLIENT_SECRET"]
    answered_once(office, tokens)
    sent = tokens.requests[0][1]
    certificate = load_pem_x509_certificate(made)
    claims = jwt.decode(
        sent["client_assertion"],
        cast(RSAPublicKey, certificate.public_key()),
        algorithms=["PS256"],
        audience=f"{tokens.url}/{TENANT}/oauth2/v2.0/token",
    )
    assert (claims["iss"], "client_secret" in sent) == (CLIENT, False)
    assert "the certificate of [oauth2] key_file" in office.intake("auth", "status").stdout


def test_a_certificate_that_will_soon_end_is_told(office: Installation, tokens: TokenServer) -> None:
    served = office.dovecot.certificates  # they last two days
    (office.folder / "app.pem").write_text(served.key.read_text() + served.certificate.read_text())
    office.configure(oauth2={"key_file": "app.pem"})
    told = office.intake("auth", "status")
    assert told.returncode == 1
    assert "renew: the certificate of [oauth2] key_file ends on" in told.stdout


@pytest.mark.parametrize("text", ["", "no PEM", "{}"])
@pytest.mark.parametrize("provider", ["microsoft365", "google"])
def test_a_key_file_that_is_none_is_a_wrong_configuration(
    office: Installation, tokens: TokenServer, provider: str, text: str
) -> None:
    (office.folder / "key.json").write_text(text)
    office.configure(mailbox={"provider": provider}, oauth2={"key_file": "key.json"})
    with pytest.raises(ConfigError, match=r"\[oauth2\] key_file"):
        Credentials(load(office.config, {})).mailbox().secret()


def test_google_workspace_by_a_service_account(office: Installation, tokens: TokenServer) -> None:
    tokens.service_account(office.folder / "key.json")
    office.configure(
        mailbox={"provider": "google"}, oauth2={"key_file": "key.json", "tenant": "", "client_id": ""}
    )
    del office.environment["INTAKE_OAUTH2_CLIENT_SECRET"]
    answered_once(office, tokens)
    assert set(tokens.grants()) == {"jwt-bearer"}


def test_where_oauthbearer_alone_is_offered_it_is_used(office: Installation, tokens: TokenServer) -> None:
    with SmtpSink(login=("nobody", "-"), mechanisms=("OAUTHBEARER",), tokens=tokens.accepts) as sink:
        office.sink = sink
        office.configure(smtp={"port": sink.port})
        answered_once(office, tokens)


def test_a_refused_token_is_fetched_anew_and_tried_once_more(
    office: Installation, tokens: TokenServer
) -> None:
    tokens.spoil = 1
    office.deliver(entry(0))
    done = office.intake("run", "--once")
    assert (done.returncode, len(tokens.grants())) == (0, 2)
    assert office.answered() == [message_id(entry(0))]


def test_a_token_that_is_refused_again_is_told(office: Installation, tokens: TokenServer) -> None:
    tokens.spoil = 2
    done = office.intake("run", "--once")
    assert (done.returncode, len(tokens.grants())) == (1, 2)
    assert "mailbox-refused" in done.stderr
    assert "that the account lets this program in (docs/providers.md)" in done.stderr
    assert has_no_secret(done.stderr, tokens)


@pytest.mark.parametrize("spoiled", [1, 2])
def test_the_smtp_servers_refusal_is_met_alike(
    office: Installation, tokens: TokenServer, spoiled: int
) -> None:
    settings = load(office.config, {})
    credentials = Credentials(settings)
    tokens.spoil = spoiled
    try:
        check(settings.smtp, credentials.smtp())
        refused = False
    except OwnFault as fault:
        refused = fault.code == 535 and "may send by SMTP" in fault.cure and has_no_secret(str(fault), tokens)
    assert (refused, len(tokens.grants()), office.sink.verbs().count("AUTH")) == (spoiled == 2, 2, 2)


@pytest.mark.parametrize(("seconds", "fetched"), [(200, 3), (3600, 1)])
def test_a_token_that_is_about_to_end_is_fetched_anew_at_each_connection(
    office: Installation, tokens: TokenServer, seconds: int, fetched: int
) -> None:
    tokens.lifetime = seconds
    settings = load(office.config, {})
    credential = Credentials(settings).mailbox()
    for _ in range(3):
        connect(settings.mailbox, credential).close()
    assert len(tokens.grants()) == fetched


def test_a_daemon_tells_of_a_dead_consent_and_goes_on_when_it_is_mended(
    office: Installation, tokens: TokenServer
) -> None:
    tokens.fail(EXPIRED_SECRET)
    with webhook_sink() as webhook:
        office.configure(alarm={"webhook": webhook.url})
        office.deliver(entry(0))
        daemon = office.start()
        office.wait_for(lambda: ("consent", "raised") in webhook.keys, "alarm")
        detail = webhook.told[0]["detail"]
        doctor = office.intake("doctor").stdout
        office.stop(daemon)
        tokens.mend()
        daemon = office.start()
        office.sink.wait_for_mails(1)
        office.wait_for(lambda: ("consent", "over") in webhook.keys, "end of the alarm")
        office.stop(daemon)
    assert "invalid_client, AADSTS7000222" in detail
    assert "The client secret has expired: make a new one" in detail
    (line,) = [line for line in doctor.splitlines() if line.startswith("consent\t")]
    assert line.startswith("consent\tFAIL\tMicrosoft 365 gives no access")
    assert has_no_secret(str(webhook.told) + doctor + all_that_was_said(office), tokens)


def refusal_of(office: Installation) -> CredentialFault:
    with pytest.raises(CredentialFault) as raised:
        Credentials(load(office.config, {})).mailbox().secret()
    assert "\n" not in str(raised.value)
    return raised.value


@pytest.mark.parametrize(
    ("answer", "told", "lasting"),
    [
        (REVOKED, "(invalid_grant, AADSTS50173). The password was changed, or all sessions were ended", True),
        (
            EXPIRED_SECRET,
            "(invalid_client, AADSTS7000222). The client secret has expired: make a new one",
            True,
        ),
        (PAGE, "answers with a page, not with a token (200). Check [oauth2] authority, and whether a", False),
        ((503, "<html>busy</html>"), "is out of order or busy (503). It is asked again", False),
        ((302, {"error": "x"}), "gives no access (x). See docs/providers.md", True),
        ((400, {"error": "temporarily_unavailable"}), "(temporarily_unavailable). It is asked again", False),
        ((400, {"error": "interaction_required"}), "Have somebody run `intake auth login` again", True),
        ((400, {"error": f"<{SECRET.upper()}>\n"}), "gives no access", True),
        (microsoft_error(900999, "invalid_client", "New."), "(invalid_client, AADSTS900999)", True),
        (
            microsoft_error(900999, "new_kind", "New."),
            "See https://login.microsoftonline.com/error?code=",
            True,
        ),
    ],
)
def test_each_refusal_of_microsoft_is_one_line_with_its_cure(
    office: Installation, tokens: TokenServer, answer: tuple[int, object], told: str, lasting: bool
) -> None:
    tokens.fail(answer)
    fault = refusal_of(office)
    assert told in str(fault)
    assert (fault.lasting, has_no_secret(str(fault), tokens)) == (lasting, True)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (GOOGLE_UNAUTHORIZED, "(unauthorized_client). An administrator must allow the program to do this"),
        (GOOGLE_NOBODY, "(invalid_grant). There is no such account: check the username"),
        (GOOGLE_REVOKED, "(invalid_grant). The consent has ended or was taken back"),
        (GOOGLE_CLOCK, "(invalid_grant). Check this machine's clock, and key_file"),
        (PAGE, "answers with a page, not with a token"),
    ],
)
def test_each_refusal_of_google_is_one_line_with_its_cure(
    office: Installation, tokens: TokenServer, answer: tuple[int, object], told: str
) -> None:
    tokens.service_account(office.folder / "key.json")
    office.configure(mailbox={"provider": "google"}, oauth2={"key_file": "key.json"})
    tokens.fail(answer)
    assert told in str(refusal_of(office))


def test_a_wrong_tenant_a_wrong_secret_and_a_token_server_that_is_down(
    office: Installation, tokens: TokenServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTAKE_OAUTH2_CLIENT_SECRET", "its-id")
    assert "must be its value, not its id" in str(refusal_of(office))
    office.configure(oauth2={"tenant": "elsewhere.example"})
    assert "is no tenant. Check [oauth2] tenant" in str(refusal_of(office))
    office.configure(oauth2={"authority": "https://127.0.0.1:1"})
    fault = refusal_of(office)
    assert "cannot be reached: Connection refused. Check the network" in str(fault)
    assert not fault.lasting


def test_a_token_server_whose_certificate_nobody_vouches_for_is_told_no_secret(
    office: Installation, tokens: TokenServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", ssl.get_default_verify_paths().openssl_cafile)
    assert "its certificate is not trusted" in str(refusal_of(office))
    assert tokens.requests == []


def test_an_end_that_is_known_is_told_a_fortnight_ahead(office: Installation, tokens: TokenServer) -> None:
    office.configure(oauth2={"expires": date.today() + timedelta(days=10)})  # noqa: DTZ011 - the organiser's
    done = office.intake("run", "--once")
    assert done.returncode == 0
    assert "consent-ends: the secret or key of [oauth2], by `expires`, ends on" in done.stderr
    assert office.intake("auth", "status").returncode == 1
    office.configure(oauth2={"expires": date.today() + timedelta(days=30)})  # noqa: DTZ011
    assert "consent-ends: it is over" in office.intake("run", "--once").stderr
    assert office.intake("auth", "status").returncode == 0


def test_where_smtp_alone_takes_tokens_its_alarm_tells_of_the_provider(
    office: Installation, tokens: TokenServer
) -> None:
    office.configure(mailbox={"auth": "password"})
    office.environment["INTAKE_MAILBOX_PASSWORD"] = office.dovecot.password
    tokens.fail(EXPIRED_SECRET)
    office.deliver(entry(0))
    done = office.intake("run", "--once")
    assert done.returncode == 1
    assert "smtp-refused: no login to the SMTP server: Microsoft 365 gives no access (invalid_" in done.stderr
    assert "The client secret has expired" in done.stderr
    tokens.mend()
    office.make_due()
    office.run_once()
    assert office.answered() == [message_id(entry(0))]


def test_doctor_and_an_alarm_by_mail_log_in_with_tokens(office: Installation, tokens: TokenServer) -> None:
    office.configure(alarm={"email": "organiser@dga.example"})
    done = office.intake("doctor", "--alarm")
    told = dict(line.split("\t", 1) for line in done.stdout.splitlines())
    assert told["consent"] == "ok\tMicrosoft 365 gives access tokens"
    assert told["mailbox"].startswith("ok\tlogged in")
    assert told["smtp"].startswith("ok\t")
    assert told["alarm"] == "ok\ta test was sent by mail"
    assert [mail.recipients for mail in office.sink.mails] == [("organiser@dga.example",)]
    assert len(tokens.grants()) == 1


def test_a_dry_run_needs_no_secret_of_a_server_that_it_does_not_use(
    office: Installation, tokens: TokenServer
) -> None:
    office.configure(mailbox={"auth": "password"}, replies={"mode": "off"})
    office.environment["INTAKE_MAILBOX_PASSWORD"] = office.dovecot.password
    del office.environment["INTAKE_OAUTH2_CLIENT_SECRET"]
    office.run_once()
    assert tokens.requests == []
