"""`intake`, which waits for seconds where the real one waits for minutes: the same code, sooner."""

from datetime import timedelta

import ingest.daemon
import ingest.faults
import ingest.soundness
import storage.engine
import storage.outbox
from ingest.cli import main

if __name__ == "__main__":
    ingest.daemon.FAULT_SECONDS = 1
    ingest.daemon.SEND_SECONDS = 1
    ingest.faults.LOCKED_SECONDS = ingest.faults.PATIENCE_SECONDS = 1.0
    ingest.soundness.SECONDS = 1.0
    storage.engine.BUSY_MILLISECONDS = 500
    storage.outbox.FIRST_WAIT, storage.outbox.LONGEST_WAIT = timedelta(seconds=1), timedelta(seconds=4)
    main()
