"""One installation under test: a real database and file store, and hand-written decisions."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine

from decisions import decide as deciding
from decisions import old_place, reply
from decisions.decide import Recorded, record_decision
from decisions.judge import Judge
from notifications.alarms import Alarms
from notifications.rendering.desk import Desk as Office
from notifications.rendering.desk import desk_of
from notifications.sending import digests
from notifications.sending.outgoing import Outgoing
from screening.model.causes import Cause
from screening.model.decision import (
    AgencyFinding,
    Certainty,
    Decision,
    EntryChange,
    EntryStatus,
    JudgedFile,
    Member,
    Notice,
    Place,
    Reason,
    ReplyPlan,
    Role,
    Template,
    Verdict,
)
from screening.model.facts import NONE, Facts
from screening.model.history import History, HistoryKeys
from screening.model.letter import Digest, Letter, Rendered
from screening.model.rules import Rules
from screening.model.submission import Address, File, FileType, Parsed, Submission
from settings import load
from storage.engine import writing
from storage.files import FileStore
from storage.mail.messages import ImapKey, Received, record_sighting
from storage.tables import DecisionRow, Entry, Outbox

NOON = datetime(2023, 7, 20, 5, tzinfo=UTC)
RULES = Rules(contest="dgti-2566", opens=NOON - timedelta(days=30), closes=NOON + timedelta(days=10))
OFFICE = desk_of(load(Path(__file__).parents[1] / "config.toml", {}))
AGENCY = AgencyFinding(Certainty.EXACT, Place("เทศบาลตำบลแม่สาย", "แม่สาย", "เชียงราย"))
FORM_AND_DECK = (("แบบ_form1.pdf", Role.FORM), ("deck.pptx", Role.DECK))


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Ruling:
    """What the hand-written `decide` is to say; `join` is the number of the entry among those it sees."""

    verdict: Verdict = Verdict.ACCEPTED
    status: EntryStatus = EntryStatus.COMPLETE
    template: Template | None = Template.ACKNOWLEDGEMENT
    suppressed: str | None = None
    waits: bool = False
    join: int | None = None
    agency: AgencyFinding = AGENCY
    reasons: tuple[Reason, ...] = ()
    files: tuple[tuple[str, Role], ...] = FORM_AND_DECK
    counts: bool = True
    notices: tuple[Notice, ...] = ()


def submission_of(number: int, ruling: Ruling, sender: str = "a@maesai.go.th", **parsed: Any) -> Submission:
    files = tuple(
        File(name, len(name), sha(f"{name} {number}"), FileType.PDF if role is Role.FORM else FileType.PPTX)
        for name, role in ruling.files
    )
    facts = Parsed(
        message_id=f"<{number}@maesai.go.th>",
        sender=Address(sender),
        subject=f"ส่งผลงาน {number}",
        files=files,
    )
    received = NOON + timedelta(seconds=number)
    return Submission(sha(f"raw {number}"), 1000 + number, received, replace(facts, **parsed))


def decide_as(ruling: Ruling) -> Callable[[Submission, History, Rules], Decision]:
    def decide(submission: Submission, history: History, rules: Rules) -> Decision:
        roles = [role for _, role in ruling.files]
        entry = history.entries[ruling.join] if ruling.join is not None else None
        stands = {
            role: file.sha256
            for file, role in zip(submission.files, roles, strict=True)
            if role is not Role.OTHER
        }
        change = EntryChange(
            entry.id if entry else None,
            ruling.status,
            stands.get(Role.FORM, entry.form if entry else None),
            stands.get(Role.DECK, entry.deck if entry else None),
            () if entry else (Member(submission.parsed.sender.address, "founder"),),
        )
        return Decision(
            verdict=ruling.verdict,
            reasons=ruling.reasons,
            agency=ruling.agency,
            files=tuple(
                JudgedFile(file.sha256, role, role is not Role.OTHER)
                for file, role in zip(submission.files, roles, strict=True)
            ),
            change=None if ruling.verdict is Verdict.IGNORED else change,
            reply=ReplyPlan(
                ruling.template,
                submission.parsed.sender.address,
                Cause(ruling.suppressed) if ruling.suppressed else None,
                ruling.waits,
                ruling.counts,
            ),
            notices=ruling.notices,
        )

    return decide


def keys_of(submission: Submission, rules: Rules, facts: Facts = NONE) -> HistoryKeys:
    parsed = submission.parsed
    return HistoryKeys(
        sender=parsed.sender.address,
        message_ids=frozenset((*parsed.in_reply_to, *parsed.references)),
        references=frozenset(parsed.subject.split()) & {f"DGTI-2566-{n:04d}" for n in range(1, 50)},
        agencies=frozenset(),
        reply_address=next((each.address for each in parsed.reply_to), parsed.sender.address),
    )


def render_digest(digest: Digest) -> Rendered:
    listed = "\n".join(" ".join(entry) for entry in digest.entries)
    return Rendered(
        digest.to, f"digest {len(digest.entries)}", f"<digest-{digest.key[:8]}@dga.or.th>", listed.encode()
    )


def render(letter: Letter) -> Rendered:
    number = letter.submission.parsed.message_id.strip("<>").partition("@")[0]
    text = f"{letter.template} {letter.reference}"
    to_others = letter.template in (Template.CHANGED, Template.CONFIRM)
    kind = letter.template.value if to_others else "reply"
    return Rendered(letter.to, text, f"<{kind}-{number}@dga.or.th>", text.encode())


GOOD = Ruling()
"""A whole entry, accepted and acknowledged."""


@dataclass(frozen=True)
class Done:
    """What was written for a message that was answered."""

    decision: DecisionRow
    entry: Entry
    reply: Outbox


@dataclass
class Desk:
    """One installation under test, with a clock that is set by hand."""

    engine: Engine
    files: FileStore
    now: datetime = NOON
    letters: list[Letter] = field(default_factory=list)

    def deliver(self, number: int, uid: int | None = None, contest: str = RULES.contest, **place: Any) -> int:
        """Message `number` seen in the mailbox, its raw bytes kept; returns its id."""
        content = f"raw {number}"
        path = self.files.incoming()
        path.write_text(content)
        self.files.raw.keep(path, sha(content))
        spot = ImapKey("dgti@dga.or.th", "INBOX", 7, uid or number)
        received = Received(
            contest=contest,
            digest=sha(content),
            size=len(content),
            announced_size=len(content),
            internal_date=NOON + timedelta(seconds=number),
            source="INBOX",
        )
        with writing(self.engine) as session:
            return record_sighting(session, replace(spot, **place), received, self.now).id

    @contextmanager
    def judge(
        self,
        ruling: Ruling = GOOD,
        *,
        hold_first: int = 0,
        rules: Rules = RULES,
        decide: Callable[..., Decision] | None = None,
        render: Callable[[Letter], Rendered] = render,
    ) -> Iterator[Judge]:
        """Who judges as `ruling` or `decide` says, while the context lasts, and writes by `render`."""

        def keep_and_render(letter: Letter, _desk: Office) -> Rendered:
            self.letters.append(letter)
            return render(letter)

        with ExitStack() as stack:
            for module in (deciding, old_place):
                stack.enter_context(patch.object(module, "decide", decide or decide_as(ruling)))
                stack.enter_context(patch.object(module, "keys_of", keys_of))
            stack.enter_context(patch.object(reply, "render", keep_and_render))
            yield Judge(rules, OFFICE, lambda: self.now, hold_first)

    @contextmanager
    def outgoing(self) -> Iterator[Outgoing]:
        """What digests are queued with."""
        with patch.object(digests, "render_digest", lambda digest, _desk: render_digest(digest)):
            clock = lambda: self.now  # noqa: E731
            yield Outgoing(self.engine, RULES.contest, OFFICE, Alarms(None, clock), clock, RULES.replies)

    def decide(
        self,
        number: int,
        ruling: Ruling = GOOD,
        *,
        sender: str = "a@maesai.go.th",
        judge: AbstractContextManager[Judge] | None = None,
        **parsed: Any,
    ) -> Done:
        """As `record`, for a ruling that opens or joins an entry and has an answer."""
        done = self.record(number, ruling, sender=sender, judge=judge, **parsed)
        assert done.entry is not None
        assert done.reply is not None
        return Done(done.decision, done.entry, done.reply)

    def record(
        self,
        number: int,
        ruling: Ruling = GOOD,
        *,
        sender: str = "a@maesai.go.th",
        judge: AbstractContextManager[Judge] | None = None,
        **parsed: Any,
    ) -> Recorded:
        """Message `number` delivered, its files kept, and judged as `ruling` says."""
        message = self.deliver(number)
        submission = submission_of(number, ruling, sender, **parsed)
        for file in submission.files:
            path = self.files.incoming()
            path.write_text(f"{file.name} {number}")
            self.files.files.keep(path, file.sha256)
        with judge or self.judge(ruling) as judging, writing(self.engine) as session:
            return record_decision(session, message, submission, judging)
