"""An office whose staff act: mails that are read already, the acts of a person, the cards and the letters."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from builders import deck, form, mail
from servers.office import Office, office, whose
from servers.smtp_sink import SmtpSink
from sqlmodel import Session, select

from decisions.acts.erase import without
from decisions.acts.errors import UnreadError
from decisions.acts.order import Done, Made, Order
from decisions.acts.perform import perform
from decisions.decide import Recorded
from screening.model.act import Act, ActKind
from screening.model.register import Register
from screening.model.submission import Parsed, Submission
from storage.engine import reading, writing
from storage.entries.cards import Card, cards
from storage.erasing.finishing import finish
from storage.erasing.tombstones import erased_from, file_in, kept_as
from storage.intake_log import LedgerRow, rows
from storage.invariants import RECORDS
from storage.mail.messages import Received
from storage.tables import Entry, Message, Outbox

WAITS = timedelta(minutes=10)


@dataclass
class Staff:
    """An office and the messages that it has read, as `ingest.acting` reads them."""

    office: Office
    read: dict[int, Submission] = field(default_factory=dict)

    def receive(self, submission: Submission) -> Recorded:
        """A mail as it came, ten minutes after the one before."""
        self.office.clock.step(minutes=10)
        at = self.office.clock.now
        recorded = self.office.receive(submission)
        number = recorded.decision.message_id
        with reading(self.office.parts.engine) as session:
            digest = session.get_one(Message, number).digest
        self.read[number] = replace(submission, received_at=at, internal_date=at, digest=digest)
        return recorded

    def mail(self, *files: Any, sender: str = "a@one.example", **parsed: Any) -> Recorded:
        """A mail of that sender with those files."""
        return self.receive(mail(*files, **{**whose(sender), **parsed}))

    def entry(self, agency: str, sender: str = "a@one.example", **parsed: Any) -> Recorded:
        """A form and a deck."""
        return self.mail(form(agency), deck(), sender=sender, **parsed)

    def do(self, on: str, kind: ActKind, **act: Any) -> Done:
        """An act, done; the records keep every promise before and after."""
        order: dict[str, Any] = {
            key: act.pop(key) for key in ("message_id", "seen", "reply", "preview") if key in act
        }
        if kind is ActKind.SPLIT:
            order["made"] = self._split_off(on, act["parts"])
            act["made"] = order["made"].received.digest
        if kind in (ActKind.ERASE, ActKind.CONFIRM):
            order["cuts"] = self._cuts()
        who, why = act.pop("who", "somsri"), act.pop("why", "ตรวจแล้ว")
        done = self._perform(Order(on, Act(kind, **act), who, why, **order))
        if done.erased:
            self._erased()
        return done

    def _cuts(self) -> dict[str, str]:
        """Each mail without one more of its files."""
        with reading(self.office.parts.engine) as session:
            kept = [kept_as(each.digest, erased_from(session, each.digest)) for each in self.read.values()]
        return {each: sha256(f"{each} cut".encode()).hexdigest() for each in kept}

    def _erased(self) -> None:
        """From now on the mails are read as `ingest.reading` reads what was erased out of them."""
        with reading(self.office.parts.engine) as session:
            for number, read in self.read.items():
                for tomb in erased_from(session, read.digest):
                    if tomb.cut:
                        self.read[number] = read = without(read, file_in(tomb))

    def enter(
        self, *files: Any, sender: str = "a@one.example", at: datetime | None = None, **act: Any
    ) -> Done:
        """An entry by hand of those files, received at `at`."""
        at = at or self.office.clock.now
        made = self._made(mail(*files, **whose(sender), subject="", text=""), at, sender)
        said = Act(ActKind.NEW, at=at, made=made.received.digest, **act)
        return self._perform(Order("", said, "somsri", "ตรวจแล้ว", made=made))

    def _split_off(self, on: str, parts: tuple[str, ...]) -> Made:
        first = next(each for each in self.card(on).lying if set(parts) <= each.files)
        came = self.read[first.message_id]
        files = tuple(file for file in came.files if file.sha256 in parts)
        parsed = Parsed(sender=came.parsed.sender, subject=came.parsed.subject, files=files)
        made = self._made(replace(came, parsed=parsed), came.received_at, f"{came.digest} {parts}")
        return replace(made, of=first.message_id)

    def _made(self, read: Submission, at: datetime, says: str) -> Made:
        """A mail that staff have made: the same of the same."""
        told = f"{says} {at} {[file.sha256 for file in read.files]}"
        digest = sha256(told.encode()).hexdigest()
        parsed = replace(read.parsed, message_id=f"<{digest[:32]}.new@dga.or.th>")
        read = replace(read, digest=digest, received_at=at, internal_date=at, parsed=parsed)
        received = Received(self.office.parts.contest, digest, 10_000, 10_000, at, "by staff")
        return Made(received, read)

    def _perform(self, wanted: Order) -> Done:
        try:
            with writing(self.office.parts.engine) as session:
                done = perform(session, wanted, self.read, self.office.parts.judge)
                if wanted.made:
                    digest = wanted.made.received.digest
                    number = session.exec(select(Message.id).where(Message.digest == digest)).one()
                    self.read[number] = wanted.made.submission
            finish(self.office.parts.engine, self.office.parts.files, self.office.clock.now)
            return done
        except UnreadError as missing:
            raise AssertionError(f"message {missing.message_id} was never received") from None
        finally:
            self.sound()

    def sound(self) -> None:
        """No invariant of the records is broken."""
        with reading(self.office.parts.engine) as session:
            contest = self.office.parts.contest
            assert [line for holds in RECORDS.values() for line in holds(session, contest)] == []

    def card(self, reference: str) -> Card:
        """The card of an entry."""
        with reading(self.office.parts.engine) as session:
            (card,) = cards(session, self.office.parts.contest, entry_id=_named(session, reference).id)
        return card

    def codes(self, reference: str) -> list[str]:
        """What waits on a card."""
        return [point.code for point in self.card(reference).points]

    def queue(self) -> list[str]:
        """The receipt numbers of all cards."""
        with reading(self.office.parts.engine) as session:
            return [card.entry.reference for card in cards(session, self.office.parts.contest)]

    def status(self, reference: str) -> str:
        """Where an entry stands."""
        with reading(self.office.parts.engine) as session:
            return _named(session, reference).status.value

    def entry_row(self, reference: str) -> Entry:
        """An entry as it stands."""
        with reading(self.office.parts.engine) as session:
            return _named(session, reference)

    def log(self) -> list[LedgerRow]:
        """The intake log."""
        with reading(self.office.parts.engine) as session:
            return list(rows(session, self.office.parts.contest))

    def sent_by(self, done: Done) -> list[Outbox]:
        """The letters of an act, once their time has come and the sender has been round."""
        self.office.clock.step(minutes=11)
        self.office.send()
        return [row for row in self.office.replies() if row.act_id == done.act.id]


def _named(session: Session, reference: str) -> Entry:
    return session.exec(select(Entry).where(Entry.reference == reference)).one()


@contextmanager
def staff(
    folder: Path, sink: SmtpSink, register: Register | None = None, **replies: object
) -> Iterator[Staff]:
    """An office whose letters of acts wait ten minutes; further keywords are keys of `[replies]`."""
    with office(folder, sink, replies=replies) as made:
        judge = made.parts.judge
        if register:
            judge = replace(judge, rules=replace(judge.rules, register=register))
        made.parts = replace(made.parts, judge=replace(judge, letter_waits=WAITS))
        yield Staff(made)
