"""A person ends what waits, changes his mind, dies over it, and acts on what has changed since he saw it."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from model.cast import Brings, Target
from model.desk import Desk, Left
from model.letters import Due
from model.person import Card, Does
from model.scenes import Index, Scene
from model.table import Tie, Who

from decisions.acts.errors import ActRefusedError, StaleError
from decisions.acts.order import Done, Order
from screening.model.act import Act, ActKind
from storage.milestones import ActMilestone

Dies = st.none() | st.none() | st.sampled_from(ActMilestone)


class Deed(NamedTuple):
    """`which` chooses the card. He dies at a step of it, or does not; `old`: he names what he saw before;
    `regrets`: he takes it back at once.
    """

    which: int
    does: Does
    dies: ActMilestone | None = None
    old: bool = False
    regrets: bool = False


_DEED = st.builds(
    Deed, Index, st.sampled_from(Does), Dies, st.sampled_from([False, False, True]), st.booleans()
)
DEEDS = st.lists(_DEED, min_size=1, max_size=3)


class Deeds(Desk):
    """What a person does about entries that nobody else has taken a part in."""

    @precondition(lambda self: self.open_cards())
    @rule(deeds=DEEDS)
    def a_person_acts(self, deeds: Iterable[Deed]) -> None:
        for deed in deeds:
            if cards := self.open_cards():
                self._acts(cards[deed.which % len(cards)], deed)

    def _acts(self, card: Card, deed: Deed) -> None:
        before, fits = self.picture(), card.fits(deed.does)
        order = self._order(card, card.seen[0] if deed.old else "", **card.says(deed.does))
        if deed.old and card.seen[1] != self.happened(card):
            with pytest.raises(StaleError):
                self.life.act(order, None)
            self.is_as_before(before, f"stale, and done: {deed} on {card}")
            card.seen = self.version(card), self.happened(card)
            return
        try:
            done = self.life.act(order, deed.dies)
        except ActRefusedError as error:
            assert not fits, f"{deed} on {card}: {error}"
            done = None
        if done is None:
            self.is_as_before(before, f"not done, and not nothing: {deed} on {card}")
            return
        assert fits, f"{deed} on {card}"
        self._was_done(card, deed.does, done)
        if deed.regrets:
            self._take_back(card, done.act.id, None)
            self.is_as_before(before, f"undone, and not as before: {deed} on {card}")

    @precondition(lambda self: any(card.acts for card in self.open_cards()))
    @rule(which=Index, act=Index, dies=Dies)
    def a_person_takes_an_act_back(self, which: int, act: int, dies: ActMilestone | None) -> None:
        cards = [card for card in self.open_cards() if card.acts]
        card = cards[which % len(cards)]
        self._take_back(card, list(card.acts)[act % len(card.acts)], dies)

    @precondition(lambda self: self.ruled_cards())
    @rule(which=Index, brings=st.sampled_from([Brings.DECK, Brings.OTHER_DECK, Brings.WORDS]))
    def the_founder_writes_about_what_was_ruled(self, which: int, brings: Brings) -> None:
        """What he brings waits for a person, whatever the rules would do with it."""
        cards = self.ruled_cards()
        card = cards[which % len(cards)]
        about = Target(card.name, card.sent.number, card.reference, self.letter_to_founder(card.name))
        card.written = True
        self.write(Scene(Who.FOUNDER, which, Tie.LETTER, brings), about)

    def _take_back(self, card: Card, number: int, dies: ActMilestone | None) -> None:
        letters = [name for act, names in card.letters.items() if act >= number for name in names]
        mine, told = self.left(card.letters[number]), self.left(letters)
        done = self.life.act(self._order(card, kind=ActKind.UNDO, act=number), dies)
        if done is None:
            return
        del card.acts[number]
        self.unsaid |= {name for name, left in mine.items() if left is Left.WAITS}
        heard = bool(
            set(told.values()) - {Left.NEVER} - ({Left.WAITS} if not set(letters) - set(mine) else set())
        )
        allowed = {"status", card.stands().letter} if heard else set()
        assert {row.template.value for row in done.letters} <= allowed, card
        self._told(card, done)

    def _order(self, card: Card, seen: str = "", **act: Any) -> Order:
        return Order(card.reference, Act(**act), "somsri", "ตรวจแล้ว", seen=seen)

    def _was_done(self, card: Card, does: Does, done: Done) -> None:
        was = card.stands()
        card.acts[done.act.id] = does
        card.letters[done.act.id] = [row.rfc_message_id for row in done.letters]
        due = {card.stands().letter} if card.stands() != was else set()
        assert {row.template.value for row in done.letters} <= due, f"{does} on {card}"
        self._told(card, done)

    def _told(self, card: Card, done: Done) -> None:
        """The letters are the act's own, and the records say from now on what the table says."""
        card.done += 1
        self.known[card.name] = (card.stands().verdict, card.reference)
        assert [row.to_address for row in done.letters] in ([], [card.sent.to]), card
        for row in done.letters:
            self.due[row.rfc_message_id] = Due(row.template, card.name, by_person=True)
            self.told.add((card.name, row.template.value, row.to_address))
