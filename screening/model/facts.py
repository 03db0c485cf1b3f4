"""What a person has settled about a message, and what he has ruled on it: inputs of its judgement.

A fact feeds the rules, which judge on with it whenever the message is judged again. A ruling stands above
them, and freezes what it is about (docs/staff.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from screening.model.decision import AgencyFinding, Role, Ruling
from screening.model.submission import File


@dataclass(frozen=True, slots=True)
class Facts:
    """What persons have settled about one message; nothing for nearly all.

    `sender`: who wrote is who From says; `member_of` is the receipt number of an entry to whose circle he
    belongs. `received_at` is when the message came. `roles` says by sha256 what a file is; who said so has
    looked at it. `passed` are codes of holds that a person has looked into. `joins` is the receipt number
    under which the message belongs; it may replace what stands there. `apart`: it is a work of its own.
    `by_hand`: no mail came; staff have entered what was brought to them. `attached` are files that staff
    have added. `evidence`: what it brings proves something, and is neither form nor deck. `until` is when
    the entry may be mended no longer. `faults` are codes that a ruling names, `words` what the applicants
    are told beside it.
    """

    agency: AgencyFinding | None = None
    sender: bool = False
    member_of: str = ""
    received_at: datetime | None = None
    roles: Mapping[str, Role] = field(default_factory=dict)
    passed: frozenset[str] = frozenset()
    joins: str = ""
    apart: bool = False
    by_hand: bool = False
    attached: tuple[File, ...] = ()
    evidence: bool = False
    until: datetime | None = None
    ruling: Ruling | None = None
    faults: tuple[str, ...] = ()
    words: str = ""

    @property
    def references(self) -> frozenset[str]:
        """The receipt numbers of the entries that they speak of."""
        return frozenset({self.joins, self.member_of} - {""})


NONE = Facts()
"""Nobody has looked at the message."""
