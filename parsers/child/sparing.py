"""Which files of a message are opened, and a mark before each: a death of the child is laid to its file.

The next child is then told to spare that file, and the rest of the message is read as ever.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from parsers.child.inspect.sniff import claimed
from screening.model.submission import Content, FileType

_OPENED = b"-\n"


def _to_nobody(mark: bytes) -> None:
    """For a reading that nobody watches."""


@dataclass
class Sparing:
    """The files of a message are counted from 0, in the order of the walk.

    `spared`: those that are left unopened; None: all. `why` is their `detail`. `tell` takes the marks.
    """

    tell: Callable[[bytes], None] = _to_nobody
    spared: Collection[int] | None = ()
    why: str = ""

    def __post_init__(self) -> None:
        self._numbers = count()

    @contextmanager
    def next(self) -> Iterator[bool]:
        """The next file, and whether it may be opened while the context lasts."""
        number = next(self._numbers)
        if self.spared is None or number in self.spared:
            yield False
            return
        self.tell(b"%d\n" % number)
        yield True
        self.tell(_OPENED)

    def unopened(self, path: Path, name: str) -> tuple[FileType, Content]:
        """What is said of a file that is spared: the type by its first bytes, and why it was not opened."""
        return claimed(path, name), Content(detail=self.why)


def marked(said: bytes) -> tuple[int | None, bytes]:
    """The file that a child was at when it said no more, if any, and what it said beside its marks."""
    marks, _, rest = said.rpartition(b"\n")
    last = marks.rpartition(b"\n")[2]
    return int(last) if last.isdigit() and len(last) < 5 else None, rest
