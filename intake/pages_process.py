"""The staff's pages, served by a process of their own while the daemon works.

A slow page or a hostile client costs the daemon nothing: the two share the records alone. The child is told
every second how the daemon is, and tells of what needs the organiser. It ends when its pipe does, so
that it never outlives a daemon that was killed; one that ends is started anew, with longer pauses each time.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from loguru import logger

from notifications.alarms import Alarms
from settings.alarm_kinds import AlarmKind
from settings.web import Web

SPEAK_SECONDS = 1.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
SOUND_SECONDS = 60.0
"""A process that has lived so long starts well."""
END_SECONDS = 3.0
_SECRETS = ("INTAKE_ALARM__WEBHOOK",)

Document = Callable[[], dict[str, object]]


def command(config: Path) -> list[str]:
    """What serves the pages of an installation to its daemon."""
    return [sys.executable, "-P", "-m", "intake", "--config", str(config.absolute()), "web", "--by-daemon"]


@contextmanager
def serving(settings: Web, config: Path, document: Document, alarms: Alarms) -> Iterator[None]:
    """Keeps the pages served, if enabled. Whatever becomes of them costs the pages, not the work."""
    if not settings.enabled:
        yield
        return
    pages = _Pages(command(config), document, alarms)
    thread = threading.Thread(target=pages.keep, name="pages", daemon=True)
    thread.start()
    try:
        yield
    finally:
        pages.end()
        thread.join(END_SECONDS)


class _Pages:
    """One child after the other."""

    def __init__(self, command: list[str], document: Document, alarms: Alarms) -> None:
        self._command, self._document, self._alarms = command, document, alarms
        self._ends = threading.Event()

    def end(self) -> None:
        """The child is ended, and none is started any more."""
        self._ends.set()

    def keep(self) -> None:
        """Until the end."""
        pause = FIRST_PAUSE
        while not self._ends.is_set():
            begun = time.monotonic()
            try:
                self._one()
            except OSError as error:
                self._fault(f"their process cannot be started: {error.strerror}")
            if time.monotonic() - begun > SOUND_SECONDS:
                pause = FIRST_PAUSE
            self._ends.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _one(self) -> None:
        with subprocess.Popen(  # noqa: S603 - our own interpreter and module
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_without_secrets(),
            bufsize=0,
            start_new_session=True,  # Ctrl-C at a terminal is the daemon's to handle
        ) as child:
            if child.stdin is None or child.stdout is None:
                raise TypeError("a process without its pipes")
            os.set_blocking(child.stdin.fileno(), False)
            listener = threading.Thread(target=self._listen, args=(child.stdout,), daemon=True)
            listener.start()
            self._speak(child, child.stdin)
            _ended(child)
            listener.join(1.0)
        if not self._ends.is_set():
            self._fault(f"their process has ended with code {child.returncode}; it is started anew")

    def _speak(self, child: "subprocess.Popen[bytes]", to: IO[bytes]) -> None:
        """Until it ends, or hangs: a pipe holds some minutes of what it has not read."""
        begun = time.monotonic()
        while child.poll() is None:
            line = json.dumps(self._document()).encode() + b"\n"
            try:
                if to.write(line) != len(line):
                    return
            except OSError:
                return
            if time.monotonic() - begun > SOUND_SECONDS:
                self._alarms.clear(AlarmKind.WEB)
            if self._ends.wait(SPEAK_SECONDS):
                return

    def _listen(self, child: IO[bytes]) -> None:
        with suppress(OSError, ValueError):
            for line in child:
                self._hear(json.loads(line))

    def _hear(self, told: dict[str, Any]) -> None:
        """What the child may bring about: lines of the log, and the alarms of its own kinds."""
        match told:
            case {"log": str(level), "text": str(text)} if level in ("INFO", "WARNING", "ERROR"):
                logger.log(level, "{}", text)
            case {"alarm": "web" | "views" as kind, "text": str(text)}:
                self._alarms.raise_(AlarmKind(kind), text)
            case {"over": "web" | "views" as kind}:
                self._alarms.clear(AlarmKind(kind))

    def _fault(self, text: str) -> None:
        # A single death is mended within a second: the organiser hears of what goes on for a minute.
        self._alarms.raise_(AlarmKind.WEB, f"the staff's pages: {text}", after=SOUND_SECONDS)


def _ended(child: "subprocess.Popen[bytes]") -> None:
    """The end of its pipe asks it to end; one that does not is killed."""
    with suppress(OSError):
        if child.stdin:
            child.stdin.close()
    try:
        child.wait(END_SECONDS - 0.5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _without_secrets() -> dict[str, str]:
    """The environment without what only the daemon needs: strangers speak to the child."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("INTAKE_") or ("__" in name and name not in _SECRETS)
    }
