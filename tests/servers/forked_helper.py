"""The parser's helper, forked off a loaded program instead of being executed: a second is saved each time."""

import os
import signal
import subprocess
from typing import Any, NoReturn

import parsers.child.helper
import parsers.child.warming
import parsers.handle


def load() -> None:
    """To be called once, in the process off which all commands are forked."""
    parsers.child.warming.warm()


def put_in() -> None:
    """To be called in a command before it begins."""
    setattr(parsers.handle, "subprocess", Forking())  # noqa: B010 - a module there


class Forking:
    """Stands in for the module subprocess where the helper is started: its first start is a fork."""

    def __init__(self) -> None:
        self._forked = False

    def __getattr__(self, name: str) -> Any:
        return getattr(subprocess, name)

    def Popen(self, *arguments: Any, **options: Any) -> Any:  # noqa: N802 - its name there
        # Safe only while there are no threads, which is when the daemon starts it first.
        if self._forked:
            return subprocess.Popen(*arguments, **options)
        self._forked = True
        return _Helper()


class _Helper:
    """A forked helper with the face of a Popen."""

    def __init__(self) -> None:
        requests, to_helper = os.pipe()
        from_helper, answers = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            self._become(requests, answers)
        os.close(requests)
        os.close(answers)
        self.stdin, self.stdout = os.fdopen(to_helper, "wb", 0), os.fdopen(from_helper, "rb", 0)
        self._ended = False

    def poll(self) -> int | None:
        self._ended = self._ended or os.waitpid(self.pid, os.WNOHANG)[0] != 0
        return 0 if self._ended else None

    def kill(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        if not self._ended:
            os.waitpid(self.pid, 0)
            self._ended = True
        return 0

    @staticmethod
    def _become(requests: int, answers: int) -> NoReturn:
        try:
            os.setsid()
            os.dup2(requests, 0)
            os.dup2(answers, 1)
            os.closerange(3, 64)
            setattr(parsers.child.helper, "warm", _do_nothing)  # noqa: B010 - a name that it has imported
            parsers.child.helper.main()
        finally:
            os._exit(0)


def _do_nothing() -> None:
    """In place of warming: the origin is warm."""
