"""The daemon's log: loguru, with the standard library's loggers led into it."""

import logging
import sys
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from types import FrameType

from loguru import logger

from settings.tables import Log

FILE_BYTES, FILES = 20_000_000, 10
_LINE = "<dim>{time:YYYY-MM-DD HH:mm:ss}</dim> <level>{level: <7}</level> {message}"


class _IntoLoguru(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        frame: FrameType | None = logging.currentframe()
        depth = 2
        while frame and frame.f_code.co_filename == logging.__file__:
            frame, depth = frame.f_back, depth + 1
        # The text is an argument, never the format: braces in it would be looked up.
        logger.opt(depth=depth, exception=record.exc_info).log(record.levelname, "{}", record.getMessage())


class _File(RotatingFileHandler):
    def close(self) -> None:
        with suppress(OSError):  # lines that the disk did not take are tried for a last time
            super().close()


def start_log(settings: Log) -> None:
    """Writes to standard error and, if set, to `[log] file`, which turns over at 20 MB and keeps ten.

    A line that a full disk does not take is lost in silence: the disk is told by its own alarm.
    """
    logger.remove()
    logging.raiseExceptions = False
    _write_to(logging.StreamHandler(sys.stderr), settings, in_colour=sys.stderr.isatty())
    if settings.file:
        settings.file.parent.mkdir(parents=True, exist_ok=True)
        _write_to(
            _File(settings.file, maxBytes=FILE_BYTES, backupCount=FILES, encoding="utf-8"),
            settings,
            in_colour=False,
        )
    logging.basicConfig(handlers=[_IntoLoguru()], level=logging.WARNING, force=True)


def _write_to(handler: logging.Handler, settings: Log, *, in_colour: bool) -> None:
    # loguru's own sinks answer a failed write with a traceback.
    logger.add(
        handler,
        format=_LINE,
        level=settings.level,
        colorize=in_colour,
        serialize=settings.json_,
        # It would write the values of variables, passwords among them, beside each traceback.
        diagnose=False,
        backtrace=False,
    )
