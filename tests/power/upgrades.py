"""An upgrade of an older database that is killed, or loses its power, after any of its system calls."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from power import trace
from power.disk import Disk
from power.older import content, make_older
from power.pieces import Luck
from servers.installation import PATIENCE, ROOT, Installation

from storage.engine import open_database
from storage.schema import SchemaState, upgrade

RECORDS = "records"
"""The folder that is recorded; the files of the mails lie elsewhere."""
DATABASE = "intake.db"
_PROGRAM = str(Path(__file__).with_name("upgrading.py"))
_TOLD = b"upgraded"


@dataclass(frozen=True, slots=True)
class Ending:
    """After how many calls it ends, and how: `chance` None is a kill, else that of what was not synced."""

    after: int
    chance: float | None = None


class Upgrade:
    """`intake db upgrade` of a database of an older revision, recorded; `mutant` names what is broken."""

    def __init__(self, installation: Installation, current: Path, revision: str, *mutant: str) -> None:
        self._root = installation.folder / RECORDS
        self._base = installation.folder / f"{RECORDS}-before"
        for folder in (self._root, self._base):
            shutil.rmtree(folder, ignore_errors=True)
        self._root.mkdir(mode=0o700)
        make_older(current, revision, self._root / DATABASE)
        shutil.copytree(self._root, self._base)
        self._old = content(self._base / DATABASE)
        shutil.copytree(self._root, self._base, dirs_exist_ok=True)  # looking at it leaves no side files
        self._calls = self._record(installation, mutant)
        self._new = content(self._root / DATABASE)

    def __len__(self) -> int:
        return len(self._calls)

    def endings(self) -> Iterator[Ending]:
        """A kill after every call that changes something, and three losses of power after each at all."""
        for number, call in enumerate(self._calls, 1):
            if call.name not in ("fsync", "fdatasync"):
                yield Ending(number)
            for chance in (0.0, 0.5, 0.9):
                yield Ending(number, chance)

    def some(self, count: int) -> list[Ending]:
        """About so many of them, of every kind and from beginning to end, the last ones among them."""
        endings = list(self.endings())
        # Odd, as they come in threes and fours.
        return [*endings[:: len(endings) // count | 1], *endings[-4:]]

    def faults(self, endings: list[Ending]) -> list[tuple[Ending, str]]:
        """What is wrong after each of these."""
        wanted: dict[int, list[Ending]] = {}
        for ending in endings:
            wanted.setdefault(ending.after, []).append(ending)
        disk, told, found = Disk.holding(self._root, self._base), False, []
        for number, call in enumerate(self._calls, 1):
            disk.apply(call)
            told = told or (call.name == "write" and _TOLD in b"".join(call.texts))
            for ending in wanted.get(number, []):
                with tempfile.TemporaryDirectory() as folder:
                    leave(disk, ending, Path(folder))
                    found += [(ending, fault) for fault in self.look(Path(folder), told)]
        return found

    def leave(self, ending: Ending) -> None:
        """Puts into the installation's own folder what is found after that ending."""
        disk = Disk.holding(self._root, self._base)
        for call in self._calls[: ending.after]:
            disk.apply(call)
        shutil.rmtree(self._root)
        self._root.mkdir(mode=0o700)
        leave(disk, ending, self._root)

    def look(self, folder: Path, told: bool = False) -> list[str]:
        """What is wrong with what was left there, which is then upgraded; `told`: that it was done."""
        return list(self._look(folder / DATABASE, told))

    def _look(self, database: Path, told: bool) -> Iterator[str]:
        try:
            found = content(database)
        except (ValueError, sqlite3.DatabaseError) as error:
            yield str(error)
            return
        if found not in (self._old, self._new):
            yield "neither the old nor the new database"
        if told and found == self._old:
            yield "it was told that the database is upgraded, and it is not"
        engine = open_database(f"sqlite:///{database}")
        before = upgrade(engine)
        engine.dispose()
        if before is not (SchemaState.BEHIND if found == self._old else SchemaState.CURRENT):
            yield f"the next upgrade takes it for {before}"
        if content(database) != self._new:
            yield "the next upgrade does not lead to the new database"
        copies = [content(path) for path in database.parent.glob(f"{DATABASE}.before-????")]
        if copies != [self._old]:
            yield "there is no copy of the old database"

    def _record(self, installation: Installation, mutant: tuple[str, ...]) -> list[trace.Call]:
        output = installation.folder / "trace"
        intake = ["--config", str(installation.config), "db", "upgrade"]
        done = subprocess.run(
            [*trace.command(output), sys.executable, "-P", _PROGRAM, *mutant, "--", *intake],
            cwd=installation.folder,
            env=installation.environment | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
            capture_output=True,
            timeout=PATIENCE,
        )
        if done.returncode:
            raise ValueError(f"the recorded upgrade failed: {done.stderr.decode()}")
        return [call for call in trace.calls(output) if self._matters(call)]

    def _matters(self, call: trace.Call) -> bool:
        paths = [*call.places, call.opened, *(text.decode(errors="replace") for text in call.texts[:2])]
        here = any(path and path.startswith(str(self._root)) for path in paths)
        return (here and call.name != "lseek") or (call.name == "write" and _TOLD in b"".join(call.texts))


def leave(disk: Disk, ending: Ending, target: Path) -> None:
    """Writes what is found after such an ending into an empty folder."""
    if ending.chance is None:
        disk.write_live(target)
    else:
        disk.write_to(target, Luck(ending.chance, str(ending.after)))
