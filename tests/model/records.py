"""One life's contest: what was sent, what the model knows of it, and the program's own records beside it."""

import tempfile
from collections import Counter
from email import message_from_bytes
from itertools import count
from pathlib import Path
from typing import ClassVar

from hypothesis.stateful import RuleBasedStateMachine
from model.cast import MOST, Target, register
from model.kinds import Sent
from model.letters import Due, due_for
from model.life import Life
from model.person import Card
from model.table import Stand
from servers.dovecot import Dovecot
from servers.installation import Installation, message_id
from servers.mails import sender
from servers.program import Program
from servers.smtp_sink import SmtpSink

from demo.samples.mime import RECEIVING_HOST
from parsers.process import Parser
from screening.model.decision import Disclosure, Template
from storage.intake_log import LedgerRow
from storage.states import OutboxState


class Records(RuleBasedStateMachine):
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
        book = Path(self.folder.name, "register.csv")
        book.write_text(register(), encoding="utf-8")
        self.installation.configure(agencies={"register": str(book)}, trust={"authserv_id": RECEIVING_HOST})
        self.life = Life(self.installation, self.parser)
        self.numbers, self.shared = count(), count(MOST)
        self.sent: dict[str, Sent] = {}  # by Message-ID
        self.due: dict[str, Due] = {}  # every letter that these may cause
        self.must: set[str] = set()  # seen by a look that ended well, or moved by the daemon
        self.rows: dict[str, LedgerRow] = {}  # what is decided, as it was last seen
        self.known: dict[str, tuple[str, str | None]] = {}  # verdict and reference, once decided
        self.stands: dict[str, Stand] = {}  # by the mail that opened the entry
        self.spoilt: set[str] = set()  # those of which a mail was set aside unread
        self.gone: set[str] = set()  # addresses that do not exist
        self.told: set[tuple[str, str, str]] = set()  # of an entry, by which letter, at which address
        self.cards: dict[str, Card] = {}  # entries that a person may act on, by the mail that opened them
        self.unsaid: set[str] = set()  # letters of acts that were taken back before they went
        self.states: dict[int, OutboxState] = {}
        self.excused: Counter[str] = Counter()  # repeats that are nobody's fault, by the letter
        self.retried: set[int] = set()
        self.answered: set[str] = set()  # letters that somebody has answered
        self.returned: set[str] = set()  # letters that came back
        self.read = 0  # so many mails at the sink were read
        self.deaths = 0

    def deliver(self, mail: Sent) -> None:
        name = message_id(mail.raw)
        self.sent[name] = mail
        self.due |= due_for(name, mail)
        self.answered.add(str(message_from_bytes(mail.raw)["In-Reply-To"]))
        self.lay_into_the_mailbox(mail)

    def lay_into_the_mailbox(self, mail: Sent) -> None:
        self.server.deliver([mail.raw], mail.received)

    def inbox(self) -> set[str]:
        return set(self.installation.folders().get("INBOX", []))

    def entry(self, index: int, letter: bool = False, ruled: bool = False) -> Target | None:
        """One of the entries that stand; with `letter`, one of ours about it that can be answered. `ruled`:
        or one on which a person has acted.
        """
        names = [
            name for name in self.stands if name not in self.spoilt and (ruled or not self.is_acted_on(name))
        ]
        names = [name for name in names if not letter or self.letter_to_founder(name)]
        if not names:
            return None
        name = names[index % len(names)]
        found = self.letter_to_founder(name) if letter else ""
        return Target(name, self.sent[name].number, self.stands[name].reference, found)

    def is_acted_on(self, name: str) -> bool:
        """Whether an act on it stands: of what its applicant writes then, the table knows nothing."""
        return name in self.cards and bool(self.cards[name].acts or self.cards[name].written)

    def letter_to_founder(self, name: str) -> str:
        """The newest letter to the founder about his entry that has surely gone out, and not come back."""
        reference, founder = self.known[name][1], sender(self.sent[name].number)
        found = ""
        for row in self.rows.values():
            reply = row.reply
            is_full = reply.disclosure is Disclosure.FULL and row.reference == reference
            if is_full and reply.to == founder and reply.state is OutboxState.SENT:
                found = reply.message_id
            for notice in row.notices:
                speaks = reference in (row.about, row.reference) and notice.template is not Template.DIGEST
                if speaks and notice.to == founder and notice.state is OutboxState.SENT:
                    found = notice.message_id
        return "" if found in self.returned else found
