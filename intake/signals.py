"""How SIGTERM and SIGINT end the daemon, and that SIGHUP does not."""

import os
import signal
import threading
import time
from collections.abc import Callable

from loguru import logger

END_SECONDS = 4.0
"""SIGTERM must have ended the program within 5 s; a longer step is abandoned as if killed."""


def outlast_hangup() -> None:
    """From here on SIGHUP ends neither this process nor those that it starts."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


def end_on_signal(end: Callable[[], None]) -> None:
    """From here on SIGTERM and SIGINT call `end`, in a thread; what then goes on for too long is abandoned.
    SIGHUP writes a line: with it the log takes leave of a file that was moved away.

    Python's own handlers would wait for the main thread to come out of a C library, and could meet the
    lock of an Event that they had interrupted; so a thread waits for the kernel's word (set_wakeup_fd).
    """
    told, tell = os.pipe()
    os.set_blocking(tell, False)
    signal.set_wakeup_fd(tell)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    threading.Thread(target=_end, args=(told, end), name="end", daemon=True).start()


def _end(told: int, end: Callable[[], None]) -> None:
    while os.read(told, 1)[0] == signal.SIGHUP:
        logger.info("SIGHUP: the log goes on, in a new file where the last one was moved away")
    end()
    time.sleep(END_SECONDS)
    logger.info("stopped; a step that took longer was abandoned, and is repeated at the next start")
    logger.complete()
    os._exit(0)
