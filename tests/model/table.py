"""Whose entry it is, as a plain table: who writes about an entry what, what becomes of it, who hears of it.

It is written from docs/trust.md and not from the program. It knows only these five and what they do here.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Who(StrEnum):
    """Who writes about an entry, as seen from there."""

    FOUNDER = "founder"
    OFFICE = "office"  # the agency's official address, proven by our own server
    GUEST = "guest"  # was shown one of our letters by the founder
    STRANGER = "stranger"
    FORGER = "forger"  # under the founder's address, and our server says so


class Tie(StrEnum):
    """What a mail names of the entry."""

    LETTER = "letter"  # one of ours, that told the founder all
    MESSAGE_ID = "message-id"  # that of the founder's mail
    NUMBER = "number"
    NOTHING = "nothing"
    OWN = "own"  # our letter to the stranger himself


@dataclass(frozen=True, slots=True)
class Act:
    """A mail about the entry that the mail `about` opened; `form` and `deck` are hashes.

    `again` is the mail to whose answer a stranger answers.
    """

    who: Who
    tie: Tie
    about: str
    form: str = ""
    deck: str = ""
    thanks: bool = False
    late: bool = False
    again: str = ""

    @property
    def proven(self) -> bool:
        return self.who is Who.OFFICE or (self.who is Who.FOUNDER and self.tie is Tie.LETTER)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What must become of a mail. `notice` is the letter to the founder beside the answer.

    `joins`: it lies under the entry's number, and not under one of its own.
    """

    verdict: str
    code: str
    letter: str | None
    hears: str = "full"
    joins: bool = True
    notice: str = ""


@dataclass
class Stand:
    """An entry: the hashes of what stands, those that wait for a word, and how often it changed, from 1."""

    reference: str
    form: str
    deck: str | None
    aside: set[str] = field(default_factory=set)
    added: set[str] = field(default_factory=set)
    offered: set[str] = field(default_factory=set)
    official: bool = False
    version: int = 1

    def after(self, act: Act) -> Outcome:
        """What becomes of a mail, and of the entry by it."""
        if act.who is Who.FORGER:
            told = "held" if act.deck else "enquiry"
            return Outcome("held", "sender-unverified", told, "neutral", joins=False)
        if act.who is Who.STRANGER:
            return self._own_thread(act) if act.tie is Tie.OWN else self._apart(act)
        guest = act.who is Who.GUEST
        if not act.deck:
            letter = None if act.thanks else "held"
            return Outcome("held", "message-in-thread", letter, "neutral" if guest else "full")
        return self._files(act, guest=guest)

    def _apart(self, act: Act) -> Outcome:
        """Nothing of the entry changes, whatever he brings."""
        hashes = {act.form, act.deck} - {""}
        if not hashes:
            return Outcome("held", "enquiry", "enquiry", "neutral", joins=False)
        if act.late:
            return Outcome("rejected", "late", "late", "neutral", joins=False)
        here = hashes <= {self.form, self.deck} | self.aside | self.added | self.offered
        asked = act.tie is not Tie.NOTHING and not here
        self.offered |= hashes
        return Outcome(
            "held", "sender-conflict", "held", "neutral", joins=False, notice="confirm" if asked else ""
        )

    def _own_thread(self, act: Act) -> Outcome:
        """His own number goes on waiting for a person."""
        if act.deck and act.late:
            return Outcome("rejected", "late", "late", joins=False)
        code = "sender-conflict" if act.deck else "message-in-thread"
        return Outcome("held", code, None if act.thanks else "held", joins=False)

    def _files(self, act: Act, *, guest: bool) -> Outcome:
        """A deck of somebody who has read our letter, or is the applicant."""
        waits = act.deck in self.aside | self.added | (self.offered if act.late and act.proven else set())
        if act.deck == self.deck:
            return Outcome(
                "accepted", "duplicate", *(("held", "neutral") if guest else ("identical", "full"))
            )
        if act.late and not waits:
            return Outcome("rejected", "late", "late", "neutral" if guest else "full")
        if self.deck and act.tie is Tie.NOTHING and not waits:
            return Outcome("held", "second-work", "held", joins=False)
        if self.deck is None or (act.proven and (act.who is Who.OFFICE or not self.official)):
            return self._taken(act, guest=guest)
        self.aside.add(act.deck)
        asked = "confirm" if guest and not waits else ""
        return Outcome("held", "revision-unproven", "held", "guest" if guest else "full", notice=asked)

    def _taken(self, act: Act, *, guest: bool) -> Outcome:
        code, letter = ("revision", "updated") if self.deck else ("completed", "acknowledgement")
        self.deck, self.official, self.version = act.deck, act.who is Who.OFFICE, self.version + 1
        if act.proven:
            self.aside.clear()
        if guest:
            self.added.add(act.deck)
        return Outcome(
            "accepted", code, letter, "guest" if guest else "full", notice="changed" if guest else ""
        )
