"""The whole program with a real virus scanner beside it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fuzz.seeds import files, mail, part
from servers.clamd import HARMLESS, SIGNATURE, Clamd, program
from servers.installation import Installation

(FORM_NAME, FORM), (DECK_NAME, DECK) = files()[:2]


@pytest.fixture
def clamd(installation: Installation) -> Iterator[Clamd]:
    """The scanner of the installation, configured and not running yet."""
    program()
    with tempfile.TemporaryDirectory() as folder:
        made = Clamd(Path(folder))
        installation.configure(clamav={"socket": made.socket})
        yield made


def entry(number: int, form: bytes) -> bytes:
    return mail([part(FORM_NAME, form), part(DECK_NAME, DECK)], number)


def test_mail_waits_for_the_scanner_and_is_then_judged_by_what_it_found(
    installation: Installation, clamd: Clamd
) -> None:
    other = entry(2, FORM).replace(b"officer@", b"other@")
    installation.deliver(entry(1, FORM + b"\n% " + HARMLESS), other)
    assert installation.intake("run", "--once").returncode == 1
    assert {row["status"] for row in installation.log_json()} == {"stored"}
    with clamd:
        installation.run_once()
    infected, clean = installation.log_json()
    assert (infected["verdict"], [reason["code"] for reason in infected["reasons"]][:1]) == (
        "held",
        ["malware"],
    )
    assert infected["reasons"][0]["params"]["detail"] == SIGNATURE
    assert "malware" not in {reason["code"] for reason in clean["reasons"]}
    installation.verify()


def test_the_doctor_says_how_the_scanner_and_the_children_are(
    installation: Installation, clamd: Clamd
) -> None:
    told = dict(line.split("\t", 1) for line in installation.intake("doctor").stdout.splitlines())
    assert told["scanner"].startswith("FAIL\tthe virus scanner at ")
    assert told["parser"].startswith("ok\tits process starts; children are held to: limits")
    with clamd:
        told = dict(line.split("\t", 1) for line in installation.intake("doctor").stdout.splitlines())
        assert told["scanner"].startswith("ok\tClamAV")


def test_without_a_scanner_the_doctor_says_so(installation: Installation) -> None:
    assert "scanner\tok\tnone" in installation.intake("doctor").stdout
