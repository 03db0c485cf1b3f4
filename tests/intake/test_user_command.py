"""`intake user`: accounts at a terminal, and whose name may act."""

import json

import pytest
from servers.installation import Installation, one_clear_line
from servers.mails import entry
from sqlmodel import select

from storage.accounts import passwords
from storage.engine import reading
from storage.tables import Account, Event, EventText

PASSWORD = "a sentence is long enough"


def add(installation: Installation, name: str, role: str, password: str = PASSWORD, *more: str) -> str:
    done = installation.intake(
        "user", "add", name, "--role", role, "--password-stdin", *more, stdin=f"{password}\n".encode()
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def ready(installation: Installation) -> Installation:
    installation.intake("db", "upgrade")
    return installation


def test_an_account_is_made_listed_changed_and_each_step_is_an_event(ready: Installation) -> None:
    add(ready, "Somsri", "reviewer")
    for step in (
        ["role", "somsri", "approver"],
        ["disable", "somsri"],
        ["enable", "somsri"],
        ["logout", "somsri"],
    ):
        assert ready.intake("user", *step).returncode == 0
    changed = ready.intake("user", "password", "somsri", "--password-stdin", stdin=b"another long sentence\n")
    assert changed.returncode == 0
    (listed,) = map(json.loads, ready.intake("user", "list", "--json").stdout.splitlines())
    assert (listed["name"], listed["role"], listed["disabled_at"]) == ("somsri", "approver", None)
    assert "argon2" not in json.dumps(listed)
    with ready.parts() as parts, reading(parts.engine) as session:
        account = session.exec(select(Account)).one()
        assert account.password.startswith("$argon2id$")
        assert passwords.fits(account.password, "another long sentence")
        events = session.exec(select(Event).where(Event.what == "account-changed")).all()
        steps = ["added", "role", "disabled", "enabled", "logged-out", "password"]
        assert [event.facts["did"] for event in events] == steps
        assert "somsri" not in json.dumps([event.facts for event in events])
        assert {text.text for text in session.exec(select(EventText)).all()} == {"somsri"}
    ready.verify()


@pytest.mark.parametrize(
    ("name", "password", "told"),
    [
        ("somsri", "short", "at least 12 characters"),
        ("somsri", "x" * 300, "at most 256"),
        ("somsri", "Somsri-is-my-name", "too easily guessed"),
        ("somsri", "aaaaaaaaaaaaaaaa", "too easily guessed"),
        ("so msri", PASSWORD, "letters and digits"),
        ("-somsri", PASSWORD, "letters and digits"),
        ("ann", PASSWORD, "already"),
        ("ANN", PASSWORD, "already"),
    ],
)
def test_what_cannot_be_an_account_is_one_line(
    ready: Installation, name: str, password: str, told: str
) -> None:
    add(ready, "ann", "viewer")
    done = ready.intake(
        "user", "add", "--role", "viewer", "--password-stdin", "--", name, stdin=f"{password}\n".encode()
    )
    assert done.returncode == 1
    line = one_clear_line(done.stderr)
    assert told in line
    assert password not in line


def test_without_a_terminal_the_password_comes_from_the_input_alone(ready: Installation) -> None:
    done = ready.intake("user", "add", "ann", "--role", "viewer", stdin=f"{PASSWORD}\n".encode())
    assert done.returncode == 2
    assert "--password-stdin" in one_clear_line(done.stderr)


def test_a_second_factor_is_shown_once(ready: Installation) -> None:
    shown = add(ready, "ann", "viewer", PASSWORD, "--totp")
    assert shown.startswith("otpauth://totp/")
    secret = shown.partition("secret=")[2].partition("&")[0]
    again = ready.intake("user", "totp", "ann").stdout
    assert secret not in again and "otpauth://" in again
    assert secret not in ready.intake("user", "list", "--json").stdout
    assert ready.intake("user", "totp", "ann", "--off").returncode == 0
    listed = json.loads(ready.intake("user", "list", "--json").stdout)
    assert listed["second_factor"] is False


def test_whose_role_is_too_small_does_not_act_and_who_has_no_account_neither(ready: Installation) -> None:
    ready.deliver(entry(0))
    ready.run_once()
    reference = ready.rows()[0]["reference"]
    note = ["decide", reference, "note", "--reason", "x", "--yes"]
    assert ready.intake(*note, "--as", "anybody").returncode == 0, "nobody has an account yet"
    add(ready, "ann", "viewer")
    add(ready, "somsri", "reviewer")
    for who, told in (("anybody", "no account"), ("ann", "is viewer: `note` needs reviewer")):
        done = ready.intake(*note, "--as", who)
        assert done.returncode == 1
        assert told in one_clear_line(done.stderr)
    assert ready.intake(*note, "--as", "somsri").returncode == 0
    final = ["decide", reference, "decision", "--reason", "x", "--words", "x", "--yes", "--as", "somsri"]
    done = ready.intake(*final)
    assert "needs approver" in one_clear_line(done.stderr)
    ready.intake("user", "disable", "somsri")
    assert "is disabled" in one_clear_line(ready.intake(*note, "--as", "somsri").stderr)


def test_what_changes_all_entries_or_their_letters_needs_a_role_as_acts_do(ready: Installation) -> None:
    register = ready.folder / "agencies.csv"
    register.write_text("name,type,district,province\nเทศบาลตำบลแม่สาย,เทศบาลตำบล,แม่สาย,เชียงราย\n")
    add(ready, "viewer", "viewer")
    add(ready, "reviewer", "reviewer")
    for says, *command in (
        ("has no account", "outbox", "release", "--all"),
        ("'intake outbox' needs reviewer", "outbox", "drop", "--all", "--as", "viewer"),
        ("'intake reprocess' needs admin", "reprocess", "--all", "--as", "reviewer"),
        ("'intake register import' needs admin", "register", "import", str(register), "--as", "reviewer"),
    ):
        done = ready.intake(*command)
        assert (done.returncode, says in one_clear_line(done.stderr)) == (1, True), command
    for command in (
        ["outbox", "retry", "--all", "--as", "reviewer"],
        ["reprocess", "--all", "--dry-run"],
        ["register", "import", str(register), "--dry-run"],
    ):
        assert ready.intake(*command).returncode == 0, command
