"""The mailbox over IMAP: one connection, its folders, and nothing of what the mail means.

    with connect(settings.mailbox, credential) as connection:
        folder = connection.select("INBOX", readonly=False)
        for uid, description in folder.describe(folder.new_uids(after=cursor)).items():
            downloaded = folder.download(uid, path, limit=2 * description.size)
        folder.file_away(uids, "done/accepted")
        connection.wait(30, stop)

One thread uses a connection; any other may `abort` it. After ConnectionLost or ProtocolViolation make a
new one. `errors` draws the tree of what may be raised.
"""

from ingest.mailbox.connection import Connection, Status, connect
from ingest.mailbox.download import Downloaded
from ingest.mailbox.folder import Description, Folder
from ingest.mailbox.move import NewUid
from ingest.mailbox.wire import Timeouts

__all__ = ["Connection", "Description", "Downloaded", "Folder", "NewUid", "Status", "Timeouts", "connect"]
