"""A fork helper whose children misbehave as the subject of the message tells them to."""

import os
import signal
import sys
import time
from pathlib import Path

from parsers import helper, message
from parsers.files import Folder
from screening.submission import File, FileType, Parsed

honest_read = message.read


def misbehave(raw: Path, work: Path) -> Parsed:
    deed = message.read_headers(raw).subject
    digest = Folder(work).write([b"data"]).sha256
    parsed = honest_read(raw, work)
    if deed == "memory":
        bytearray(1 << 30)
    elif deed == "loop":
        while True:
            pass
    elif deed == "sleep":
        time.sleep(60)
    elif deed == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif deed == "helper":
        os.kill(os.getppid(), signal.SIGKILL)
    elif deed == "flood":
        return Parsed(text="x" * (9 << 20))
    elif deed == "long":
        return Parsed(text="x" * 20_001)
    elif deed == "controls":
        return Parsed(subject="a\nb")
    elif deed == "print":
        os.write(1, b"rubbish\n")
        sys.stdout.write("rubbish\n")
    elif deed == "file size":
        Folder(work / "..").write([b"x" * (1 << 20)] * 2_000)
    elif deed == "full disk":
        raise OSError(28, "No space left on device")
    elif deed == "recursion":
        raise RecursionError
    elif deed == "symlink":
        target = work / digest
        target.rename(work / "elsewhere")
        target.symlink_to(work / "elsewhere")
        return Parsed(files=(File("a", 4, digest, FileType.OTHER),))
    elif deed == "other bytes":
        (work / digest).write_bytes(b"DATA")
        return Parsed(files=(File("a", 4, digest, FileType.OTHER),))
    elif deed == "no file":
        return Parsed(files=(File("a", 4, "0" * 64, FileType.OTHER),))
    elif deed == "path":
        return Parsed(files=(File("a", 4, "../" + digest, FileType.OTHER),))
    return parsed


if __name__ == "__main__":
    helper.message.read = misbehave
    helper.main()
