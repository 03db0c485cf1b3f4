"""A letter as its receiver reads it: rendered, sent as bytes, and parsed again."""

from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import cast

from notifications.rendering.desk import Desk
from notifications.rendering.render import render, render_digest
from screening.model.letter import Digest, Letter, Rendered


@dataclass(frozen=True)
class Read:
    """One mail; `text` and `html` are its two parts."""

    rendered: Rendered
    message: EmailMessage
    text: str
    html: str

    @property
    def thai(self) -> str:
        return self.text.partition("-" * 78)[0]

    @property
    def flat(self) -> str:
        """The text with each line break as a space, for sentences that were wrapped."""
        return " ".join(self.text.split())

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")


Reader = Callable[[Letter], Read]


def read_mail(letter: Letter | Digest, desk: Desk) -> Read:
    rendered = render_digest(letter, desk) if isinstance(letter, Digest) else render(letter, desk)
    message = message_from_bytes(rendered.data, policy=SMTP)
    text, html = (cast(EmailMessage, part).get_content() for part in message.iter_parts())
    return Read(rendered, message, text.replace("\r\n", "\n"), html.replace("\r\n", "\n"))
