"""What a person has before him: the cards, their versions, and all that the records show."""

from collections.abc import Iterable
from enum import StrEnum

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from model.others import Others
from model.person import Card, Does
from model.table import Who
from servers.installation import message_id
from sqlmodel import Session, select

from decisions.compare import Outcome, Rejudged
from storage import intake_log
from storage.engine import reading
from storage.entries.cards import cards
from storage.entries.lying import version_of
from storage.states import OutboxState
from storage.tables import Entry, Outbox

_OUTSIDE = (Who.STRANGER, Who.FORGER)
_OVER = (OutboxState.SUPPRESSED, OutboxState.DROPPED)


class Left(StrEnum):
    """Whether a letter can still be kept back."""

    WAITS = "waits"
    NEVER = "never"  # it does not go, and has not gone
    GONE = "gone"  # or perhaps gone


class Desk(Others):
    """The cards that the table of `model.person` knows, and the records as people see them."""

    def open_cards(self) -> list[Card]:
        """The entries that one mail has opened, and whose applicant has not written again."""
        inside = {each.act.about for each in self.sent.values() if each.act and each.act.who not in _OUTSIDE}
        for name, (_, reference) in self.known.items():
            kind = self.sent[name].kind
            if kind and reference and name not in self.cards:
                card = self.cards[name] = Card(kind, name, self.sent[name], reference)
                card.seen = self.version(card), self.happened(card)
        return [card for name, card in self.cards.items() if name not in inside | self.spoilt]

    def ruled_cards(self) -> list[Card]:
        """Those that a person has accepted, and of which the founder has a letter that he can answer."""
        accepted = [card for card in self.open_cards() if card.ruling is Does.ACCEPT]
        return [card for card in accepted if self.letter_to_founder(card.name)]

    def version(self, card: Card) -> str:
        """What `--seen` names."""
        with reading(self.life.parts.engine) as session:
            return version_of(session, _entry(session, card).id)

    def happened(self, card: Card) -> int:
        """How often something has come for the entry, or was done about it."""
        mails = [row for row in self.rows.values() if card.reference in (row.reference, row.about)]
        return len(mails) + card.done

    def picture(self) -> dict[str, list[object]]:
        """The records as people see them; of the letters, which may still go, and why they wait."""
        with reading(self.life.parts.engine) as session:
            contest = self.life.parts.contest
            log: list[object] = [
                (row.id, row.verdict, row.reasons, row.reference, row.entry_status, row.agency)
                for row in intake_log.rows(session, contest)
            ]
            queue: list[object] = [
                (card.entry.reference, card.points, card.silent) for card in cards(session, contest)
            ]
            entries: list[object] = [
                (row.reference, row.status, row.form, row.deck, row.agency, row.version)
                for row in session.exec(select(Entry))
            ]
            letters = session.exec(select(Outbox)).all()
            open_ = [(row.id, row.state, row.why) for row in letters if row.state not in _OVER]
            return {"log": log, "queue": queue, "entries": entries, "letters": [*open_]}

    def is_as_before(self, before: dict[str, list[object]], what: str) -> None:
        """Nothing in the records differs from an earlier picture of them."""
        now = self.picture()
        for part, was in before.items():
            differs = [each for each in zip(was, now[part], strict=False) if each[0] != each[1]]
            assert now[part] == was, f"{what}: {part} {differs}"

    def left(self, letters: Iterable[str]) -> dict[str, Left]:
        """By letter: whether it has gone out, or may have."""
        came = {message_id(mail.data) for mail in self.sink.mails}
        with reading(self.life.parts.engine) as session:
            rows = {name: _letter(session, name) for name in letters}
        return {
            name: Left.GONE
            if name in came or row.attempts or row.state is OutboxState.FAILED
            else Left.NEVER
            if row.state in _OVER
            else Left.WAITS
            for name, row in rows.items()
        }

    @precondition(lambda self: self.rows)
    @rule(answer=st.booleans())
    def staff_have_all_judged_again(self, answer: bool) -> None:
        """Under the same rules all stays; what a person has ruled stays whatever these say."""
        before = self.picture()
        sound = [row.id for name, row in self.rows.items() if not {name, self._about(name)} & self.spoilt]
        for done in self.life.judge_again(sound, answer=answer):
            assert isinstance(done, Rejudged), done
            assert done.outcome is not Outcome.RECORDED, done
        self.is_as_before(before, "judged again")

    def _about(self, name: str) -> str:
        act = self.sent[name].act
        return act.about if act else name


def _entry(session: Session, card: Card) -> Entry:
    return session.exec(select(Entry).where(Entry.reference == card.reference)).one()


def _letter(session: Session, name: str) -> Outbox:
    return session.exec(select(Outbox).where(Outbox.rfc_message_id == name)).one()
