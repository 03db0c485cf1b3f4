"""A mail as it comes to the contest."""

from dataclasses import dataclass
from datetime import datetime

from demo.samples.mime import message_id


@dataclass(frozen=True)
class Came:
    """A mail, where it lies, and the code for which its entry waits; empty where it only prepares another."""

    slug: str
    code: str
    sender: str
    raw: bytes
    at: datetime
    folder: str = "INBOX"

    @property
    def message_id(self) -> str:
        return message_id(self.slug, self.sender)
