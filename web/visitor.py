"""Who asks for a page."""

from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request

from storage.accounts.roles import StaffRole

Language = Literal["th", "en"]


@dataclass(frozen=True, slots=True)
class Visitor:
    """A member of staff who is logged in. `token` is what each of his forms must carry."""

    name: str
    role: StaffRole
    language: Language
    token: str


def visitor_of(request: Request) -> Visitor:
    """The visitor whom the guard let in. Raises AttributeError on a page that is for anybody."""
    visitor: Visitor = request.state.visitor
    return visitor
