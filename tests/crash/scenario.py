"""The mails of one trial, and what must have become of them, whenever and however often the daemon died."""

from dataclasses import dataclass
from random import Random

from servers.installation import message_id
from servers.mails import NAMES, entry, form, mail, presentation

_AWAY = {"subject": "ตอบกลับอัตโนมัติ", "text": "ไม่อยู่ที่สำนักงาน"}
_QUESTION = {"subject": "สอบถาม", "text": "ขอทราบวันประกาศผล"}


@dataclass(frozen=True, slots=True)
class Expected:
    """One mail: its verdict, whether it must be answered (None: it may), and which entry it belongs to."""

    raw: bytes
    verdict: str
    answered: bool | None
    entry: int | None

    @property
    def id(self) -> str:
        """Its Message-ID."""
        return message_id(self.raw)


def mails(seed: int) -> list[Expected]:
    """Five mails of four agencies, each verdict among them; an entry comes in two mails.

    The correction that its first half earns is `superseded`, unless a death has parted the halves.
    """
    whole, halves, asks, away = Random(seed).sample(range(len(NAMES)), 4)
    first = mail(halves, [form(halves)])
    return [
        Expected(entry(whole), "accepted", True, 1),
        Expected(first, "rejected", None, 2),
        Expected(
            mail(halves, [presentation(halves)], slug="deck", answering=message_id(first)),
            "accepted",
            True,
            2,
        ),
        Expected(mail(asks, [], **_QUESTION), "held", True, 3),
        Expected(mail(away, [], **_AWAY), "ignored", False, None),
    ]
