"""Our own walk over a message for its files and bodies.

mail-parser and `email` each miss files that a clerk would find (a nameless PDF, a forwarded one, a message
that is one PDF), so neither is asked for attachments.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from email.message import Message
from pathlib import Path

from parsers import charsets, containers, filenames, parameters
from parsers.containers import InnerFile, InnerMessage
from parsers.files import Folder, Written
from parsers.skeleton import Skeleton
from screening.submission import Content, File, FileType

DEEPEST = 20
MOST_FILES = 200
_TOO_MANY = f"more than {MOST_FILES} files; the rest was not read"
_MOST_WORDS = 1_500_000  # characters on all slides of a message; the whole result must stay below 8 MB
_LONGEST_SLIDE = 20_000
_MOST_SLIDES = 2_000
_MOST_PARTS = 2_500
_LONGEST_TEXT = 1 << 20
_LOGO = 50_000  # bytes: a picture of the letter's design, not an entry
_RELATED_LOGO = 300_000

_BODIES = ("text/plain", "text/html")
# Signatures of the mail itself, and the machine-readable halves of reports.
_NO_FILE = re.compile(
    "application/(pgp-signature|(x-)?pkcs7-signature)"
    "|message/((global-)?delivery-status|disposition-notification|feedback-report)"
)
Inspect = Callable[[Path, str], tuple[FileType, Content]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the message a part stands."""

    skeleton: Skeleton
    depth: int = 0
    forwarded: bool = False
    related: bool = False  # directly inside a multipart/related


@dataclass
class Walk:
    """What was found, in the order of the message. `problems` say, for staff, what could not be followed."""

    folder: Folder
    inspect: Inspect
    files: list[File] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    rich: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    forwards: bool = False
    _parts: int = 0
    _room: int = _MOST_WORDS

    def follow(self, part: Message, place: Place) -> None:
        """Look into a message or part, and into all that it holds."""
        self._parts += 1
        if place.depth > DEEPEST or self._parts > _MOST_PARTS:
            self._note("parts nested too deeply, or too many; the rest was not read")
        elif part.get_content_maintype() == "multipart":
            self._multipart(part, place)
        else:
            self._leaf(part, place)

    def _note(self, problem: str) -> None:
        if problem and problem not in self.problems:
            self.problems.append(problem)

    def _multipart(self, part: Message, place: Place) -> None:
        if not part.is_multipart():
            if part.get_payload():
                self._note("a multipart whose parts could not be told apart")
            return
        related = part.get_content_subtype() == "related"
        for child in part.get_payload():
            if isinstance(child, Message):
                self.follow(child, replace(place, depth=place.depth + 1, related=related))

    def _leaf(self, part: Message, place: Place) -> None:
        name = filenames.filename(part)
        attached = part.get_content_disposition() == "attachment"
        is_body = part.get_content_type() in _BODIES and not name and not attached
        if is_body:
            self._text(part, place)
        if opener := containers.opener(part, is_body=is_body):
            self._open(opener, part, place)
        elif name or attached or self._is_nameless_file(part):
            self._file(part, name, place)

    @staticmethod
    def _is_nameless_file(part: Message) -> bool:
        return part.get_content_maintype() not in ("text", "message")

    def _text(self, part: Message, place: Place) -> None:
        """A body; only the message's own, not that of one it forwards, is its sender's words."""
        if place.forwarded:
            return
        charset = next(parameters.parameter(part, "content-type", "charset"), "")
        data = b""
        for piece in containers.body(part, place.skeleton):
            data += piece
            if len(data) > _LONGEST_TEXT:  # the last line may be cut inside a character
                data = data[: data.rfind(b"\n") + 1 or _LONGEST_TEXT]
                break
        texts = self.plain if part.get_content_type() == "text/plain" else self.rich
        texts.append(charsets.decode(data, charset))

    def _open(self, opener: containers.Opener, part: Message, place: Place) -> None:
        for inner in opener(part, place.skeleton, self.folder):
            if len(self.files) >= MOST_FILES:
                self._note(_TOO_MANY)
                break
            if isinstance(inner, InnerMessage):
                self.forwards = True
                self._note(inner.skeleton.problem)
                self.follow(inner.message, Place(inner.skeleton, place.depth + 1, forwarded=True))
            elif isinstance(inner, InnerFile):
                name = filenames.filename(part) or filenames.clean(inner.name)
                self._add(inner.written, name, "forwarded" if place.forwarded else inner.origin)

    def _file(self, part: Message, name: str, place: Place) -> None:
        if _NO_FILE.fullmatch(part.get_content_type()):
            return
        if part.is_multipart():
            self._note("a split or referenced message")
            return
        written = self.folder.write(containers.body(part, place.skeleton))
        if self._is_logo(part, written.size, place):
            return
        inline = part.get_content_disposition() == "inline"
        self._add(written, name, "forwarded" if place.forwarded else "inline" if inline else "attachment")

    @staticmethod
    def _is_logo(part: Message, size: int, place: Place) -> bool:
        """A small picture of the letter itself. A Content-ID alone says little: Gmail gives all files one."""
        disposition = part.get_content_disposition()
        if part.get_content_maintype() != "image" or not part["content-id"] or disposition == "attachment":
            return False
        return size < _LOGO or (place.related and disposition == "inline" and size < _RELATED_LOGO)

    def _add(self, written: Written, name: str, origin: str) -> None:
        if len(self.files) >= MOST_FILES:
            self._note(_TOO_MANY)
            return
        file_type, content = self.inspect(written.path, name)
        content = tidy(content, self._room)
        self._room -= sum(map(len, content.slides or ()))
        self.files.append(File(name, written.size, written.sha256, file_type, origin, content))


def tidy(content: Content, room: int) -> Content:
    """The same content, its texts of bounded length and without control characters.

    `room`: how many characters its slides may have together.
    """
    slides: list[str] = []
    for slide in (content.slides or ())[:_MOST_SLIDES]:
        slides.append(charsets.lines(slide)[: max(0, min(_LONGEST_SLIDE, room))])
        room -= len(slides[-1])
    return replace(
        content,
        detail=charsets.one_line(content.detail)[:500],
        slides=None if content.slides is None else tuple(slides),
        links=tuple(charsets.one_line(link)[:2_000] for link in content.links[:200]),
        external_media=tuple(charsets.one_line(link)[:2_000] for link in content.external_media[:200]),
    )
