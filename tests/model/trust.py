"""Whose entry it is: strangers change nothing in the program's records, and founders fare as without them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from model.kinds import Sent
from model.letters import NOTICES
from model.records import Records
from model.table import Act, Outcome, Stand, Tie, Who
from servers.mails import NAMES, sender
from sqlmodel import Session, col, select

from screening.model.decision import Severity, Template, Verdict
from storage.entries.lying import lying_in
from storage.entries.sum import ANSWERED
from storage.intake_log import LedgerRow
from storage.mail.messages import POISON_ATTEMPTS
from storage.tables import CircleRow, DecisionRow, Entry, Outbox, Suppression


class Trust(Records):
    """What must hold of decisions and entries."""

    def settle(self, row: LedgerRow) -> None:
        """Takes in one more decision, which must be the table's."""
        sent = self.sent[row.message_id]
        about = sent.act.about if sent.act else row.message_id
        if any(each.code == "unparsable" for each in row.reasons):
            assert self.deaths >= POISON_ATTEMPTS and row.verdict is Verdict.HELD, row.message_id
            self.spoilt.add(about)
        elif sent.act is None:
            assert row.verdict == sent.verdict, row.message_id
            if sent.opens:
                self.stands[row.message_id] = Stand(row.reference or "", *sent.opens)
        elif about not in self.spoilt and self.is_acted_on(about) and sent.act.who is Who.FOUNDER:
            waits = {each.code for each in row.reasons if each.severity is Severity.HOLD}
            assert (row.verdict, row.reference) == (Verdict.HELD, self.known[about][1]), f"{sent.act}: {row}"
            assert "message-in-thread" in waits, f"{sent.act}: {row}"
        elif about not in self.spoilt:
            self._as_the_table_says(row, sent, sent.act)
        if sent.gone:
            self.gone.add(sent.gone)
        if row.verdict is not Verdict.IGNORED:
            self.gone.discard(sent.writer)

    def _as_the_table_says(self, row: LedgerRow, sent: Sent, act: Act) -> None:
        stand, seen = self.stands[act.about], f"{act}: {row}"
        outcome = stand.after(act)
        assert row.verdict == outcome.verdict, seen
        assert any(each.code.startswith(outcome.code) for each in row.reasons), seen
        taken = {reference for _, reference in self.known.values()}
        if outcome.joins:
            assert (row.reference, row.about) == (stand.reference, None), seen
        elif act.tie is Tie.OWN:
            assert row.reference == self.known[act.again][1], seen
        else:
            assert row.about == stand.reference and row.reference not in taken, seen
        if act.who in (Who.FOUNDER, Who.OFFICE, Who.GUEST):
            # Nothing else is brought up against him.
            weighty = {each.code for each in row.reasons if each.severity is not Severity.NOTE}
            assert weighty <= {outcome.code, *([] if stand.deck else ["deck-missing"])}, seen
        self._hears_what_the_table_says(row, sent, act, outcome)

    def _hears_what_the_table_says(self, row: LedgerRow, sent: Sent, act: Act, outcome: Outcome) -> None:
        reply, seen = row.reply, f"{act}: {row}"
        assert (reply.template and reply.template.value) == outcome.letter, seen
        if reply.template:
            assert (reply.to, reply.disclosure) == (sent.to, outcome.hears), seen
            assert reply.suppressed in self._may_suppress(act, outcome, sent.to), seen
        if outcome.letter and outcome.hears == "full":
            self.told.add((act.about if outcome.joins else row.reference or "", outcome.letter, sent.to))
        notices = [
            (each.template.value, each.to) for each in row.notices if each.template is not Template.DIGEST
        ]
        assert notices == ([(outcome.notice, sender(sent.number))] if outcome.notice else []), seen

    def _may_suppress(self, act: Act, outcome: Outcome, to: str) -> set[str | None]:
        """Why an answer may not go out: never on account of somebody else's mail."""
        if act.who is Who.FORGER:
            return {"unverified"}
        allowed: set[str | None] = {None, "many"}
        if act.who in (Who.STRANGER, Who.GUEST) or not outcome.joins:
            return allowed | {"conversation", "repeated"}
        # Words are answered once a day, and the state of an entry is said once until it changes.
        allowed |= {"conversation"} if (act.about, outcome.letter, to) in self.told else set()
        again = any((about, letter) == (act.about, outcome.letter) for about, letter, _ in self.told)
        return allowed | ({"repeated"} if again else set())

    def entries_stand_as_if_no_stranger_had_written(self, session: Session) -> None:
        there = {entry.reference: entry for entry in session.exec(select(Entry))}
        members = select(CircleRow.address, DecisionRow.entry_id).join(
            DecisionRow, col(DecisionRow.id) == col(CircleRow.decision_id)
        )
        circle = set(session.exec(members))
        for name, stand in self.stands.items():
            entry, number = there[stand.reference], self.sent[name].number
            if name in self.spoilt or self.is_acted_on(name):
                continue
            status = "complete" if stand.deck else "incomplete"
            is_now = (entry.status.value, entry.form, entry.deck, entry.version, entry.agency_name)
            assert is_now == (status, stand.form, stand.deck, stand.version, NAMES[number]), stand
            assert {to for to, entry_id in circle if entry_id == entry.id} == {sender(number)}, stand
        self.entries_stand_as_a_person_left_them(session, there)
        gone = select(Suppression.address).where(col(Suppression.lifted).is_(None))
        assert set(session.exec(gone)) <= self.gone

    def entries_stand_as_a_person_left_them(self, session: Session, there: Mapping[str, Entry]) -> None:
        """Whatever came since; and of each mail just that waits which nobody has settled."""
        acted = [card for card in self.cards.values() if self.is_acted_on(card.name)]
        lying = lying_in(session, [there[card.reference].id for card in acted])
        for card in acted:
            entry, stands = there[card.reference], card.stands()
            assert (entry.status.value, entry.form, entry.deck) == stands[1:4], card
            first = next(each for each in lying[entry.id] if each.sender == card.sent.writer)
            assert first.holds == stands.holds, card

    def founders_are_told_once_a_day(self, session: Session, replies: Sequence[Outbox]) -> None:
        """Of a change once an entry and day, and asked once; and not asked any more once they were told."""
        zone, days = self.life.parts.judge.rules.zone, defaultdict[object, list[Template]](list)
        reference = {entry.id: entry.reference for entry in session.exec(select(Entry))}
        founders = {stand.reference: sender(self.sent[name].number) for name, stand in self.stands.items()}
        for row in replies:
            if row.template in NOTICES:
                assert founders[reference[row.entry_id or 0]] == row.to_address
                if row.state in ANSWERED and row.id not in self.retried:
                    days[row.entry_id, row.created_at.astimezone(zone).date()].append(row.template)
            elif row.template is Template.DIGEST:
                listed = [each.to_address for each in replies if each.digest_id == row.id]
                assert listed and set(listed) == {row.to_address}
        asked, told = Template.CONFIRM, Template.CHANGED
        assert all(each in ([asked], [told], [asked, told]) for each in days.values()), days
