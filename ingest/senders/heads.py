"""The headers of the newest mails, as far as they show what the mail server and its lists do to a mail.

They are read in the daemon's own process: a few headers by name, their lengths bounded, nothing decoded.
"""

from collections.abc import Iterator

from ingest.mailbox import Connection
from ingest.mailbox.errors import FolderMissing
from parsers.charsets import one_line
from settings.servers import Mailbox

WATCHED, FILED = 20, 5
"""How many mails are looked at in a folder that is watched, and in one that they are moved to."""
HEADER_LIMIT = 64 * 1024
VALUE_LIMIT = 2_000
_WANTED = frozenset({"authentication-results", "from", "reply-to", "list-id"}) | frozenset(
    {"x-original-from", "original-from", "x-intake-contest"}
)

Head = dict[str, str]
"""The topmost header of each wanted name, by that name in lower case: one line, cut, undecoded."""


def read_head(raw: bytes) -> Head:
    """The wanted headers of a mail's header block (RFC 5322 section 2.2). Never raises; takes linear time."""
    found: dict[str, bytes] = {}
    for name, value in _unfolded(raw[:HEADER_LIMIT]):
        if name in _WANTED:
            found.setdefault(name, value)
    return {name: one_line(value.decode("ascii", "replace"))[:VALUE_LIMIT] for name, value in found.items()}


def _unfolded(raw: bytes) -> Iterator[tuple[str, bytes]]:
    name, value = "", b""
    for line in raw.splitlines():
        if not line:
            break
        if line[:1] in b" \t":
            value = (value + line)[: 2 * VALUE_LIMIT]
            continue
        yield name, value
        label, _, value = line.partition(b":")
        name = label.decode("ascii", "replace").lower()
    yield name, value


def newest_heads(connection: Connection, settings: Mailbox) -> list[Head]:
    """Those of the newest mails in the watched folders, and of a few in the folders that mail is moved to.

    Nothing changes there. Raises MailboxError.
    """
    counts = dict.fromkeys(_targets(settings), FILED) | dict.fromkeys(settings.folders, WATCHED)
    heads: list[Head] = []
    for name, count in counts.items():
        try:
            folder = connection.select(name, readonly=True)
        except FolderMissing:
            continue  # nothing was moved there yet
        heads += map(read_head, folder.newest_headers(count, HEADER_LIMIT))
    return heads


def _targets(settings: Mailbox) -> list[str]:
    named = (
        settings.accepted_folder,
        settings.rejected_folder,
        settings.held_folder,
        settings.ignored_folder,
    )
    return [name for name in named if name]
