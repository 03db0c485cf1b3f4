"""Makes a backup from time to time (`[backup]`), and tells when the last good one is old."""

import threading
from datetime import datetime, timedelta
from pathlib import Path

from loguru import logger
from sqlalchemy.exc import SQLAlchemyError

from runtime.faults import problem_of
from runtime.parts import Parts
from settings.alarm_kinds import AlarmKind
from storage.backup.errors import BackupError
from storage.backup.generations import Generation, generations
from storage.backup.making import make

LOOK_SECONDS = 60.0
OLD = 2
"""So many times as old as it should be, and the organiser hears of it."""


class Backups:
    """One thread's work. A backup that fails is tried again an hour later, or when it is due."""

    def __init__(self, parts: Parts, config: Path, stop: threading.Event) -> None:
        self._parts, self._config, self._stop = parts, config, stop
        self._not_before = parts.judge.clock()

    def work(self) -> None:
        """Until told to stop. Without `[backup] folder` it ends at once."""
        while self._parts.settings.backup.folder is not None and not self._stop.is_set():
            self.look()
            self._stop.wait(LOOK_SECONDS)

    def look(self) -> None:
        """Makes the next one if it is due; none without `[backup] folder`."""
        folder = self._parts.settings.backup.folder
        if folder is None:
            return
        try:
            if self._is_due(folder):
                self._make(folder)
        except (BackupError, OSError, SQLAlchemyError) as error:
            if self._stop.is_set():
                return
            self._not_before = self._parts.judge.clock() + timedelta(hours=1)
            told = problem_of(error) if isinstance(error, OSError | SQLAlchemyError) else str(error)
            logger.warning("no backup was made, and it is tried again in an hour: {}", told)
            self._tell_if_old(folder, told)

    def _is_due(self, folder: Path) -> bool:
        now = self._parts.judge.clock()
        if now < self._not_before:
            return False
        made = _last(folder, now)
        return made is None or now - made.made_at >= timedelta(hours=self._parts.settings.backup.every_hours)

    def _make(self, folder: Path) -> None:
        parts = self._parts
        keep = parts.settings.backup.keep
        beside, now = parts.settings.storage.beside, parts.judge.clock()
        made = make(parts.engine, parts.files, beside, self._config, folder, now, keep, self._go_on)
        logger.info("backup {}: {} files copied", made.generation.path.name, made.copied)
        if made.problems:
            told = f"{len(made.problems)} files of the store are damaged or missing: {made.problems[0]}"
            parts.alarms.raise_(AlarmKind.BACKUP, f"{told}; `intake verify` lists them")
        else:
            parts.alarms.clear(AlarmKind.BACKUP)

    def _go_on(self, _done: int, _all: int) -> None:
        if self._stop.is_set():
            raise BackupError("the daemon is ending; what was copied is kept for the next")

    def _tell_if_old(self, folder: Path, why: str) -> None:
        hours = self._parts.settings.backup.every_hours
        now = self._parts.judge.clock()
        made = _last(folder, now)
        if made and now - made.made_at < timedelta(hours=OLD * hours):
            return
        since = f"the last good one is {made.path.name}" if made else "there is none"
        self._parts.alarms.raise_(AlarmKind.BACKUP, f"{folder}: {since}; {why}")


def _last(folder: Path, now: datetime) -> Generation | None:
    """The newest; what a wrong clock has dated after this moment is none."""
    made = [each for each in generations(folder) if each.made_at <= now] if folder.is_dir() else []
    return max(made, key=lambda each: each.made_at, default=None)
