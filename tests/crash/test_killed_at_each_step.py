"""The daemon is killed at each of its named steps, and started again: nothing lost, nothing doubled."""

from collections import Counter, defaultdict
from pathlib import Path

import pytest
from servers.installation import FOLDERS, Installation, message_id
from servers.mails import entry, form, mail, sender

from ingest.steps import Step

KILLED_AT = str(Path(__file__).parent / "killed_at.py")

ENQUIRY = mail(3, [], subject="สอบถาม", text="ขอทราบวันประกาศผล")
AWAY = mail(4, [], subject="ตอบกลับอัตโนมัติ", text="ไม่อยู่ที่สำนักงาน")
EXPECTED = {
    entry(0): "accepted",
    entry(1): "accepted",
    mail(2, [form(2)]): "rejected",
    ENQUIRY: "held",
    AWAY: "ignored",
}
"""Each raw mail, and its verdict: every folder is a target, and four replies go out."""


@pytest.mark.parametrize("occurrence", [1, 3])
@pytest.mark.parametrize("step", Step)
def test_a_daemon_killed_at_a_step_loses_and_doubles_nothing(
    installation: Installation, step: Step, occurrence: int
) -> None:
    installation.deliver(*EXPECTED)
    killed = installation.start("--once", program=(KILLED_AT, step.value, str(occurrence)))
    assert killed.wait(60) == -9, installation.daemon_log.read_text()

    installation.run_once()
    hold_everything(installation)
    answers = Counter(installation.answered())
    assert set(answers) == {message_id(raw) for raw, verdict in EXPECTED.items() if verdict != "ignored"}
    # Only when it dies between the server's yes and its own record can it not know.
    assert sorted(answers.values()) == ([1, 1, 1, 2] if step is Step.DELIVERED else [1, 1, 1, 1])
    hold_same_bytes(installation)


def test_a_message_that_kills_the_daemon_three_times_is_set_aside_for_a_person(
    installation: Installation,
) -> None:
    installation.deliver(entry(0))
    for _ in range(3):
        killed = installation.start("--once", program=(KILLED_AT, Step.PARSED.value, "1"))
        assert killed.wait(60) == -9
    installation.deliver(entry(1))
    installation.run_once()
    rows = {row["message_id"]: row for row in installation.rows()}
    aside, other = rows[message_id(entry(0))], rows[message_id(entry(1))]
    assert aside["verdict"] == "held"
    assert [reason["code"] for reason in aside["reasons"]] == ["unparsable"]
    assert aside["reply"]["to"] == sender(0)
    assert other["verdict"] == "accepted"
    assert len(installation.sink.mails) == 2


def hold_everything(installation: Installation) -> None:
    """Each message once, filed, with its verdict and a number of its own; the records whole."""
    rows = installation.rows()
    assert {row["message_id"]: row["verdict"] for row in rows} == {
        message_id(raw): verdict for raw, verdict in EXPECTED.items()
    }
    assert [row["status"] for row in rows] == ["filed"] * len(EXPECTED)
    references = [row["reference"] for row in rows if row["reference"]]
    assert sorted(references) == [f"DGTI-2566-{number:04}" for number in range(1, 5)]
    folders = installation.folders()
    assert {name: sorted(ids) for name, ids in folders.items()} == {
        folder: sorted(message_id(raw) for raw, its in EXPECTED.items() if its == verdict)
        for verdict, folder in FOLDERS.items()
    }
    assert installation.findings() == []


def hold_same_bytes(installation: Installation) -> None:
    sent = defaultdict(set)
    for answer, mail_ in zip(installation.answered(), installation.sink.mails, strict=True):
        sent[answer].add(mail_.data)
    assert all(len(versions) == 1 for versions in sent.values())
