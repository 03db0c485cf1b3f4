"""Folders of our own making: made for a while, and taken away with all that lies in them."""

from ingest.mailbox.session import Session
from ingest.mailbox.wire import Client

_EVERYTHING = "1:*"


def take_away(session: Session, prefix: str) -> list[str]:
    """Deletes every folder whose name (the server's) begins with `prefix`; returns their names.

    Their messages are expunged first: servers that keep one store behind their folders would else leave them
    there. Raises MailboxError.
    """
    with session.exchange("list the folders") as client:
        found = [name for _, _, name in client.list_folders("", f"{prefix}*")]
    for name in sorted(found, key=len, reverse=True):  # what lies below others goes first
        with session.exchange(f"take away the folder {name}") as client:
            _empty(client, name)
            client.select_folder("INBOX", readonly=True)  # some servers delete none that is selected
            client.unsubscribe_folder(name)
            client.delete_folder(name)
    return found


def _empty(client: Client, name: str) -> None:
    if client.select_folder(name)[b"EXISTS"]:
        client.add_flags(_EVERYTHING, [b"\\Deleted"], silent=True)
        client.expunge()
