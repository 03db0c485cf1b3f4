"""What a fault of a round of work means: which alarm it raises, how soon that is sent, and what to do."""

import errno
import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from parsers.errors import ParserUnavailableError
from runtime.database_faults import DAMAGED, meaning
from runtime.rights import first_missing, refusal
from settings import ConfigError
from settings.alarm_kinds import AlarmKind
from settings.errors import ServerFault
from storage.errors import DatabaseDamaged, StoreFault

PATIENCE_SECONDS = 300.0
"""A server that restarts is back by then; only what lasts longer is worth the organiser's evening."""

LOCKED_SECONDS = 60.0
"""A backup of the database, or a virus scanner that starts, takes as long."""

OUR_FAULTS = (ParserUnavailableError, OSError, SQLAlchemyError)
"""Errors of this machine, for `except`: the message at hand stays as it is, and all work waits."""

_GOES_ON = "Nothing is lost; it is tried again."

OWN = (AlarmKind.DISK_FULL, AlarmKind.DISK, AlarmKind.DATABASE, AlarmKind.PARSER, AlarmKind.PROGRAM)
"""The alarms that a round of work without a fault ends."""
_REFUSED = (errno.EACCES, errno.EPERM)
_IN_THE_WAY = (errno.ENOTDIR, errno.EEXIST, errno.EISDIR)
_FULL = (errno.ENOSPC, errno.EDQUOT)
HOW_TO_RESTORE = (
    "the database is damaged; all work has stopped, and new mail stays in the mailbox. Stop the daemon, keep "
    "a copy of the whole data folder, restore the last backup, run `intake verify`, start the daemon again"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """The alarm to raise: `text` is one line for a person; the organiser is told after `after` seconds."""

    alarm: AlarmKind
    text: str
    after: float = 0.0


def fault_of(error: Exception) -> Fault:
    """What an error means that ended a round of work. The text never holds a mail's words."""
    match error:
        case ServerFault():
            return _server(error)
        case ConfigError():
            return Fault(AlarmKind.MAILBOX_REFUSED, f"{str(error).rstrip('.')}. {_GOES_ON}")
        case ParserUnavailableError():
            return Fault(AlarmKind.PARSER, f"{error}. {_GOES_ON}", LOCKED_SECONDS)
        case DatabaseDamaged():
            return Fault(DAMAGED, f"{HOW_TO_RESTORE} ({error})")
        case DBAPIError():
            return _database(error)
        case StoreFault():
            return Fault(AlarmKind.DISK, f"{error.strerror}. {_GOES_ON}", LOCKED_SECONDS)
        case OSError():
            alarm = AlarmKind.DISK_FULL if error.errno in _FULL else AlarmKind.DISK
            return Fault(alarm, f"{_of_disk(error)}. {_GOES_ON}")
    return Fault(AlarmKind.PROGRAM, f"a mistake of the program ({type(error).__name__}); see its log")


def problem_of(error: Exception) -> str:
    """The same for a person who runs a command: what is wrong and what to do, not what the daemon does."""
    return fault_of(error).text.removesuffix(f". {_GOES_ON}")


def _of_disk(error: OSError) -> str:
    """What failed, and where: what refuses us, what is missing, or else where the disk is mounted.

    The path of each mail's own file would be another each time, and so be news each time.
    """
    said = error.strerror or str(error)
    if not isinstance(error.filename, str | os.PathLike):
        return said
    path = Path(error.filename).absolute()
    if error.errno in _REFUSED and (told := refusal(path)):
        return told
    if error.errno in (errno.ENOENT, *_IN_THE_WAY, *_REFUSED):
        return f"{first_missing(path)}: {said}"
    place = path
    while not os.path.ismount(place):
        place = place.parent
    at = f" ({path.parent})" if error.errno == errno.EROFS else ""
    return f"the disk at {place}: {said}{at}"


def _server(error: ServerFault) -> Fault:
    told = f"{error}. {error.cure}" if error.cure else str(error)
    text = f"{told.rstrip('.')}. {_GOES_ON}"
    if error.lasting:
        return Fault(error.refusal, text)
    return Fault(error.alarm, text, PATIENCE_SECONDS)


def _database(error: DBAPIError) -> Fault:
    alarm, cure, called = meaning(error)
    if alarm is DAMAGED:
        return Fault(DAMAGED, f"{HOW_TO_RESTORE} ({called})")
    after = LOCKED_SECONDS if alarm is AlarmKind.DATABASE else 0.0
    return Fault(alarm, f"{cure} ({called}). {_GOES_ON}", after)
