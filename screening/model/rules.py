"""The rules' own settings, as data. `digest` tells one set of rules from another."""

import hashlib
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, tzinfo
from typing import Literal

from screening.model.causes import Cause
from screening.model.register import Register


@dataclass(frozen=True, slots=True)
class ReplyRules:
    """`[replies]`: which answers go out by themselves."""

    mode: Literal["send", "approve", "off"] = "send"
    answer_received_after: datetime | None = None
    per_address_per_day: int = 10
    per_hour: int = 300

    def holds(self, received_at: datetime | None = None) -> Cause | None:
        """Why every letter on account of a mail waits: `off`, `old`, `approval`; None if they go out."""
        after = self.answer_received_after
        if self.mode == "off":
            return Cause.OFF
        if after is not None and received_at is not None and received_at < after:
            return Cause.OLD
        return Cause.APPROVAL if self.mode == "approve" else None


@dataclass(frozen=True, slots=True)
class Topic:
    """One criterion: its wordings are regular expressions over squeezed text; `weight` is in percent."""

    label: str
    weight: int
    strong: tuple[str, ...]
    weak: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AwardedWork:
    """A work that has won before; `year` is as the operator wrote it, the places may be empty."""

    year: str
    agency: str
    title: str
    district: str = ""
    province: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a decision depends on beside message and history. `opens` and `closes` are inclusive."""

    contest: str
    opens: datetime
    closes: datetime
    zone: tzinfo = UTC
    prefix: str = "DGTI-2566"
    naming: Literal["strict", "clerk", "lenient"] = "clerk"
    form_extensions: tuple[str, ...] = (".pdf", ".jpg", ".jpeg")
    deck_extensions: tuple[str, ...] = (".pptx", ".ppsx", ".pptm", ".ppt")
    video_extensions: tuple[str, ...] = (".mp4", ".mov", ".m4v", ".avi", ".wmv", ".mkv", ".webm")
    own_addresses: frozenset[str] = frozenset()
    own_lists: frozenset[str] = frozenset()
    shared_domains: tuple[str, ...] = ("dla.go.th", "moi.go.th", "mail.go.th")
    max_message_bytes: int = 60_000_000
    replies: ReplyRules = ReplyRules()
    register: Register = field(default_factory=Register)
    topics: tuple[Topic, ...] = ()
    awarded: tuple[AwardedWork, ...] = ()

    @property
    def digest(self) -> str:
        """sha256 of every field, by its name; kept with every decision."""
        spelled = (f"{each.name}={_spelled(getattr(self, each.name))}" for each in fields(self))
        return hashlib.sha256("\n".join(spelled).encode()).hexdigest()


def _spelled(value: object) -> str:
    """One field on a line of its own, the same in every run: a set is spelled in the order of its sorting."""
    if isinstance(value, Register):
        return value.digest
    return repr(sorted(value)) if isinstance(value, frozenset) else repr(value)
