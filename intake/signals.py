"""How SIGTERM and SIGINT end the daemon."""

import os
import signal
import threading
import time
from collections.abc import Callable

from loguru import logger

END_SECONDS = 4.0
"""SIGTERM must have ended the program within 5 s; a longer step is abandoned as if killed."""


def end_on_signal(end: Callable[[], None]) -> None:
    """From here on SIGTERM and SIGINT call `end`, in a thread; what then goes on for too long is abandoned.

    Python's own handlers would wait for the main thread to come out of a C library, and could meet the
    lock of an Event that they had interrupted; so a thread waits for the kernel's word (set_wakeup_fd).
    """
    told, tell = os.pipe()
    os.set_blocking(tell, False)
    signal.set_wakeup_fd(tell)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    threading.Thread(target=_end, args=(told, end), name="end", daemon=True).start()


def _end(told: int, end: Callable[[], None]) -> None:
    os.read(told, 1)
    end()
    time.sleep(END_SECONDS)
    logger.complete()
    os._exit(0)
