"""One class a table of `config.toml`. The comments in that file say what each key means to an organiser.

Every key has a default but the few without which nothing can run. Times without an offset are in
`contest.timezone`; relative paths are relative to the configuration file.
"""

from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from settings.servers import Mailbox, Smtp
from settings.times import in_the_common_era, with_its_time
from settings.values import Extension, Line, OptionalPath, Port, Table, beside_the_file, single_line


class Contest(Table):
    """`[contest]`: which contest, and when it is open."""

    id: Annotated[Line, Field(min_length=1, max_length=60)]
    name_th: Line
    name_en: Line
    year_be: Annotated[int, Field(ge=2500, le=2700)]
    reference_prefix: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]{0,30}$")]
    opens: datetime
    closes: datetime
    timezone: Line = "Asia/Bangkok"
    email: Line
    phone: Line
    unit_th: Line
    holidays: tuple[date, ...] = ()

    @field_validator("timezone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("is not a time zone; the contest's is Asia/Bangkok") from None
        return name

    @field_validator("opens", "closes", mode="before")
    @classmethod
    def _with_its_time(cls, value: object) -> object:
        return with_its_time(value)

    @field_validator("opens", "closes", "holidays")
    @classmethod
    def _in_the_common_era(cls, value: object) -> object:
        return in_the_common_era(value)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.local(self.opens) >= self.local(self.closes):
            raise ValueError("opens must be before closes: set both to this contest's times")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the contest's times are meant."""
        return ZoneInfo(self.timezone)

    def local(self, moment: datetime) -> datetime:
        """`moment` as an aware time; one without an offset is in the contest's zone."""
        return moment if moment.tzinfo else moment.replace(tzinfo=self.zone)


class Replies(Table):
    """`[replies]`: whether, when and with which texts applicants are answered."""

    mode: Literal["send", "approve", "off"] = "send"
    hold_first: Annotated[int, Field(ge=0)] = 0
    answer_received_after: datetime | None = None

    @field_validator("answer_received_after")
    @classmethod
    def _in_the_common_era(cls, value: object) -> object:
        return in_the_common_era(value)

    per_address_per_day: Annotated[int, Field(ge=1)] = 10
    per_hour: Annotated[int, Field(ge=1)] = 300
    templates_dir: OptionalPath = None


class Storage(Table):
    """`[storage]`: where records and files are kept."""

    database: Annotated[Line, Field(validate_default=True)] = "sqlite:///data/intake.db"
    files: Annotated[Line, Field(validate_default=True)] = "data/files"

    @field_validator("database", mode="after")
    @classmethod
    def _beside_the_file(cls, url: str, info: ValidationInfo) -> str:
        """As SQLAlchemy reads it: three slashes begin a relative path, four an absolute one."""
        scheme, _, path = url.partition(":///")
        if scheme != "sqlite" or not path:
            raise ValueError("must look like sqlite:///data/intake.db")
        return f"sqlite:///{beside_the_file(path, info)}"

    @field_validator("files", mode="after")
    @classmethod
    def _as_an_address(cls, place: str, info: ValidationInfo) -> str:
        """A path is taken as it is; `file:///` begins an absolute one (RFC 8089). Becomes the latter."""
        scheme, separator, rest = place.partition("://")
        path = unquote(rest).lstrip("/") if separator else place
        if not path or (separator and (scheme != "file" or not rest.startswith("/"))):
            raise ValueError("must be a path such as data/files, or file:///var/lib/intake/files")
        if not separator:
            return beside_the_file(path, info).absolute().as_uri()
        absolute = Path("/", path)
        if not absolute.exists() and beside_the_file(path, info).exists():
            # Earlier versions read it as a relative path: an empty store would hide all mail taken so far.
            raise ValueError(f'means {absolute}, which is not there: write files = "{path}"')
        return absolute.as_uri()


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

    parse_cpu_seconds: Annotated[int, Field(ge=1)] = 10
    parse_wall_seconds: Annotated[int, Field(ge=1)] = 20
    parse_memory_mb: Annotated[int, Field(ge=128)] = 512
    archive_mb: Annotated[int, Field(ge=1)] = 200


class Alarm(Table):
    """`[alarm]`: how the organiser is told that something needs a person."""

    webhook: SecretStr = SecretStr("")
    email: Annotated[Line, Field(pattern=r"^([^@\s<>]+@[^@\s<>]+)?$")] = ""

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


class Web(Table):
    """`[web]`: the staff's pages."""

    enabled: bool = False
    host: Line = "127.0.0.1"
    port: Port = 8025


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

    contest: Contest
    mailbox: Mailbox
    smtp: Smtp
    replies: Replies = Replies()
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
    log: Log = Log()
    clamav: Clamav = Clamav()


TABLES: dict[str, type[Table]] = {
    name: field.annotation
    for name, field in Settings.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, Table)
}
"""Every table by its name in the file."""
