"""Messages that our own code cannot bear: set aside, the others go on, and a fix brings them back."""

import os
import sys
from pathlib import Path

import pytest
from servers.installation import Installation, message_id
from servers.mails import entry
from servers.webhook import webhook_sink

BROKEN_RULES = str(Path(__file__).with_name("broken_rules.py"))


@pytest.mark.parametrize(
    "error",
    ["RecursionError", *(pytest.param(each, marks=pytest.mark.slow) for each in ("MemoryError", "KeyError"))],
)
def test_a_rule_that_fails_on_one_message_sets_it_aside_at_the_third_time(
    installation: Installation, error: str
) -> None:
    with webhook_sink() as told:
        installation.configure(alarm={"webhook": told.url})
        installation.environment |= {
            "BROKEN_RULE": error,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
        installation.deliver(entry(0), entry(1))
        for _ in range(4):
            daemon = installation.start("--once", program=(BROKEN_RULES,))
            assert daemon.wait(60) == 0, installation.daemon_log.read_text()
        rows = {row["message_id"]: row for row in installation.rows()}
        aside = rows[message_id(entry(0))]
        assert (aside["verdict"], [reason["code"] for reason in aside["reasons"]]) == ("held", ["unparsable"])
        assert rows[message_id(entry(1))]["verdict"] == "accepted"
        assert {key for key, _ in told.keys} == {"program:rules", "poison"}
    assert installation.intake("reprocess", aside["reference"]).returncode == 0
    rows = {row["message_id"]: row for row in installation.rows()}
    assert rows[message_id(entry(0))]["verdict"] == "accepted"
    installation.verify()
