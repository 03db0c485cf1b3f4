"""What must hold of the daemon's records and replies whatever happened, by a plain table of its own."""

import tempfile
from collections import Counter
from email import message_from_bytes
from itertools import count
from pathlib import Path
from typing import ClassVar

from hypothesis.stateful import RuleBasedStateMachine, invariant
from model.kinds import Sent
from model.life import Life
from servers.dovecot import Dovecot
from servers.installation import Installation, message_id
from servers.program import Program
from servers.smtp_sink import SmtpSink

from ingest.views.contract import logged
from parsers.process import Parser
from storage import ledger, outbox
from storage.engine import reading
from storage.invariants import check
from storage.messages import POISON_ATTEMPTS
from storage.states import ALLOWED, OutboxState


class Promises(RuleBasedStateMachine):
    """One contest's mailbox. `server`, `program` and `parser` are set once for all examples."""

    server: ClassVar[Dovecot]
    program: ClassVar[Program]
    parser: ClassVar[Parser]

    def __init__(self) -> None:
        super().__init__()
        self.server.use_fresh_account("model")
        self.folder = tempfile.TemporaryDirectory()
        self.sink = SmtpSink()
        self.sink.start()
        self.installation = Installation(Path(self.folder.name), self.program, self.server, self.sink)
        self.life = Life(self.installation, self.parser)
        self.numbers = count()
        self.sent: dict[str, Sent] = {}  # by Message-ID, with the agency's number beside it
        self.agencies: dict[str, int] = {}
        self.must: set[str] = set()  # seen by a look that ended well, or moved by the daemon
        self.known: dict[str, tuple[str, str | None]] = {}  # verdict and reference, once decided
        self.states: dict[int, OutboxState] = {}
        self.excused: Counter[str] = Counter()  # repeats that are nobody's fault, by the message answered
        self.deaths = 0

    # What must hold whatever happened.

    @invariant()
    def every_message_has_one_row_with_its_verdict(self) -> None:
        with reading(self.life.parts.engine) as session:
            rows = [logged(row) for row in ledger.rows(session, self.life.parts.contest)]
        names = [row["message_id"] for row in rows if row["message_id"]]
        assert len(set(names)) == len(names)
        assert len(rows) <= len(self.sent)
        now = {row["message_id"]: (row["verdict"], row["reference"]) for row in rows if row["verdict"]}
        for name, was in self.known.items():
            assert now.get(name) == was, f"{name} was {was}"
        assert self.must <= set(now), f"lost: {self.must - set(now)}"
        for name, (verdict, _) in now.items():
            aside = self.deaths >= POISON_ATTEMPTS and verdict == "held"
            assert verdict == self.sent[name].verdict or aside, name
        self.known = now

    @invariant()
    def what_verify_asks_for_holds(self) -> None:
        with reading(self.life.parts.engine) as session:
            assert list(check(session, self.life.parts.files)) == []

    @invariant()
    def replies_go_their_legal_way_and_never_to_a_machine(self) -> None:
        with reading(self.life.parts.engine) as session:
            now = {row.id: row.state for row in outbox.listed(session)}
        for number, state in self.states.items():
            assert now[number] in _reachable(state), f"reply {number} went from {state} to {now[number]}"
        self.states = now
        versions: dict[str, set[bytes]] = {}
        for mail in self.sink.mails:
            versions.setdefault(answered(mail.data), set()).add(mail.data)
            assert self.sent[answered(mail.data)].verdict != "ignored"
        assert all(len(each) == 1 for each in versions.values())
        times = Counter(answered(mail.data) for mail in self.sink.mails)
        assert {name for name, number in times.items() if number > 1 + self.excused[name]} == set()

    def deliver(self, mail: Sent, number: int) -> None:
        name = message_id(mail.raw)
        self.sent[name], self.agencies[name] = mail, number
        self.installation.deliver(mail.raw)

    def inbox(self) -> set[str]:
        return set(self.installation.folders().get("INBOX", []))

    def our_reply_to(self, name: str) -> str | None:
        return next((message_id(m.data) for m in self.sink.mails if answered(m.data) == name), None)


def answered(data: bytes) -> str:
    return str(message_from_bytes(data)["In-Reply-To"]).strip()


def _reachable(state: OutboxState) -> set[OutboxState]:
    """Where a reply may be after any number of legal steps."""
    found, added = {state}, {state}
    while added:
        added = {end for moves in ALLOWED.values() for start in added for end in moves.get(start, ())} - found
        found |= added
    return found
