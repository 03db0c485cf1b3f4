"""imap-tools: every attachment into a file, and nothing is checked.

python imap_tools_saving.py PORT USER PASSWORD FOLDER
"""

import sys
from itertools import count
from pathlib import Path

from imap_tools import MailBoxUnencrypted


def main(port: int, user: str, password: str, folder: Path) -> None:
    numbers = count()
    with MailBoxUnencrypted("127.0.0.1", port).login(user, password) as box:
        for message in box.fetch(mark_seen=False, bulk=False):
            for attachment in message.attachments:
                (folder / str(next(numbers))).write_bytes(attachment.payload)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4]))
