"""What must hold of the daemon's records and replies whatever happened, by a plain table of its own."""

from collections import Counter
from collections.abc import Sequence

from hypothesis.stateful import invariant
from model.hearing import Hearing
from model.letters import NOTICES, is_digest
from servers.installation import message_id

from storage import intake_log
from storage.engine import reading
from storage.intake_log import LedgerRow
from storage.invariants import check
from storage.outbox import replies as outbox
from storage.states import ALLOWED, OutboxState
from storage.tables import Outbox


class Promises(Hearing):
    """What holds after each step."""

    @invariant()
    def the_records_say_what_the_tables_say(self) -> None:
        with reading(self.life.parts.engine) as session:
            self.every_message_has_one_row_with_its_verdict(
                list(intake_log.rows(session, self.life.parts.contest))
            )
            assert list(check(session, self.life.parts.contest, self.life.parts.files)) == []
            replies = outbox.listed(session, self.life.parts.contest)
            self.replies_go_their_legal_way(replies)
            self.founders_are_told_once_a_day(session, replies)
            self.entries_stand_as_if_no_stranger_had_written(session)
        self.no_letter_goes_out_twice_or_to_a_machine()
        self.letters_tell_nobody_more_than_he_may_know()

    def every_message_has_one_row_with_its_verdict(self, rows: Sequence[LedgerRow]) -> None:
        names = [row.message_id for row in rows if row.message_id]
        assert len(set(names)) == len(names)
        assert len(rows) <= len(self.sent)
        self.rows = {row.message_id: row for row in rows if row.verdict}
        now = {name: (row.verdict or "", row.reference) for name, row in self.rows.items()}
        for name, was in self.known.items():
            assert now.get(name) == was, f"{name} was {was}"
        assert self.must <= set(now), f"lost: {self.must - set(now)}"
        for row in sorted(self.rows.values(), key=lambda row: row.number or 0):
            if row.message_id not in self.known:
                self.settle(row)
                self.known[row.message_id] = now[row.message_id]

    def replies_go_their_legal_way(self, replies: Sequence[Outbox]) -> None:
        now = {row.id: row.state for row in replies}
        for number, state in self.states.items():
            assert now[number] in _reachable(state), f"reply {number} went from {state} to {now[number]}"
        self.states = now

    def no_letter_goes_out_twice_or_to_a_machine(self) -> None:
        versions: dict[str, set[bytes]] = {}
        for mail in self.sink.mails:
            name = message_id(mail.data)
            if not is_digest(name):
                due = self.due[name]
                assert self.sent[due.name].verdict != "ignored"
                # All answers to one mail are one; letters to others stand for themselves.
                name = name if due.template in NOTICES or due.by_person else due.name
            versions.setdefault(name, set()).add(mail.data)
        assert all(len(each) == 1 for each in versions.values())
        assert not self.unsaid & set(versions), "a letter went out after its act was taken back"
        times = Counter(message_id(mail.data) for mail in self.sink.mails)
        assert {name for name, number in times.items() if number > 1 + self.excused[name]} == set()


def _reachable(state: OutboxState) -> set[OutboxState]:
    """Where a reply may be after any number of legal steps."""
    found, added = {state}, {state}
    while added:
        added = {end for moves in ALLOWED.values() for start in added for end in moves.get(start, ())} - found
        found |= added
    return found
