"""The daemon's parser: a raw message goes in, trusted facts come out.

Nothing here imports the parsers' libraries: they stay in the helper and its children.
"""

import os
import time
from dataclasses import replace
from pathlib import Path

from parsers.confine import Bounds
from parsers.errors import ParserUnavailableError
from parsers.files import empty
from parsers.handle import Handle
from parsers.protocol import LARGEST_PICTURE, Mode, Request, quoted
from parsers.scan import ScannerUnavailableError, scanned
from screening.model.submission import Parsed
from settings.tables import Limits

__all__ = ["Parser", "ParserUnavailableError"]

_LEAST_SECONDS = 3
_PICTURE_SECONDS = 4


def _quoted(raw: Path, work: Path) -> tuple[str, str]:
    return quoted(raw.absolute()), quoted(work.absolute())


def _reduced(bounds: Bounds, spent: float) -> Bounds:
    """What is left for another try: the seconds are those of a message, not of a child."""
    return replace(
        bounds,
        cpu_seconds=max(1, bounds.cpu_seconds // 2),
        wall_seconds=max(_LEAST_SECONDS, bounds.wall_seconds - int(spent)),
    )


class Parser(Handle):
    """Reads messages in limited child processes. Not for use by several threads at once.

    `scanner`: the address of a virus scanner that sees every file as well; empty: none.
    """

    def __init__(self, limits: Limits, scanner: str = "") -> None:
        super().__init__()
        self._limits = limits
        self._scanner = scanner

    def parse(self, raw: Path, work: Path) -> Parsed:
        """The facts of the message in the file `raw`; its files are left in `work`, named by sha256.

        `work` exists and is empty.

        A file that defeats its child is left unopened, and its `detail` says why. A message that defeats it
        gives what its headers say, with `whole` false and `problem` set.
        Raises OSError when `raw` cannot be read, ParserUnavailableError for other faults of our own.
        """
        parsed, problem = self._whole(raw, work)
        if parsed is not None:
            return self._scanned(parsed, work)
        empty(work)
        parsed = self.ask(Request(Mode.HEADERS, *_quoted(raw, work), self._bounds(raw)), work).parsed
        return replace(parsed or Parsed(), whole=False, problem=f"The message could not be read: {problem}.")

    def parse_headers(self, raw: Path, work: Path) -> Parsed:
        """The facts of the headers, for a message of which no more was fetched. Raises as `parse` does."""
        told = self.ask(Request(Mode.HEADERS, *_quoted(raw, work), self._bounds(raw)), work)
        return told.parsed or Parsed(whole=False, problem=f"The headers could not be read: {told.problem}.")

    def cut(self, raw: Path, work: Path, sha256: str) -> str:
        """Writes the message in the file `raw` anew, without the file of that hash, into `work`; returns the
        hash of what is left, or nothing where it is no part of its own. Raises as `parse` does.
        """
        told = self.ask(Request(Mode.CUT, *_quoted(raw, work), self._bounds(raw), wanted=sha256), work)
        return told.parsed.files[0].sha256 if told.parsed and len(told.parsed.files) == 1 else ""

    def _whole(self, raw: Path, work: Path) -> tuple[Parsed | None, str]:
        """The whole message, all files opened but one that ended a child; after a second such file, none.

        None and what happened, where no file is to blame.
        """
        started = time.monotonic()
        request = Request(Mode.WHOLE, *_quoted(raw, work), self._bounds(raw))
        first = told = self.ask(request, work)
        if told.lost:
            # Rather this machine's doing (its killer of processes) than the mail's: nobody is held for that.
            empty(work)
            first = told = self.ask(request, work)
        for mode in (Mode.WHOLE, Mode.UNOPENED):
            if told.parsed is not None or told.at is None:
                break
            empty(work)
            bounds = _reduced(request.bounds, time.monotonic() - started)
            told = self.ask(
                replace(request, mode=mode, bounds=bounds, spared=told.at, why=told.problem), work
            )
        return told.parsed, first.problem

    def picture(self, file: Path, work: Path, page: int) -> bytes | None:
        """A small JPEG of a page of the form in `file`, counted from 0, or of the pictures in the deck there.

        None where it cannot be drawn. `work` exists and is empty; the picture is left there under its sha256.
        Raises as `parse` does.
        """
        seconds = min(_PICTURE_SECONDS, self._limits.parse_cpu_seconds)
        bounds = replace(self._bounds(file), cpu_seconds=seconds, wall_seconds=2 * seconds)
        told = self.ask(Request(Mode.PICTURE, *_quoted(file, work), bounds, page=page), work)
        if told.parsed is None or len(told.parsed.files) != 1 or told.parsed.files[0].size > LARGEST_PICTURE:
            return None
        return (work / told.parsed.files[0].sha256).read_bytes()

    def _scanned(self, parsed: Parsed, work: Path) -> Parsed:
        try:
            return scanned(parsed, work, self._scanner)
        except ScannerUnavailableError as error:
            raise ParserUnavailableError(str(error)) from error

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
