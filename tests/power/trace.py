"""What a program asks of the kernel, as strace(1) wrote it down: calls in the order in which they ended."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CALLS = (
    "openat,open,creat,write,pwrite64,writev,pwritev,pwritev2,truncate,ftruncate,fallocate,lseek,"
    "rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,mkdir,mkdirat,rmdir,"
    "fsync,fdatasync,sync,syncfs,sync_file_range,sendto,sendmsg,sendfile,copy_file_range,splice"
)
"""All that changes a file or a folder, makes a change durable, or tells another machine something."""

_LINE = re.compile(r"(\d+)\s+(?:<\.\.\. \w+ resumed>(?P<rest>.*)|(?P<start>\w+\(.*))")
_UNFINISHED = " <unfinished ...>"
_WHOLE = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+)(?:<([^>]*)>)?.*")
_PLACE = re.compile(r"(?:\d+|AT_FDCWD)<([^>]*)>(\(deleted\))?")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')


@dataclass(frozen=True, slots=True)
class Call:
    """One call that succeeded. `begun` and `ended` are line numbers: other threads' calls may lie between.

    `places` are the paths behind the descriptors among its arguments, None once deleted; `texts` its
    strings; `rest` its arguments with both cut out; `opened` the path behind the descriptor it returned.
    """

    name: str
    begun: int
    ended: int
    result: int
    places: tuple[str | None, ...]
    texts: tuple[bytes, ...]
    rest: tuple[str, ...]
    opened: str | None


def command(output: Path) -> list[str]:
    """What to put before a program, so that `output` tells all it and its children did."""
    options = ["-f", "--seccomp-bpf", "-y", "-xx", "-s", "100000000", "-e", f"trace={CALLS}"]
    return ["strace", *options, "-e", "signal=none", "-o", str(output)]


def calls(output: Path, offset: int = 0) -> Iterator[Call]:
    """The calls that succeeded, lines counted from `offset`. Raises ValueError if one cannot be read."""
    begun: dict[str, tuple[int, str]] = {}
    with output.open(encoding="ascii") as lines:
        for number, line in enumerate(lines, offset):
            found = _LINE.fullmatch(line.rstrip("\n"))
            if found is None:
                continue  # a process has ended, or was killed
            thread, rest, start = found.group(1), found["rest"], found["start"]
            if start is not None and start.endswith(_UNFINISHED):
                begun[thread] = number, start.removesuffix(_UNFINISHED)
                continue
            first, text = (number, start) if rest is None else begun.pop(thread)
            call = _read(first, number, text + (rest or ""))
            if call.result >= 0:
                yield call


def _read(begun: int, ended: int, line: str) -> Call:
    found = _WHOLE.fullmatch(line)
    if found is None:
        if re.search(r"= \?", line):  # the process ended in it
            return Call("", begun, ended, -1, (), (), (), None)
        raise ValueError(f"line {ended} of the trace cannot be read: {line[:200]}")
    name, arguments, result, opened = found.groups()
    places = tuple(None if gone else _decode(path).decode() for path, gone in _PLACE.findall(arguments))
    texts = tuple(_decode(text) for text, cut in _TEXT.findall(arguments) if not _refuse(cut))
    bare = _TEXT.sub("", _PLACE.sub("", arguments))
    rest = tuple(part.strip() for part in bare.split(","))
    path = None if opened is None else _decode(opened).decode()
    return Call(name, begun, ended, int(result), places, texts, rest, path)


def _refuse(cut: str) -> bool:
    if cut:
        raise ValueError("strace has cut a string")
    return False


def _decode(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))
