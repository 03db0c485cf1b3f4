"""How much a child process that reads hostile bytes may use; what it may touch stands in `sandbox`."""

import contextlib
import ctypes
import os
import resource
import signal
from dataclasses import dataclass

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_OPEN_FILES = 64
_LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The limits of one child: bytes and seconds.

    `wall_seconds` is kept by the helper; `unpacked`, what all archives of one message may hold, by the walk.
    """

    memory: int
    cpu_seconds: int
    wall_seconds: int
    file_size: int
    unpacked: int


def confine(bounds: Bounds) -> None:
    """Put the calling process under its limits, for good. It becomes the leader of a session of its own."""
    os.setsid()
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    _LIBC.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for limit, value in (
        (resource.RLIMIT_AS, bounds.memory),
        (resource.RLIMIT_FSIZE, bounds.file_size),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    # The soft limit's signal tells a loop from other deaths; the hard one would be a plain SIGKILL.
    resource.setrlimit(resource.RLIMIT_CPU, (bounds.cpu_seconds, bounds.cpu_seconds + 1))


def silence(keep: int) -> None:
    """Give the process empty standard streams, and close every other descriptor but `keep`."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.closerange(3, keep)
    os.closerange(keep + 1, max(keep + 1, 1024))


def kill_group(leader: int) -> None:
    """End a confined process and all that it started."""
    for end in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            end(leader, signal.SIGKILL)
