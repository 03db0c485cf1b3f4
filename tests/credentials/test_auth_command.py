"""`intake auth`: a person's consent, kept so that it outlasts everything but itself."""

import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from servers.installation import Installation, message_id, one_clear_line
from servers.mails import entry
from servers.token_server import CLIENT, REVOKED, SECRET, TokenServer

from credentials import ConsentMissing, Credentials
from settings import load


@pytest.fixture
def consenting(office: Installation) -> Installation:
    office.configure(oauth2={"flow": "consent"})
    del office.environment["INTAKE_OAUTH2_CLIENT_SECRET"]
    return office


def record(office: Installation) -> Path:
    return office.folder / "intake.db.oauth2"


def test_a_person_lets_us_into_microsoft_365(consenting: Installation, tokens: TokenServer) -> None:
    done = consenting.intake("auth", "login")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["https://microsoft.com/devicelogin", "A1B2C3D4E"]
    assert f"by {tokens.account}" in done.stderr
    assert record(consenting).stat().st_mode & 0o777 == 0o600
    assert "refresh-" not in record(consenting).read_text()
    consenting.deliver(entry(0))
    consenting.run_once()
    assert consenting.answered() == [message_id(entry(0))]
    status = consenting.intake("auth", "status")
    assert status.returncode == 0
    assert f"whose: {tokens.account}" in status.stdout
    assert "a person's consent" in status.stdout


def test_a_rotated_consent_is_kept_each_time(consenting: Installation, tokens: TokenServer) -> None:
    consenting.intake("auth", "login")
    for _ in range(3):
        consenting.run_once()
    assert (tokens.rotations, tokens.grants().count("refresh_token")) == (4, 3)


def test_two_processes_lose_none_of_each_others_rotations(
    consenting: Installation, tokens: TokenServer
) -> None:
    consenting.intake("auth", "login")
    once = "import sys, pathlib; from credentials import Credentials; from settings import load\n"
    once += "for _ in range(4): Credentials(load(pathlib.Path(sys.argv[1]))).mailbox().secret()"
    command = [sys.executable, "-c", once, str(consenting.config)]
    with ThreadPoolExecutor(3) as pool:
        done = list(
            pool.map(
                lambda _: (
                    subprocess.run(
                        command, env={**consenting.environment, "PYTHONPATH": ":".join(sys.path)}, check=False
                    ).returncode
                ),
                range(3),
            )
        )
    assert done == [0, 0, 0]
    assert tokens.rotations == 13


def test_a_dead_consent_is_told_until_somebody_logs_in_again(
    consenting: Installation, tokens: TokenServer
) -> None:
    consenting.intake("auth", "login")
    tokens.fail(REVOKED)
    done = consenting.intake("run", "--once")
    assert done.returncode == 1
    assert "consent: Microsoft 365 gives no access (invalid_grant, AADSTS50173)" in done.stderr
    status = consenting.intake("auth", "status")
    assert (status.returncode, "last error: " in status.stdout) == (1, True)
    tokens.mend()
    tokens.pending = 1
    assert consenting.intake("auth", "login").returncode == 0
    assert consenting.intake("auth", "status").returncode == 0
    consenting.run_once()


def test_another_key_is_one_clear_line(consenting: Installation, tokens: TokenServer) -> None:
    consenting.intake("auth", "login")
    consenting.environment["INTAKE_SECRET_KEY"] = "another-key-of-the-organiser"
    for command in (["run", "--once"], ["auth", "status"]):
        done = consenting.intake(*command)
        assert done.returncode == 2, command
        assert "INTAKE_SECRET_KEY does not open" in one_clear_line(done.stderr)
    consenting.environment["INTAKE_SECRET_KEY"] = "short"
    assert "shorter than 20" in one_clear_line(consenting.intake("auth", "status").stderr)


def test_a_damaged_file_is_one_clear_line(consenting: Installation, tokens: TokenServer) -> None:
    consenting.intake("auth", "login")
    record(consenting).write_bytes(b"\xff{")
    done = consenting.intake("run", "--once")
    assert (done.returncode, "is damaged" in one_clear_line(done.stderr)) == (2, True)


