"""Connects, logs in, and selects folders."""

import imaplib
import ssl
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from imapclient import SEEN

from credentials import Credential
from ingest.mailbox import idle, login, move, own_folders
from ingest.mailbox.errors import ILL, FolderMissing, quote, translated, unreachable
from ingest.mailbox.folder import Folder
from ingest.mailbox.names import FolderNames
from ingest.mailbox.others import Other, others
from ingest.mailbox.session import Session
from ingest.mailbox.wire import Client, Timeouts
from settings.authorities import trusted
from settings.servers import Mailbox


@dataclass(frozen=True, slots=True)
class Status:
    """How many messages a folder holds, its next UID and its UIDVALIDITY."""

    messages: int
    uidnext: int
    uidvalidity: int


class Connection(Session):
    """A logged-in connection; as a context manager it always closes, within a bounded time."""

    def __init__(self, client: Client, where: str, timeouts: Timeouts, *, use_idle: bool) -> None:
        super().__init__(client, where, timeouts)
        self._names = FolderNames(self)
        self._use_idle = use_idle

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def select(self, name: str, *, readonly: bool) -> Folder:
        """Opens a folder (a name as in config.toml); `readonly` changes nothing there at all (EXAMINE).

        Raises FolderMissing.
        """
        path = self._names.on_server(name)
        with self.exchange(f"open the folder {name}") as client:
            try:
                told = client.select_folder(path, readonly=readonly)
            except imaplib.IMAP4.error as error:
                raise self._refusal(error, name, "open") from None
            # What came since the last search stays announced, so that `wait` does not sleep over it.
            if int(told.get(b"UIDNEXT", 0)) <= self.searched.get(path, int(told.get(b"UIDNEXT", 0))):
                client.taken("EXISTS")
            return Folder(self, self._names, name, told, readonly=readonly)

    def status(self, name: str) -> Status:
        """Counts a folder (a name as in config.toml) without opening it. Raises FolderMissing."""
        path = self._names.on_server(name)
        with self.exchange(f"count the folder {name}") as client:
            try:
                told: dict[bytes, Any] = client.folder_status(path, ["MESSAGES", "UIDNEXT", "UIDVALIDITY"])
            except imaplib.IMAP4.error as error:
                raise self._refusal(error, name, "count") from None
        return Status(told[b"MESSAGES"], told[b"UIDNEXT"], told[b"UIDVALIDITY"])

    def others(self, besides: Iterable[str]) -> list[Other]:
        """The folders with messages but those `besides` (names as in config.toml). Ends what is selected."""
        return list(others(self, {self._names.on_server(name) for name in besides}))

    def append(self, name: str, message: bytes, at: datetime, *, unread: bool = False) -> None:
        """Puts a message into a folder, as one that was read, dated `at`. Raises RequestRefused."""
        path = self._names.on_server(name)
        with self.exchange(f"put a letter into the folder {name}") as client:
            client.append(path, message, () if unread else (SEEN,), at)

    def make(self, name: str) -> None:
        """Makes a folder (a name as in config.toml) unless it is there. Raises RequestRefused."""
        move.create_folder(self, self._names.on_server(name))

    def take_away(self, prefix: str) -> list[str]:
        """See `ingest.mailbox.own_folders`; `prefix` as in config.toml."""
        return own_folders.take_away(self, self._names.on_server(prefix))

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """Sleeps until mail arrives in the selected folder (True), `stop` is set, or `seconds` are over.

        Wakes on arrival only if `[mailbox] idle` and the server allow it. Raises ConnectionLost.
        """
        if self._use_idle:
            return idle.wait(self, seconds, stop)
        stop.wait(seconds)
        return False

    def _refusal(self, error: imaplib.IMAP4.error, name: str, doing: str) -> Exception:
        if type(error) is not imaplib.IMAP4.error or ILL.search(str(error)):
            return translated(error, self.where, f"{doing} the folder {name}")
        cure = "Check [mailbox] folders and sent_folder, and that the account may read it"
        return FolderMissing(f"{self.where}: there is no folder {name}: {quote(error)}. {cure}.")


def connect(
    settings: Mailbox,
    credential: Credential,
    *,
    timeouts: Timeouts | None = None,
    ssl_context: ssl.SSLContext | None = None,
) -> Connection:
    """Connects and logs in; bounded by `timeouts`, twice `connect` and a few `read` at most.

    The certificate is held against `[mailbox] ca_file`, the system's trust store, or `ssl_context`. Raises
    ConfigError for a password or an authority that cannot be used, CredentialFault, MailboxUnreachable,
    LoginRefused, ConnectionLost.
    """
    secret = login.secret(settings, credential)
    timeouts = timeouts or Timeouts()
    context = ssl_context or trusted(settings)
    where = f"{settings.host}:{settings.port}"
    try:
        client = Client(settings, timeouts, context)
    except Exception as error:
        raise unreachable(error, settings) from None
    connection = Connection(client, where, timeouts, use_idle=settings.idle)
    try:
        if settings.tls == "starttls":
            _start_tls(client, context, settings)
        with connection.exchange("log in"):
            login.log_in(client, settings, credential, secret, where)
    except BaseException:
        connection.abort()
        connection.close()
        raise
    return connection


def _start_tls(client: Client, context: ssl.SSLContext, settings: Mailbox) -> None:
    try:
        client.starttls(context)
    except Exception as error:
        raise unreachable(error, settings) from None
