"""The fork helper: a small process that has the libraries warm and forks one limited child a message.

Started by exec (`python -m parsers.child.helper`), never forked from the daemon. It is single-threaded, reads
requests from standard input, and ends when that ends. Measured: about 2 ms a message beyond the reading.
"""

import contextlib
import errno
import gc
import os
import select
import signal
import time
from dataclasses import replace
from io import FileIO
from pathlib import Path
from typing import BinaryIO, NoReturn

from pydantic import TypeAdapter

from parsers import crowding
from parsers.child import message, picture, sandbox
from parsers.child.mime import cutting
from parsers.child.sparing import Sparing, marked
from parsers.child.warming import warm
from parsers.confine import confine, kill_group, silence
from parsers.files import Folder
from parsers.protocol import (
    LARGEST_RESULT,
    READY,
    REQUEST,
    RESPONSE,
    Mode,
    Outcome,
    Request,
    Response,
    unquoted,
)
from screening.model.submission import Parsed

_RESULT: TypeAdapter[Parsed] = TypeAdapter(Parsed)
_DONE, _FAILED, _OURS, _NO_MEMORY = 0, 1, 2, 3
# While a message is read. Whatever else fails then is the mail's doing: a refusal is the sandbox at work.
_OUR_ERRORS = frozenset([errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])


def _read(request: Request, raw: Path, work: Path, pipe: int) -> bytes:
    """The child's work."""
    if request.mode is Mode.HEADERS:
        return _RESULT.dump_json(message.read_headers(raw))
    if request.mode is Mode.CUT:
        return _RESULT.dump_json(cutting.cut(raw, work, request.wanted))
    if request.mode is Mode.PICTURE:
        return _RESULT.dump_json(picture.draw(raw, work, request.page))
    spared = () if request.spared is None else (request.spared,)
    sparing = Sparing(
        lambda mark: _tell(pipe, mark), None if request.mode is Mode.UNOPENED else spared, request.why
    )
    return _RESULT.dump_json(message.read(raw, work, request.bounds.unpacked, sparing))


def _shut_in(request: Request, pipe: int) -> tuple[Path, Path]:
    """Give up all that the work does not need, and see that the rest is there. Raises OSError."""
    raw, work = unquoted(request.raw), unquoted(request.work)
    silence(pipe)
    confine(request.bounds)
    sandbox.enter(raw, work)
    with raw.open("rb"):
        Folder(work).new().drop()
    return raw, work


def _child(request: Request, pipe: int) -> NoReturn:
    """Read one message under limits, and tell the result through the pipe. Never returns."""
    status = _OURS
    try:
        raw, work = _shut_in(request, pipe)
        status = _FAILED
        _tell(pipe, _read(request, raw, work, pipe))
        status = _DONE
    except MemoryError:
        status = _NO_MEMORY
    except OSError as error:
        status = _OURS if error.errno in _OUR_ERRORS else status
        _tell(pipe, (error.strerror or type(error).__name__).encode())
    except BaseException as error:  # whatever a library raises is a finding about the mail
        _tell(pipe, type(error).__name__.encode())
    finally:
        os._exit(status)


def _tell(pipe: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(pipe, view) :]


def _collect(child: int, pipe: int, wall_seconds: int, work: Path) -> tuple[bytes, str]:
    """What the child says, and why it was ended if it was. Raises EOFError when the daemon is gone."""
    deadline = time.monotonic() + wall_seconds
    watch = crowding.Watch(work)
    said = bytearray()
    while True:
        readable, _, _ = select.select([pipe, 0], [], [], watch.seconds(deadline))
        if watch.finds_crowd():
            kill_group(child)
            return bytes(said), crowding.WORDS
        if not readable and time.monotonic() < deadline:
            continue
        if 0 in readable and pipe not in readable:
            # The daemon never asks twice at once: its end of the pipe is closed.
            kill_group(child)
            raise EOFError
        if not readable:
            kill_group(child)
            return bytes(said), f"took more than {wall_seconds} s"
        block = os.read(pipe, 1 << 16)
        said += block
        if not block:
            return bytes(said), ""
        if len(said) > LARGEST_RESULT:
            kill_group(child)
            return b"", f"result larger than {LARGEST_RESULT >> 20} MB"


def _explain(status: int, said: bytes, request: Request) -> Response:
    """The response for a child that ended by itself, or by a limit of the kernel's."""
    code = os.waitstatus_to_exitcode(status)
    words = said.decode("utf-8", "replace")
    if code == _DONE:
        return Response(Outcome.DONE, result=words)
    if code == _OURS:
        return Response(Outcome.OURS, words[:200])
    if code == _NO_MEMORY:
        return Response(Outcome.FAILED, f"needed more than {request.bounds.memory >> 20} MB of memory")
    if code == -signal.SIGXCPU:
        return Response(Outcome.FAILED, f"took more than {request.bounds.cpu_seconds} s of processor time")
    if code < 0:
        return Response(Outcome.FAILED, f"killed by {signal.Signals(-code).name}")
    return Response(Outcome.FAILED, f"failed with {words[:100] or 'no word'}")


def _serve(request: Request) -> Response:
    """Fork a child for one request, and wait for its end."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        _child(request, theirs)
    os.close(theirs)
    try:
        said, stopped = _collect(child, ours, request.bounds.wall_seconds, unquoted(request.work))
    finally:
        os.close(ours)
    # It may have closed the pipe and live on.
    if not stopped and not _ended(child):
        stopped = "went on after its result"
    kill_group(child)
    if not stopped and crowding.is_crowded(unquoted(request.work)):
        stopped = crowding.WORDS
    _, status, usage = os.wait4(child, 0)
    at, words = marked(said)
    response = Response(Outcome.FAILED, stopped) if stopped else _explain(status, words, request)
    return replace(response, peak_kib=usage.ru_maxrss, at=at)


def _ended(child: int) -> bool:
    """Whether the child ends within a second; it is left as a zombie, to be waited for."""
    deadline = time.monotonic() + 1
    while time.monotonic() < deadline:
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return True
        time.sleep(0.0005)
    return False


def _converse(requests: FileIO, output: BinaryIO) -> None:
    """Answer every request until the daemon closes its end."""
    output.write(READY + sandbox.confinement().encode() + b"\n")
    output.flush()
    for line in iter(requests.readline, b""):
        response = _serve(REQUEST.validate_json(line))
        output.write(RESPONSE.dump_json(response) + b"\n")
        output.flush()


def main() -> None:
    """Serve on standard input and output; both belong to the daemon alone."""
    requests = os.fdopen(0, "rb", buffering=0)
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print must not be taken for an answer
    with contextlib.suppress(OSError):  # a full disk makes the first messages slower, and no more
        warm()
    gc.freeze()  # the libraries' pages stay shared with the children
    try:
        _converse(requests, output)
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        os._exit(0)  # the daemon is gone: nobody waits, and flushing would fail again


if __name__ == "__main__":
    main()
