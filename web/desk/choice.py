"""One button of a card, and what the buttons are made from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from review.about import title_of
from review.titles import Title
from screening.model.act import Act, ActKind
from storage.accounts.roles import StaffRole
from storage.entries.cards import Card
from storage.entries.filed import Filed
from web.desk.apart import Piece
from web.desk.beside import Other
from web.desk.bodies import Body
from web.when import Times

LOOKED = ("พิจารณาจากข้อมูลบนการ์ดแล้ว", "by what the card shows")


@dataclass(frozen=True, slots=True)
class Choice:
    """One button. `arguments` are what `intake decide` would be given behind the act, `typed` the fields that
    are filled in first. `told` is what stands on the button beside the act's own name; `warns` what must be
    read before it is pressed. `key` is a digit or a letter, empty where no key presses it. `pieces` are a
    body's name with the letters marked that were read otherwise, `beside` what is to be known of it: a body's
    address by the register, what an entry lacks.
    `needs` is the role that it takes, where the visitor has a smaller one.
    """

    kind: ActKind
    arguments: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    told: Title = ("", "")
    warns: Title = ("", "")
    why: Title = LOOKED
    at: str = ""
    key: str = ""
    pieces: Sequence[Piece] = ()
    beside: Title = ("", "")
    needs: StaffRole | None = None

    @property
    def title(self) -> Title:
        """The name of the act."""
        return title_of(Act(self.kind, codes=self.arguments if self.kind is ActKind.SETTLED else ()))


@dataclass(frozen=True, slots=True)
class Ground:
    """What the choices on a card are made from: `stamps` are those of our own server on its last message, the
    newest first; `bodies` those that it may be of, `office` the official address of the one that it is of.
    `others` are the entries of which it speaks. `role` is the visitor's; what is named in `proposed` he may
    propose whatever his role.
    """

    card: Card
    files: Sequence[Filed]
    stamps: Sequence[datetime]
    bodies: Sequence[Body]
    office: str
    others: Sequence[Other]
    times: Times
    closes: datetime
    role: StaffRole
    proposed: Collection[str]
