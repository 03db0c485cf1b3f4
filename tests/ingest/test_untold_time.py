"""A server that does not tell when it received a mail: no mail is late for it, however often it is judged."""

import re
from pathlib import Path

import pytest
from servers.installation import Installation
from servers.mails import entry
from servers.polling import polling
from sqlmodel import select

from ingest.reading import submission_of
from parsers.process import Parser
from screening.model.submission import Parsed
from storage.engine import reading
from storage.tables import DecisionRow, ReasonRow

DATE = re.compile(rb'INTERNALDATE "[^"]*"')


@pytest.mark.parametrize(
    "told", [b"INTERNALDATE NIL", b'INTERNALDATE "yesterday"'], ids=["nil", "unreadable"]
)
def test_a_mail_of_an_untold_time_is_held_and_stays_so_when_it_is_judged_again(
    installation: Installation, parser: Parser, told: bytes, tmp_path: Path
) -> None:
    with polling(installation, parser) as polls:
        polls.line.change(answer=lambda said: DATE.sub(told, said))
        installation.deliver(entry(0))
        assert polls.poll() == ""
        (message,) = polls.messages()
        assert not message.time_told
        with reading(polls.parts.engine) as session:
            reasons = session.exec(select(ReasonRow.code).join(DecisionRow)).all()
        assert "time-unknown" in reasons and "late" not in reasons
        again = submission_of(polls.parts, message, Parsed())
        assert (again.received_at, again.time_told) == (message.received_at, False)
