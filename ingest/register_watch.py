"""Keeps the daemon's register up to date: the operator's file, and what `intake register import` records."""

import time
from dataclasses import replace
from pathlib import Path

from loguru import logger

from registers.agencies.in_force import InForce, new_register, register_in_force
from registers.sheets import SheetError
from runtime.clock import now
from runtime.parts import Parts
from settings.alarm_kinds import AlarmKind
from storage.engine import reading, writing
from storage.registers import import_register, newest, note_rules

SETTLED_SECONDS = 3.0
"""A file changed more recently may be half written; it is looked at again at the next poll."""

_Mark = tuple[int, int, int] | None


class RegisterWatch:
    """One look costs a `stat` and one small query while nothing has changed."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._seen: tuple[_Mark, int] | None = None

    def renew(self) -> bool:
        """Gives the parts the register that counts from now on; false where that is still the same.

        The first look always has something to say: it records the file that the daemon starts with. Raises
        what the database raises.
        """
        path = self._parts.settings.agencies.register_
        with reading(self._parts.engine) as session:
            imported = newest(session, self._parts.contest)
        seen = (_mark(path), imported)
        if seen == self._seen or (self._seen and seen[0] != self._seen[0] and _is_fresh(path)):
            return False
        try:
            found = register_in_force(path, self._parts.engine, self._parts.contest)
        except SheetError as error:
            # What the daemon started with stays, though it was never recorded.
            self._parts.alarms.raise_(AlarmKind.REGISTER, f"{path} {error}")
            return False
        _adopt(self._parts, found)
        self._tell(found)
        self._seen = seen
        return True

    def _tell(self, found: InForce) -> None:
        if found.problem:
            logger.error("register: {}; the last good one stays in force", found.problem)
            self._parts.alarms.raise_(AlarmKind.REGISTER, found.problem)
        else:
            self._parts.alarms.clear(AlarmKind.REGISTER)
        if found.to_import:
            logger.info("register: {} agencies imported", len(found.to_import.agencies))


def renew(parts: Parts) -> None:
    """Gives the parts the register that counts now, and records it. Raises as the watch does."""
    path = parts.settings.agencies.register_
    _adopt(parts, register_in_force(path, parts.engine, parts.contest))


def _adopt(parts: Parts, found: InForce) -> None:
    rules = replace(parts.judge.rules, register=found.register)
    path = parts.settings.agencies.register_
    with writing(parts.engine) as session:
        if path and found.to_import:
            import_register(session, parts.contest, new_register(found.to_import, path, "run"), now())
        note_rules(session, parts.contest, rules.digest, found.register.digest, now())
    parts.judge = replace(parts.judge, rules=rules)


def _mark(path: Path | None) -> _Mark:
    """What changes when a file does; None where there is none."""
    try:
        found = path.stat() if path else None
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino) if found else None


def _is_fresh(path: Path | None) -> bool:
    try:
        return path is not None and 0 <= time.time() - path.stat().st_mtime < SETTLED_SECONDS
    except OSError:
        return False
