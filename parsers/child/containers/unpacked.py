"""What is found inside a part or file that holds others."""

from dataclasses import dataclass, field
from email.message import Message

from parsers.child.mime.skeleton import Skeleton
from parsers.files import Written
from screening.model.submission import Content


@dataclass(frozen=True, slots=True)
class InnerMessage:
    """A whole message, and the stand-in that its bodies belong to.

    `forwarded`: somebody else's; otherwise it is the message itself in another wrapping.
    """

    message: Message
    skeleton: Skeleton
    forwarded: bool = True


@dataclass(frozen=True, slots=True)
class InnerFile:
    """A file, under the name that the container has for it."""

    name: str
    written: Written
    origin: str
    within: tuple[str, ...] = ()  # the folders that it lies in, the innermost first


@dataclass(frozen=True, slots=True)
class InnerLetter:
    """The letter of the mail itself, which its mailer put into a wrapping: as text, or as HTML."""

    text: str = ""
    html: str = ""


Inner = InnerMessage | InnerFile | InnerLetter


@dataclass
class Unpacked:
    """A file that was opened.

    `itself`: what to say of the container, None where it is a mere wrapping and no file to anyone. `problem`
    says, for staff, what of it could not be read.
    """

    inside: list[Inner] = field(default_factory=list)
    itself: Content | None = None
    problem: str = ""
