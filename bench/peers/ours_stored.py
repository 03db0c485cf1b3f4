"""Our own fetching alone: hashed, on disk, synced, its row committed.

python ours_stored.py CONFIG      (the password in the environment, as always)
"""

import sys
from pathlib import Path

from ingest.fetching import Fetching
from ingest.mailbox import connect
from ingest.reconciling import look
from runtime.parts import open_parts
from runtime.ready import make_ready
from settings import load


def main(config: Path) -> None:
    parts = open_parts(load(config, {}))
    make_ready(parts)
    with connect(parts.settings.mailbox, parts.credentials.mailbox()) as connection:
        folder = connection.select("INBOX", readonly=True)
        for _ in Fetching(parts, folder, look(parts, folder, thorough=True)).batches():
            pass


if __name__ == "__main__":
    main(Path(sys.argv[1]))
