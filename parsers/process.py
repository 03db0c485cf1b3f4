"""The daemon's handle on the fork helper: a raw message goes in, trusted facts come out.

Nothing here imports the parsers' libraries: they stay in the helper and its children.
"""

import os
import select
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import ValidationError

from parsers.confine import Bounds
from parsers.files import empty
from parsers.protocol import (
    LARGEST_RESULT,
    READY,
    REQUEST,
    RESPONSE,
    Mode,
    Outcome,
    Request,
    Response,
    quoted,
)
from parsers.scan import ScannerUnavailableError, scanned
from parsers.validation import UntrustedResultError, trusted
from screening.submission import Parsed
from settings.tables import Limits

_START_SECONDS = 60
_MARGIN_SECONDS = 5
_LONGEST_ANSWER = 8 * LARGEST_RESULT  # every character of a result may be escaped once more
_SECRET_PREFIX = "INTAKE_"  # noqa: S105 - the names of our secrets begin so


class ParserUnavailableError(Exception):
    """A fault of our own, not of the message: it stays as it is and is tried again."""

    temporary = True


class _HelperLostError(Exception):
    """The helper died or hangs; it was ended, and the next request starts another."""


class Parser:
    """Reads messages in limited child processes. Not for use by several threads at once.

    `scanner`: the address of a virus scanner that sees every file as well; empty: none.
    """

    helper_module = "parsers.helper"

    def __init__(self, limits: Limits, scanner: str = "") -> None:
        self._limits = limits
        self._scanner = scanner
        self._helper: subprocess.Popen[bytes] | None = None
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
        """Start the helper unless it runs; `parse` does so by itself. Raises ParserUnavailableError."""
        if self._aborted:
            raise ParserUnavailableError("the parser was stopped")
        if self._helper is not None and self._helper.poll() is None:
            return
        self.close()
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(_SECRET_PREFIX)
        }
        try:
            self._helper = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-P", "-m", self.helper_module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
                bufsize=0,
                start_new_session=True,  # Ctrl-C at a terminal is the daemon's to handle
            )
            ready = self._line(_START_SECONDS)
        except (OSError, _HelperLostError) as error:
            self.close()
            raise ParserUnavailableError(f"the parser's helper process cannot be started: {error}") from error
        if not ready.startswith(READY):
            self.close()
            raise ParserUnavailableError("the parser's helper process does not answer as it should")
        self.confinement = ready.removeprefix(READY).decode().strip()

    def close(self) -> None:
        """End the helper, and with it a child at work."""
        helper, self._helper = self._helper, None
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

    def parse(self, raw: Path, work: Path) -> Parsed:
        """The facts of the message in the file `raw`; its files are left in `work`, named by sha256.

        `work` exists and is empty.

        A message that defeats its child gives what its headers say, with `whole` false and `problem` set.
        Raises OSError when `raw` cannot be read, ParserUnavailableError for other faults of our own.
        """
        parsed, problem = self._ask(Mode.WHOLE, raw, work)
        if parsed is not None:
            return self._scanned(parsed, work)
        empty(work)
        parsed, _ = self._ask(Mode.HEADERS, raw, work)
        return replace(parsed or Parsed(), whole=False, problem=f"The message could not be read: {problem}.")

    def parse_headers(self, raw: Path, work: Path) -> Parsed:
        """The facts of the headers, for a message of which no more was fetched. Raises as `parse` does."""
        parsed, problem = self._ask(Mode.HEADERS, raw, work)
        if parsed is not None:
            return parsed
        return Parsed(whole=False, problem=f"The headers could not be read: {problem}.")

    def _scanned(self, parsed: Parsed, work: Path) -> Parsed:
        try:
            return scanned(parsed, work, self._scanner)
        except ScannerUnavailableError as error:
            raise ParserUnavailableError(str(error)) from error

    def _ask(self, mode: Mode, raw: Path, work: Path) -> tuple[Parsed | None, str]:
        """Trusted facts, or None and what happened."""
        request = Request(mode, quoted(raw.absolute()), quoted(work.absolute()), self._bounds(raw))
        self.start()
        try:
            response = self._exchange(request)
            self.peak_kib = response.peak_kib
            if response.outcome is Outcome.OURS:
                raise ParserUnavailableError(f"reading a message failed on this machine: {response.detail}")
            if response.outcome is Outcome.FAILED:
                return None, response.detail
            return trusted(response.result, work), ""
        except UntrustedResultError as error:
            return None, f"its result was refused, {error}"
        except _HelperLostError as error:
            if self._aborted:
                raise ParserUnavailableError("the parser was stopped") from None
            return None, str(error)

    def _bounds(self, raw: Path) -> Bounds:
        with raw.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
        return Bounds(
            memory=self._limits.parse_memory_mb << 20,
            cpu_seconds=self._limits.parse_cpu_seconds,
            wall_seconds=self._limits.parse_wall_seconds,
            file_size=size + (self._limits.archive_mb << 20),
            unpacked=self._limits.archive_mb << 20,
        )

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
        deadline = time.monotonic() + seconds
        said = bytearray()
        while not said.endswith(b"\n"):
            readable, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
            block = os.read(pipe, 1 << 16) if readable else b""
            said += block
            if not block or len(said) > _LONGEST_ANSWER:
                raise _HelperLostError("it died" if readable else "it does not answer")
        return bytes(said)
