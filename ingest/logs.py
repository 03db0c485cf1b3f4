"""The daemon's log: loguru, with the standard library's loggers led into it."""

import logging
import sys
from types import FrameType

from loguru import logger

from settings.tables import Log

_LINE = "<dim>{time:YYYY-MM-DD HH:mm:ss}</dim> <level>{level: <7}</level> {message}"


class _IntoLoguru(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        frame: FrameType | None = logging.currentframe()
        depth = 2
        while frame and frame.f_code.co_filename == logging.__file__:
            frame, depth = frame.f_back, depth + 1
        # The text is an argument, never the format: braces in it would be looked up.
        logger.opt(depth=depth, exception=record.exc_info).log(record.levelname, "{}", record.getMessage())


def start_log(settings: Log) -> None:
    """Writes to standard error and, if set, to `[log] file`, which turns over at 20 MB and keeps ten."""
    logger.remove()
    # diagnose would write the values of variables, passwords among them, beside each traceback.
    logger.add(
        sys.stderr,
        format=_LINE,
        level=settings.level,
        serialize=settings.json_,
        diagnose=False,
        backtrace=False,
    )
    if settings.file:
        settings.file.parent.mkdir(parents=True, exist_ok=True)
        logger.add(
            settings.file,
            format=_LINE,
            level=settings.level,
            serialize=settings.json_,
            diagnose=False,
            backtrace=False,
            rotation="20 MB",
            retention=10,
        )
    logging.basicConfig(handlers=[_IntoLoguru()], level=logging.WARNING, force=True)
