"""Folder names: written with "/" in config.toml, whatever the server puts between its levels."""

from ingest.mailbox.session import Session


class FolderNames:
    """Translates names of config.toml to the server's own. Asks the server once a connection."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._told: tuple[str, str, tuple[str, ...]] | None = None

    def on_server(self, name: str) -> str:
        """The server's name for `name`: with its delimiter, and below its personal namespace (RFC 2342).

        A name that already begins with one of the server's namespaces is taken as it stands.
        """
        if name.upper() == "INBOX":
            return "INBOX"
        if self._told is None:
            self._told = self._ask()
        personal, delimiter, prefixes = self._told
        path = name.replace("/", delimiter) if delimiter else name
        known = any(path.upper().startswith(prefix.upper()) for prefix in prefixes if prefix)
        return path if known else personal + path

    def _ask(self) -> tuple[str, str, tuple[str, ...]]:
        """The personal prefix, the delimiter, and every namespace's prefix."""
        with self._session.exchange("ask for the folders' names") as client:
            if client.has_capability("NAMESPACE"):
                spaces = client.namespace()
                prefixes = tuple(prefix for kind in spaces for prefix, _ in kind or ())
                if spaces.personal:
                    prefix, delimiter = spaces.personal[0]
                    return prefix, delimiter or "", prefixes
            listed = client.list_folders("", "")  # only the delimiter (RFC 3501, section 6.3.8)
            return "", (listed[0][1] or b"").decode() if listed else "", ()
