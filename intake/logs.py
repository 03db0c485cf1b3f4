"""The daemon's log: loguru, with the standard library's loggers led into it."""

import glob
import logging
import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, timedelta, timezone, tzinfo
from functools import partial
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from loguru import logger

from review.text.visible import visible, visible_json
from settings.tables import Log
from storage import durable

if TYPE_CHECKING:
    from loguru import Record

FILE_BYTES, FILES = 20_000_000, 10
_COLOUR = re.compile(r"(\x1b\[(?:[0-2]|[34][1-7])m)")
_LINE = "<dim>{time:YYYY-MM-DD HH:mm:ssZ}</dim> <level>{level: <7}</level> {message}"


class _IntoLoguru(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        frame: FrameType | None = logging.currentframe()
        depth = 2
        while frame and frame.f_code.co_filename == logging.__file__:
            frame, depth = frame.f_back, depth + 1
        # The text is an argument, never the format: braces in it would be looked up.
        logger.opt(depth=depth, exception=record.exc_info).log(record.levelname, "{}", record.getMessage())


class _Shown(logging.Formatter):
    """The last hand on every line, tracebacks too: what a server or a sender said steers no terminal."""

    def __init__(self, show: Callable[[str], str]) -> None:
        super().__init__()
        self._show = show

    def format(self, record: logging.LogRecord) -> str:
        return self._show(record.getMessage())


def _coloured(line: str) -> str:
    """Only loguru's own colours pass; a conceal (ECMA-48 8.3.117) is none of them."""
    parts = _COLOUR.split(line)
    return "".join(part if _COLOUR.fullmatch(part) else visible(part) for part in parts)


def _patch(record: "Record", *, zone: tzinfo, in_colour: bool) -> None:
    """The time as the contest has it. JSON keeps the message; its escapes are those of JSON."""
    # loguru writes the offsets of fixed ones alone.
    offset = record["time"].astimezone(zone).utcoffset() or timedelta()
    record["time"] = record["time"].astimezone(timezone(offset))
    if in_colour:  # before loguru adds its own: a colour in a message is somebody else's
        record["message"] = visible(record["message"])


class _File(RotatingFileHandler):
    def emit(self, record: logging.LogRecord) -> None:
        """One that was moved away, as logrotate does, is left behind; a new one is begun."""
        with suppress(OSError):
            if self.stream and not _is_at(Path(self.baseFilename), self.stream):
                self.stream.close()
                self.stream = None  # as the base does, which then opens anew
        super().emit(record)

    def _open(self) -> TextIOWrapper:
        """Readable to us alone: it names who wrote, and what servers said."""
        durable.private(Path(self.baseFilename))
        return super()._open()

    def close(self) -> None:
        with suppress(OSError):  # lines that the disk did not take are tried for a last time
            super().close()


def _is_at(path: Path, file: TextIOWrapper) -> bool:
    return path.exists() and os.path.samestat(path.stat(), os.fstat(file.fileno()))


def start_log(settings: Log, zone: tzinfo = UTC) -> None:
    """Writes to standard error and, if set, to `[log] file`, which turns over at 20 MB and keeps ten.

    Times are in `zone`, with its offset. A file that was moved away is begun anew with the next line.
    A line that a full disk does not take is lost in silence: the disk is told by its own alarm.
    """
    logger.remove()
    logging.raiseExceptions = False
    in_colour = sys.stderr.isatty() and not settings.json_
    logger.configure(patcher=partial(_patch, zone=zone, in_colour=in_colour))
    _write_to(logging.StreamHandler(sys.stderr), settings, in_colour=in_colour)
    if settings.file:
        settings.file.parent.mkdir(parents=True, exist_ok=True)
        for old in settings.file.parent.glob(f"{glob.escape(settings.file.name)}.[0-9]*"):
            durable.private(old)
        _write_to(
            _File(settings.file, maxBytes=FILE_BYTES, backupCount=FILES, encoding="utf-8"),
            settings,
            in_colour=False,
        )
    lead_in_other_loggers()


def lead_in_other_loggers() -> None:
    """What libraries tell the standard library's loggers goes the same way."""
    logging.basicConfig(handlers=[_IntoLoguru()], level=logging.WARNING, force=True)


def _write_to(handler: logging.Handler, settings: Log, *, in_colour: bool) -> None:
    handler.setFormatter(_Shown(visible_json if settings.json_ else _coloured if in_colour else visible))
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