def test_wrong_use_ends_with_2(consenting: Installation, tokens: TokenServer) -> None:
    done = consenting.intake("run", "--once")
    assert (done.returncode, "run `intake auth login`" in one_clear_line(done.stderr)) == (2, True)
    consenting.configure(oauth2={"flow": "app"})
    assert consenting.intake("auth", "login").returncode == 2
    consenting.configure(oauth2={"client_id": ""})
    assert "[oauth2] client_id is missing" in one_clear_line(consenting.intake("run", "--once").stderr)
    consenting.configure(oauth2={"client_id": CLIENT})
    told = one_clear_line(consenting.intake("run", "--once").stderr)
    assert "INTAKE_OAUTH2_CLIENT_SECRET is not set" in told
    consenting.configure(oauth2={"authority": "http://127.0.0.1:9"})
    assert "must begin with https://" in one_clear_line(consenting.intake("run", "--once").stderr)
    consenting.configure(oauth2={"authority": ""}, mailbox={"auth": "password"}, smtp={"auth": "password"})
    assert consenting.intake("auth", "login").returncode == 2
    assert consenting.intake("auth", "status").returncode == 0


def test_a_person_lets_us_into_google(consenting: Installation, tokens: TokenServer) -> None:
    consenting.configure(mailbox={"provider": "google"}, oauth2={"tenant": ""})
    consenting.environment["INTAKE_OAUTH2_CLIENT_SECRET"] = SECRET
    tokens.consent_lasts = 7 * 86_400  # as Google tells it of a program that is still in testing
    process = subprocess.Popen(
        consenting.command("auth", "login"),
        env={**consenting.environment, "PYTHONPATH": ":".join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin and process.stdout
    address = process.stdout.readline().strip()
    assert address.startswith(f"{tokens.url}/o/oauth2/v2/auth?")
    _, said = process.communicate(tokens.browse(address) + "\n", 60)
    assert process.returncode == 0, said
    assert f"by {tokens.account}" in said
    assert "the consent ends on" in said
    assert "refresh-" not in said + record(consenting).read_text()
    done = consenting.intake("run", "--once")
    assert done.returncode == 0, done.stderr
    assert "consent-ends: the consent ends on" in done.stderr
    assert tokens.grants() == ["authorization_code", "refresh_token"]


def test_an_address_of_somebody_elses_is_not_taken(consenting: Installation, tokens: TokenServer) -> None:
    consenting.configure(mailbox={"provider": "google"}, oauth2={"tenant": ""})
    consenting.environment["INTAKE_OAUTH2_CLIENT_SECRET"] = SECRET
    done = consenting.intake("auth", "login", stdin=b"http://127.0.0.1/?state=x&code=y\n")
    assert (done.returncode, tokens.grants()) == (2, [])
    assert not record(consenting).exists()


def test_nothing_is_sent_to_an_address_without_https(consenting: Installation, tokens: TokenServer) -> None:
    tokens.devices = "http://127.0.0.1:9/devicecode"
    done = consenting.intake("auth", "login")
    assert done.returncode == 1
    assert "an address without https; nothing was sent there" in one_clear_line(done.stderr)
    assert tokens.requests == []


def test_a_token_is_not_used_unless_the_consent_that_came_with_it_is_on_the_disk(
    consenting: Installation, tokens: TokenServer
) -> None:
    consenting.intake("auth", "login")
    before = json.loads(record(consenting).read_text())["sealed"]
    in_the_way = record(consenting).with_name("intake.db.oauth2.new")
    in_the_way.mkdir()
    with pytest.raises(OSError, match="directory"):
        Credentials(load(consenting.config)).mailbox().secret()
    assert json.loads(record(consenting).read_text())["sealed"] == before


def test_two_threads_whose_token_is_refused_fetch_one(consenting: Installation, tokens: TokenServer) -> None:
    consenting.intake("auth", "login")
    credential = Credentials(load(consenting.config)).mailbox()
    refused = credential.secret()
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(credential.renewed(refused))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {tokens.issued[-1]}
    assert tokens.grants().count("refresh_token") == 2


def test_a_refused_token_is_never_offered_again(consenting: Installation, tokens: TokenServer) -> None:
    consenting.intake("auth", "login")
    credential = Credentials(load(consenting.config)).mailbox()
    refused = credential.secret()
    record(consenting).unlink()
    with pytest.raises(ConsentMissing):
        credential.renewed(refused)
    with pytest.raises(ConsentMissing):
        credential.secret()
