"""What a mail says, for the pages: read in the limited child, one at a time, and kept for a while."""

import tempfile
from collections import OrderedDict
from pathlib import Path
from threading import Lock, RLock

from ingest.reading import read_again
from parsers.errors import ParserUnavailableError
from parsers.process import Parser
from runtime.parts import Parts
from screening.model.submission import Submission
from storage.engine import reading
from storage.tables import Message

_KEPT = 64
_PICTURES = 100


class Mails:
    """Messages as they are read today. The parser belongs to one thread at a time: `turn` is whose it is."""

    def __init__(self, parts: Parts, parser: Parser) -> None:
        self._parts, self._parser = parts, parser
        self._turn, self._kept = RLock(), OrderedDict[int, Submission]()
        self._drawn = OrderedDict[tuple[str, int], bytes | None]()
        self._guard = Lock()

    def read(self, message_id: int) -> Submission | None:
        """What the message says; None where its bytes are not there, or cannot be read now."""
        with self._guard:
            if message_id in self._kept:
                self._kept.move_to_end(message_id)
                return self._kept[message_id]
        with reading(self._parts.engine) as session:
            message = session.get(Message, message_id)
        if message is None or message.contest != self._parts.contest:
            return None
        try:
            with self._turn:
                found = read_again(self._parts, self._parser, message, keep=False)
        except (OSError, ParserUnavailableError):
            return None
        with self._guard:
            self._kept[message_id] = found
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found

    def picture(self, digest: str, page: int) -> bytes | None:
        """A JPEG of a page of a form in the store, from 0, or of a deck's pictures; None where there is none.

        Drawn when somebody looks, and kept for a while: it costs the taking in of mail nothing.
        """
        key = (digest, page)
        with self._guard:
            if key in self._drawn:
                self._drawn.move_to_end(key)
                return self._drawn[key]
        try:
            form = self._parts.files.files.checkout(digest)
            with self._turn, tempfile.TemporaryDirectory() as folder, form as path:
                drawn = self._parser.picture(path, Path(folder), page)
        except (OSError, ParserUnavailableError):
            return None
        with self._guard:
            self._drawn[key] = drawn
            while len(self._drawn) > _PICTURES:
                self._drawn.popitem(last=False)
        return drawn

    def forget(self) -> None:
        """What was read and drawn stays in no memory once a file is erased."""
        with self._guard:
            self._kept.clear()
            self._drawn.clear()

    @property
    def turn(self) -> RLock:
        """Held while an act works with the parser."""
        return self._turn
