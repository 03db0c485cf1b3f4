"""The tables of `config.toml` for the servers that we log in to."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from settings.values import EMAIL, Folder, Line, OptionalPath, Port, Table, Tls

Auth = Literal["password", "oauth2"]

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


_USUAL_TLS = {993: "implicit", 143: "starttls", 465: "implicit", 587: "starttls", 25: "starttls"}


class Server(Table):
    """A server that we log in to. Without TLS it must be on this machine: others could read along."""

    host: Line
    port: Port
    tls: Tls
    username: Line = ""
    ca_file: OptionalPath = None

    @property
    def doubt_of_tls(self) -> str:
        """What the port says against `tls`, to end the line of a connection that failed; else empty."""
        usual = _USUAL_TLS.get(self.port, self.tls)
        return "" if usual == self.tls else f'; on port {self.port} tls = "{usual}" is usual'

    auth: Auth = "password"

    @model_validator(mode="after")
    def _clear_text_stays_here(self) -> Self:
        if self.tls == "none" and self.host not in _LOOPBACK:
            raise ValueError('tls = "none" is only for a server on this machine (127.0.0.1)')
        return self


class Mailbox(Server):
    """`[mailbox]`: the IMAP account. The password is `INTAKE_MAILBOX_PASSWORD`, unless `[oauth2]` is used."""

    port: Port = 993
    tls: Tls = "implicit"
    username: Line
    provider: Literal["microsoft365", "google", "generic"] = "generic"
    folders: Annotated[tuple[Folder, ...], Field(min_length=1)] = ("INBOX",)
    poll_seconds: Annotated[int, Field(ge=1, le=3600)] = 30
    idle: bool = True
    read_only: bool = False
    accepted_folder: Folder = ""
    rejected_folder: Folder = ""
    held_folder: Folder = ""
    ignored_folder: Folder = ""
    sent_folder: Folder = ""
    sent_copies: bool = False
    max_message_mb: Annotated[int, Field(ge=1, le=1024)] = 60

    @model_validator(mode="after")
    def _copies_have_a_folder(self) -> Self:
        if self.sent_copies and (not self.sent_folder or self.read_only):
            raise ValueError("sent_copies needs a sent_folder, and a mailbox that is not read_only")
        return self

    @model_validator(mode="after")
    def _filed_elsewhere(self) -> Self:
        for verdict in ("accepted", "rejected", "held", "ignored"):
            folder = getattr(self, f"{verdict}_folder")
            if folder in self.watched:
                told = f"{verdict}_folder is {folder}, which is read: mail is filed only where it is not"
                raise ValueError(f"{told} read again; name another folder, or none")
        return self

    @property
    def watched(self) -> tuple[str, ...]:
        """The folders that are read: those of incoming mail, and what staff send from the mailbox."""
        return tuple(dict.fromkeys((*self.folders, *([self.sent_folder] if self.sent_folder else []))))


class Smtp(Server):
    """`[smtp]`: the way out. The password is `INTAKE_SMTP_PASSWORD`; no username, no login."""

    port: Port = 587
    tls: Tls = "starttls"
    from_address: Annotated[Line, Field(pattern=EMAIL[0])]

    @model_validator(mode="after")
    def _a_token_is_somebodys(self) -> Self:
        if self.auth == "oauth2" and not self.username:
            raise ValueError('auth = "oauth2" needs a username')
        return self
