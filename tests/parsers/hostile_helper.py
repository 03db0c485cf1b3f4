"""A fork helper whose children misbehave as the subject of the message tells them to."""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

from parsers.child import helper, message
from parsers.child.sparing import Sparing
from parsers.files import Folder
from parsers.protocol import Mode, Request, Response, unquoted
from screening.model.submission import File, FileType, Parsed

honest_read = message.read
honest_serve = helper._serve


def loop() -> None:
    while True:
        pass


def full_disk() -> None:
    raise OSError(28, "No space left on device")


def recursion() -> None:
    raise RecursionError


def write_outside(folder: Path) -> None:
    folder.joinpath("outside").write_bytes(b"x")


def udp() -> None:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9))


def chatter() -> None:
    os.write(1, b"rubbish\n")
    sys.stdout.write("rubbish\n")
    sys.stdout.flush()


def crowd(folder: Path) -> None:
    for number in count():
        os.close(os.open(folder / str(number), os.O_CREAT | os.O_WRONLY))


DEEDS: dict[str, Callable[[], object]] = {
    "memory": lambda: bytearray(1 << 30),
    "loop": loop,
    "sleep": lambda: time.sleep(60),
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "tcp": lambda: socket.create_connection(("127.0.0.1", 9)),
    "udp": udp,
    "unix socket": lambda: socket.socket(socket.AF_UNIX),
    "passwords": lambda: Path("/etc/passwd").read_bytes(),
    "listing": lambda: list(Path("/").iterdir()),
    "secrets": lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes(),
    "program": lambda: os.execv(sys.executable, [sys.executable]),
    "fork": os.fork,
    "kill helper": lambda: os.kill(os.getppid(), signal.SIGKILL),
    "full disk": full_disk,
    "recursion": recursion,
    "print": chatter,
}

LIES: dict[str, Callable[[str], Parsed]] = {
    "flood": lambda _: Parsed(text="x" * (9 << 20)),
    "long": lambda _: Parsed(text="x" * 20_001),
    "controls": lambda _: Parsed(subject="a\nb"),
    "symlink": lambda digest: claim(digest),
    "other bytes": lambda digest: claim(digest),
    "no file": lambda _: claim("0" * 64),
    "path": lambda digest: claim("../" + digest),
}


def claim(digest: str) -> Parsed:
    return Parsed(files=(File("a", 4, digest, FileType.OTHER),))


def spoil(deed: str, written: Path) -> None:
    if deed == "symlink":
        elsewhere = written.rename(written.with_name("elsewhere"))
        written.symlink_to(elsewhere)
    elif deed == "other bytes":
        written.write_bytes(b"DATA")
    elif deed == "file size":
        Folder(written.parent).write([b"x" * (1 << 20)] * 2_000)


def misbehave(
    raw: Path, work: Path, unpacked: int = message.UNPACKED, sparing: Sparing | None = None
) -> Parsed:
    deed = message.read_headers(raw).subject
    written = Folder(work).write([b"data"])
    DEEDS.get(deed, lambda: None)()
    if deed == "write outside":
        write_outside(work.parent)
    if deed == "many files":
        crowd(work)
    spoil(deed, written.path)
    return LIES[deed](written.sha256) if deed in LIES else honest_read(raw, work, unpacked, sparing)


def serve_or_die(request: Request) -> Response:
    raw = unquoted(request.raw)
    died = raw.with_name("died")
    once = b"Subject: helper once" in raw.read_bytes() and died.exists()
    if request.mode is Mode.WHOLE and b"Subject: helper" in raw.read_bytes() and not once:
        died.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return honest_serve(request)


if __name__ == "__main__":
    message.read = misbehave
    helper._serve = serve_or_die
    helper.main()
