"""The daemon's end of the pipes to the fork helper: started when needed, ended when it misbehaves."""

import os
import select
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import ValidationError

from parsers.errors import ParserUnavailableError
from parsers.protocol import LARGEST_RESULT, READY, REQUEST, RESPONSE, Outcome, Request, Response
from parsers.validation import UntrustedResultError, trusted
from screening.model.submission import Parsed

_START_SECONDS = 60
_MARGIN_SECONDS = 5
_LONGEST_ANSWER = 8 * LARGEST_RESULT  # every character of a result may be escaped once more
_SECRETS = ("INTAKE_", "PG", "AWS_")
"""So the names of our secrets begin, those of the database server and of the object storage among them."""


class _HelperLostError(Exception):
    """The helper died or hangs; it was ended, and the next request starts another."""


@dataclass(frozen=True, slots=True)
class Told:
    """Trusted facts, or None and what happened; `at`: the file that was being opened then.

    `lost`: the helper itself ended or hung, which children cannot bring about.
    """

    parsed: Parsed | None = None
    problem: str = ""
    at: int | None = None
    lost: bool = False


def _cannot_start(error: Exception) -> ParserUnavailableError:
    return ParserUnavailableError(f"the parser's helper process cannot be started: {error}")


class Handle:
    """One helper process. Not for use by several threads at once, but for `abort`."""

    helper_module = "parsers.child.helper"

    def __init__(self) -> None:
        self._helper: subprocess.Popen[bytes] | None = None
        self._starting = False  # launched, and not yet ready
        self._aborted = False
        self.peak_kib = 0  # the largest resident memory of the last child
        self.confinement = ""  # what children are held to on this machine, once started

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the helper unless it runs, and wait until it is ready; `parse` does so by itself.

        Raises ParserUnavailableError.
        """
        if self.launch():
            self._await_ready()

    def launch(self) -> bool:
        """Start the helper unless it runs, and wait for nothing. Whether it still is to be waited for.

        Raises ParserUnavailableError.
        """
        if self._aborted:
            raise ParserUnavailableError("the parser was stopped")
        if self._helper is not None and self._helper.poll() is None:
            return self._starting
        self.close()
        environment = {name: value for name, value in os.environ.items() if not name.startswith(_SECRETS)}
        try:
            self._helper = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-P", "-m", self.helper_module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
                bufsize=0,
                start_new_session=True,  # Ctrl-C at a terminal is the daemon's to handle
            )
        except OSError as error:
            raise _cannot_start(error) from error
        self._starting = True
        return True

    def _await_ready(self) -> None:
        try:
            ready = self._line(_START_SECONDS)
        except (OSError, _HelperLostError) as error:
            self.close()
            raise _cannot_start(error) from error
        self._starting = False
        if not ready.startswith(READY):
            self.close()
            raise ParserUnavailableError("the parser's helper process does not answer as it should")
        self.confinement = ready.removeprefix(READY).decode().strip()

    def close(self) -> None:
        """End the helper, and with it a child at work."""
        helper, self._helper, self._starting = self._helper, None, False
        if helper is None:
            return
        helper.kill()
        helper.wait()
        for pipe in (helper.stdin, helper.stdout):
            if pipe is not None:
                pipe.close()

    def abort(self) -> None:
        """End the helper for good, from any thread: a `parse` at work raises ParserUnavailableError."""
        self._aborted = True
        helper = self._helper
        if helper is not None:
            helper.kill()

    def ask(self, request: Request, work: Path) -> Told:
        """Trusted facts, or what happened; the files lie in `work`. Raises ParserUnavailableError."""
        self.start()
        try:
            response = self._exchange(request)
            self.peak_kib = response.peak_kib
            if response.outcome is Outcome.OURS:
                raise ParserUnavailableError(f"reading a message failed on this machine: {response.detail}")
            if response.outcome is Outcome.FAILED:
                return Told(problem=response.detail, at=response.at)
            return Told(trusted(response.result, work))
        except UntrustedResultError as error:
            return Told(problem=f"its result was refused, {error}")
        except _HelperLostError as error:
            if self._aborted:
                raise ParserUnavailableError("the parser was stopped") from None
            return Told(problem=str(error), lost=True)

    def _exchange(self, request: Request) -> Response:
        """One request, one response; whatever else comes ends the helper."""
        assert self._helper is not None and self._helper.stdin is not None  # noqa: S101 - after `start`
        try:
            self._helper.stdin.write(REQUEST.dump_json(request) + b"\n")
            return RESPONSE.validate_json(self._line(request.bounds.wall_seconds + _MARGIN_SECONDS))
        except (OSError, ValidationError, _HelperLostError) as error:
            self.close()
            raise _HelperLostError(f"the helper process was lost ({type(error).__name__})") from None

    def _line(self, seconds: float) -> bytes:
        """The helper's next line, within so many seconds."""
        assert self._helper is not None and self._helper.stdout is not None  # noqa: S101 - after `start`
        pipe = self._helper.stdout.fileno()
        waiter = select.poll()  # `select` would fail on a descriptor above 1023
        waiter.register(pipe, select.POLLIN)
        deadline = time.monotonic() + seconds
        said = bytearray()
        while not said.endswith(b"\n"):
            readable = waiter.poll(max(0.0, deadline - time.monotonic()) * 1000)
            block = os.read(pipe, 1 << 16) if readable else b""
            said += block
            if not block or len(said) > _LONGEST_ANSWER:
                raise _HelperLostError("it died" if readable else "it does not answer")
        return bytes(said)
