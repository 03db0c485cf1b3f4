"""One class a table of `config.toml`. The comments in that file say what each key means to an organiser.

Every key has a default but the few without which nothing can run. Times without an offset are in
`contest.timezone`; relative paths are relative to the configuration file.
"""

from contextlib import suppress
from datetime import datetime
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

from settings.contest import Contest, Organiser
from settings.oauth2 import OAuth2
from settings.servers import Mailbox, Smtp
from settings.storage import Storage
from settings.times import in_the_common_era
from settings.values import EMAIL, Extension, Line, OptionalPath, Table, single_line
from settings.web import Web


class Replies(Table):
    """`[replies]`: whether, when and with which texts applicants are answered."""

    mode: Literal["send", "approve", "off"] = "send"
    hold_first: Annotated[int, Field(ge=0, le=100_000)] = 0
    answer_received_after: datetime | None = None

    @field_validator("answer_received_after")
    @classmethod
    def _in_the_common_era(cls, value: object) -> object:
        return in_the_common_era(value)

    per_address_per_day: Annotated[int, Field(ge=1, le=1_000)] = 10
    per_hour: Annotated[int, Field(ge=1, le=100_000)] = 300
    templates_dir: OptionalPath = None


class Review(Table):
    """`[review]`: how staff work."""

    letter_waits: Annotated[int, Field(ge=0, le=24 * 60)] = 10
    digest_to: tuple[Annotated[Line, Field(pattern=EMAIL[0])], ...] = ()
    second_person: tuple[Literal["decision", "erase", "extend", "late", "withdraw", "undo"], ...] = ()


class Agencies(Table):
    """`[agencies]`: the register of local government bodies, as a CSV; empty: none."""

    register_: Annotated[OptionalPath, Field(alias="register")] = None


class Awarded(Table):
    """`[awarded]`: works that have won before, as a CSV of year, agency and title; empty: none."""

    works: OptionalPath = None


class Form(Table):
    """`[form]`: how strictly the form's file name is read, and which endings it may have."""

    naming: Literal["strict", "clerk", "lenient"] = "clerk"
    extensions: tuple[Extension, ...] = (".pdf", ".jpg", ".jpeg")

    @field_validator("extensions")
    @classmethod
    def _that_can_be_read(cls, endings: tuple[str, ...]) -> tuple[str, ...]:
        """What nothing here reads would be offered by the letters, and refused when it comes."""
        if unread := sorted(set(endings) - {".pdf", ".jpg", ".jpeg"}):
            raise ValueError(f"{', '.join(unread)} cannot be read as a form: .pdf, .jpg and .jpeg can")
        return endings


class Deck(Table):
    """`[deck]`: which presentations count."""

    extensions: tuple[Extension, ...] = (".pptx", ".ppsx", ".pptm", ".ppt")
    video_extensions: tuple[Extension, ...] = (".mp4", ".mov", ".m4v", ".avi", ".wmv", ".mkv", ".webm")
    topics: OptionalPath = None


class Trust(Table):
    """`[trust]`: whose stamps are believed."""

    authserv_id: Line = ""
    receiving_hosts: tuple[Line, ...] = ()
    own_lists: tuple[Line, ...] = ()
    own_addresses: tuple[Line, ...] = ()
    shared_domains: tuple[Line, ...] = ("dla.go.th", "moi.go.th", "mail.go.th")


class Privacy(Table):
    """`[privacy]`: the values of the notice under every reply (PDPA s. 23)."""

    retention_th: Line = ""
    dpo_contact: Line = ""
    notice_url: Line = ""


class Limits(Table):
    """`[limits]`: what one message may cost before its parser is stopped."""

    parse_cpu_seconds: Annotated[int, Field(ge=1, le=3600)] = 10
    parse_wall_seconds: Annotated[int, Field(ge=1, le=3600)] = 20
    parse_memory_mb: Annotated[int, Field(ge=128, le=65_536)] = 512
    archive_mb: Annotated[int, Field(ge=1, le=10_240)] = 200


class Alarm(Table):
    """`[alarm]`: how the organiser is told that something needs a person."""

    webhook: SecretStr = SecretStr("")
    email: Annotated[Line, Field(pattern=EMAIL[1])] = ""

    @field_validator("webhook")
    @classmethod
    def _is_an_address(cls, url: SecretStr) -> SecretStr:
        """Checked here, so that no error ever needs to show it: it may hold a token."""
        text = url.get_secret_value()
        with suppress(ValueError):  # its own words would show parts of the address
            target = urlsplit(single_line(text))
            if not text or (target.scheme in ("http", "https") and target.hostname):
                return url
        raise ValueError("must be an address that begins with https:// or http://")


class Backup(Table):
    """`[backup]`: where the daemon makes backups, how often, and how many it keeps; no folder: none."""

    folder: OptionalPath = None
    every_hours: Annotated[int, Field(ge=1, le=24 * 31)] = 24
    keep: Annotated[int, Field(ge=1, le=1_000)] = 14


class Log(Table):
    """`[log]`: what the daemon writes about itself."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    json_: Annotated[bool, Field(alias="json")] = False
    file: OptionalPath = None


class Clamav(Table):
    """`[clamav]`: the socket of a virus scanner; empty: none."""

    socket: Line = ""


class Settings(Table):
    """The whole file."""

    @model_validator(mode="after")
    def _tokens_are_somebodys(self) -> Self:
        if "oauth2" in (self.mailbox.auth, self.smtp.auth) and self.mailbox.provider == "generic":
            raise ValueError('auth = "oauth2" needs [mailbox] provider = "microsoft365" or "google"')
        return self

    contest: Contest
    organiser: Organiser = Organiser()
    mailbox: Mailbox
    smtp: Smtp
    oauth2: OAuth2 = OAuth2()
    replies: Replies = Replies()
    review: Review = Review()
    storage: Storage = Storage()
    agencies: Agencies = Agencies()
    awarded: Awarded = Awarded()
    form: Form = Form()
    deck: Deck = Deck()
    trust: Trust = Trust()
    privacy: Privacy = Privacy()
    limits: Limits = Limits()
    alarm: Alarm = Alarm()
    web: Web = Web()
    backup: Backup = Backup()
    log: Log = Log()
    clamav: Clamav = Clamav()


TABLES: dict[str, type[Table]] = {
    name: field.annotation
    for name, field in Settings.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, Table)
}
"""Every table by its name in the file."""
