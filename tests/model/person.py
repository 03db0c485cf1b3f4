"""A person at his desk, as a plain table: what he does about an entry of one mail, and what it comes to.

It is written from docs/staff.md. Where an entry stands follows from how its mail began and from the acts that
stand: taking one back is leaving it out.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from model.kinds import Kind, Sent, digest_of
from servers.mails import NAMES, form, presentation

from screening.model.act import ActKind
from screening.model.decision import AgencyFinding, Certainty, Place, Role


class Does(StrEnum):
    """What he does."""

    AGENCY = "agency"
    ROLE = "role"
    ACCEPT = "accept"
    REJECT = "reject"
    HOLD = "hold"
    LOOKED = "settled on-hold"
    READ = "settled enquiry"
    NO_LINK = "settled deck-by-link"
    LATER = "later"
    NOTE = "note"


_RULINGS = (Does.ACCEPT, Does.REJECT, Does.HOLD)
_SETTLES = {Does.LOOKED: "on-hold", Does.READ: "enquiry", Does.NO_LINK: "deck-by-link"}
_SHARED = (Kind.SHARED, Kind.LINKED)


class Stands(NamedTuple):
    """Where an entry stands, its hashes, the letter that says so, and what a person has to settle."""

    verdict: str
    status: str
    form: str | None
    deck: str | None
    letter: str
    holds: frozenset[str] = frozenset()


@dataclass
class Card:
    """An entry that the mail `name` has opened, and the acts on it that stand, by their ids.

    `letters` are those of every act, by Message-ID. `done` counts the acts, undoing among them; `seen` is a
    version that somebody had before him, and how much had happened by then. `written`: its applicant has
    written about it once more.
    """

    kind: Kind
    name: str
    sent: Sent = field(repr=False)
    reference: str
    acts: dict[int, Does] = field(default_factory=dict)
    letters: dict[int, list[str]] = field(default_factory=dict)
    done: int = 0
    seen: tuple[str, int] = ("", 0)
    written: bool = False

    def says(self, does: Does) -> dict[str, Any]:
        """What the act says."""
        body = AgencyFinding(Certainty.RESOLVED, Place(NAMES[self.sent.number], "เมือง", "เชียงใหม่"))
        if does in _SETTLES:
            return {"kind": ActKind.SETTLED, "codes": (_SETTLES[does],)}
        more: dict[Does, dict[str, Any]] = {
            Does.AGENCY: {"agency": body},
            Does.ROLE: {"file": self._form, "role": Role.FORM},
            Does.REJECT: {"codes": ("form-unreadable",)},
        }
        return {"kind": ActKind(does.value), **more.get(does, {})}

    def fits(self, does: Does) -> bool:
        """Whether the act is done; all others are refused, and change nothing."""
        if does in _SETTLES:
            return _SETTLES[does] in self.stands().holds
        if does in _RULINGS:
            possible = does is not Does.ACCEPT or self._files[1] is not None
            return possible and self.ruling is not does
        return does is not Does.ROLE or self.kind is not Kind.QUESTION

    @property
    def ruling(self) -> Does | None:
        """The last verdict, unless a person has looked after he had put the entry on hold."""
        ruling: Does | None = None
        for does in self.acts.values():
            ruling = does if does in _RULINGS else None if does is Does.LOOKED else ruling
        return ruling

    def stands(self) -> Stands:
        """Where the entry stands after the acts that stand."""
        form_, deck = self._files
        if self.ruling is Does.ACCEPT:
            return Stands("accepted", "complete", form_, deck, "acknowledgement")
        if self.ruling is Does.REJECT:
            return Stands("rejected", "incomplete", None, deck, "correction")
        if self.ruling is Does.HOLD:
            return Stands("held", "held", form_, deck, "held", frozenset({"on-hold"}))
        if self.kind is Kind.QUESTION:
            return Stands("held", "enquiry", None, None, "enquiry", frozenset({"enquiry"}))
        if holds := self._doubts():
            return Stands("held", "held", form_, deck, "held", holds)
        if deck is None:
            return Stands("rejected", "incomplete", form_, None, "correction")
        return Stands("accepted", "complete", form_, deck, "acknowledgement")

    def _doubts(self) -> frozenset[str]:
        """Those of the mail that no act has settled; each is settled by its own."""
        done = set(self.acts.values())
        body = {"agency-ambiguous"} if self.kind in _SHARED and Does.AGENCY not in done else set()
        link = {"deck-by-link"} if self.kind is Kind.LINKED and Does.NO_LINK not in done else set()
        return frozenset(body | link)

    @property
    def _form(self) -> str:
        return digest_of(form(self.sent.number))

    @property
    def _files(self) -> tuple[str | None, str | None]:
        if self.kind is Kind.QUESTION:
            return None, None
        whole = self.kind in (Kind.ENTRY, Kind.SHARED)
        return self._form, digest_of(presentation(self.sent.number)) if whole else None
