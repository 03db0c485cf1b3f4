"""`intake`, which waits for seconds where the real one waits for minutes: the same code, sooner."""

from datetime import timedelta

import intake.daemon
import intake.database_check
import runtime.faults
import storage.dialects.sqlite
import storage.engine
from intake.main import main
from storage.outbox import replies

if __name__ == "__main__":
    intake.daemon.FAULT_SECONDS = 1
    intake.daemon.SEND_SECONDS = 1
    runtime.faults.LOCKED_SECONDS = runtime.faults.PATIENCE_SECONDS = 1.0
    intake.database_check.SECONDS = 1.0
    for module in (storage.engine, storage.dialects.sqlite):
        vars(module)["BUSY_MILLISECONDS"] = 500
    replies.FIRST_WAIT, replies.LONGEST_WAIT = timedelta(seconds=1), timedelta(seconds=4)
    main()
