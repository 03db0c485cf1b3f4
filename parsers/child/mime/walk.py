"""Our own walk over a message for its files and bodies.

mail-parser and `email` each miss files that a clerk would find (a nameless PDF, a forwarded one, a message
that is one PDF), so neither is asked for attachments.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from email.message import Message
from pathlib import Path

from parsers import charsets
from parsers.child.containers import opening
from parsers.child.containers.unpacked import Inner, InnerLetter, InnerMessage, Unpacked
from parsers.child.mime import design, filenames, parameters, text
from parsers.child.mime.design import Shown
from parsers.child.mime.skeleton import Skeleton
from parsers.child.sparing import Sparing
from parsers.child.tidying import tidy
from parsers.files import Folder, Written
from parsers.placeholder import is_placeholder
from screening.model.submission import Content, File, FileType

DEEPEST = 20
MOST_FILES = 200
_TOO_MANY = f"more than {MOST_FILES} files; the rest was not read"
_MOST_WORDS = 1_500_000  # characters on all slides of a message; the whole result must stay below 8 MB
_MOST_PARTS = 2_500
_LONGEST_TEXT = 1 << 20
_MOST_FOLDERS = 5

_BODIES = ("text/plain", "text/html")
# Signatures of the mail itself, and the machine-readable halves of reports.
_NO_FILE = re.compile(
    "application/(pgp-signature|(x-)?pkcs7-signature|pgp-encrypted)"
    "|message/((global-)?delivery-status|disposition-notification|feedback-report)"
)
_ELSEWHERE = ("message/partial", "message/external-body")  # RFC 2046 sections 5.2.2 and 5.2.3
_RESOURCE_FORK = "application/applefile"
Inspect = Callable[[Path, str], tuple[FileType, Content]]


def _was_erased(written: Written) -> bool:
    """Whether a file was here, which keeps its place among the files."""
    with written.path.open("rb") as file:
        return is_placeholder(file.read(64))


@dataclass(frozen=True, slots=True)
class PartContext:
    """Where in the message a part stands."""

    skeleton: Skeleton
    depth: int = 0
    forwarded: bool = False
    related: bool = False  # directly inside a multipart/related
    name: str = ""  # of a file whose own part has none
    within: tuple[str, ...] = ()  # folders and archives around it, the innermost first


@dataclass
class Walk:
    """What was found, in the order of the message. `problems` say, for staff, what could not be followed."""

    folder: Folder
    inspect: Inspect
    sparing: Sparing = field(default_factory=Sparing)
    files: list[File] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    rich: list[str] = field(default_factory=list)
    wrapped: list[InnerLetter] = field(default_factory=list)
    reflowed: bool = False  # lines that a mailer had broken were put together
    problems: list[str] = field(default_factory=list)
    forwards: bool = False
    _parts: int = 0
    _room: int = _MOST_WORDS

    def follow(self, part: Message, context: PartContext) -> None:
        """Look into a message or part, and into all that it holds."""
        self._parts += 1
        if context.depth > DEEPEST or self._parts > _MOST_PARTS:
            self._note("parts nested too deeply, or too many; the rest was not read")
        elif part.get_content_maintype() == "multipart":
            self._multipart(part, context)
        else:
            self._leaf(part, context)

    def _note(self, problem: str) -> None:
        if problem and problem not in self.problems:
            self.problems.append(problem)

    def _multipart(self, part: Message, context: PartContext) -> None:
        if not part.is_multipart():
            if part.get_payload():
                self._note("a multipart whose parts could not be told apart")
            return
        kind = part.get_content_subtype()
        children = [child for child in part.get_payload() if isinstance(child, Message)]
        inside = replace(context, depth=context.depth + 1, related=kind == "related", name="")
        if kind == "appledouble":  # RFC 1740: the fork with the Mac's own data, then the file
            named = (filenames.filename(each) for each in (part, *children))
            inside = replace(inside, name=next(filter(None, named), ""))
            children = [child for child in children if child.get_content_type() != _RESOURCE_FORK]
        for child in children:
            self.follow(child, inside)

    def _leaf(self, part: Message, context: PartContext) -> None:
        name = filenames.filename(part) or context.name
        attached = part.get_content_disposition() == "attachment"
        is_body = part.get_content_type() in _BODIES and not name and not attached
        if is_body:
            self._text(part, context)
        if part.get_content_type() in _ELSEWHERE:
            self._note(f"a split or referenced message ({part.get_content_type()})")
        elif opener := opening.opener(part, is_body=is_body):
            self._open(opener, part, context)
        elif name or attached or self._is_nameless_file(part):
            self._file(part, name, context)

    @staticmethod
    def _is_nameless_file(part: Message) -> bool:
        return part.get_content_maintype() not in ("text", "message")

    def _text(self, part: Message, context: PartContext) -> None:
        """A body; only the message's own, not that of one it forwards, is its sender's words."""
        if context.forwarded:
            return
        charset = next(parameters.parameter(part, "content-type", "charset"), "")
        data = b""
        for piece in opening.body(part, context.skeleton):
            data += piece
            if len(data) > _LONGEST_TEXT:  # the last line may be cut inside a character
                data = data[: data.rfind(b"\n") + 1 or _LONGEST_TEXT]
                break
        texts = self.plain if part.get_content_type() == "text/plain" else self.rich
        words = charsets.decode(data, charset)
        if next(parameters.parameter(part, "content-type", "delsp"), "").lower() == "yes":
            self.reflowed, words = True, text.reflowed(words)
        if words.lstrip().startswith("-----BEGIN PGP MESSAGE-----"):
            self._note("an encrypted letter, which its recipient's key opens")
        texts.append(words)

    def _open(self, opener: opening.Opener, part: Message, context: PartContext) -> None:
        for inner in opener(part, context.skeleton, self.folder):
            if len(self.files) >= MOST_FILES:
                self._note(_TOO_MANY)
                break
            self._inside(inner, filenames.filename(part), context)

    def _inside(self, inner: Inner, name: str, context: PartContext) -> None:
        """What a container held; `name` is what its own part calls it, if it does."""
        if isinstance(inner, InnerLetter):
            if not context.forwarded:
                self.wrapped.append(inner)
        elif isinstance(inner, InnerMessage):
            self.forwards |= inner.forwarded
            self._note(inner.skeleton.problem)
            forwarded = context.forwarded or inner.forwarded
            self.follow(inner.message, PartContext(inner.skeleton, context.depth + 1, forwarded))
        else:
            origin = "forwarded" if context.forwarded and inner.origin != "archive" else inner.origin
            folders = filter(None, map(filenames.clean, inner.within))
            inside = replace(context, within=(*folders, *context.within))
            self._add(inner.written, name or filenames.clean(inner.name), origin, inside)

    def _file(self, part: Message, name: str, context: PartContext) -> None:
        if _NO_FILE.fullmatch(part.get_content_type()) or name.lower().endswith(".p7s"):
            return
        if part.is_multipart():
            self._note(f"a message of an unknown kind ({part.get_content_type()})")
            return
        written = self.folder.write(opening.body(part, context.skeleton))
        inline = part.get_content_disposition() == "inline"
        if not _was_erased(written) and design.may_be_design(part, written.size, related=context.related):
            shown = design.look(written.path, name)
            if shown is Shown.DESIGN:
                return
            origin = "letter" if shown is Shown.DOUBTFUL else "inline"
        else:
            origin = "inline" if inline else "attachment"
        # What stands in doubt stays so in a mail that was forwarded.
        origin = "forwarded" if context.forwarded and origin != "letter" else origin
        self._add(written, name, origin, context, part.get_content_type())

    def _add(self, written: Written, name: str, origin: str, context: PartContext, label: str = "") -> None:
        """Take a file up, and what is in it; archives are opened one level deep."""
        if len(self.files) >= MOST_FILES:
            self._note(_TOO_MANY)
            return
        found = None
        with self.sparing.next() as may_open:
            file_type, content = (self.inspect if may_open else self.sparing.unopened)(written.path, name)
            if may_open and context.depth <= DEEPEST:
                found = self._unpacked(written, name, file_type, label, origin)
        if found is None or found.itself is not None:
            content = tidy(found.itself if found and found.itself else content, self._room)
            self._room -= sum(map(len, content.slides or ()))
            within = context.within[:_MOST_FOLDERS]
            self.files.append(File(name, written.size, written.sha256, file_type, origin, content, within))
        if found:
            self._note(found.problem)
            inside = replace(context, depth=context.depth + 1, within=(name, *context.within))
            for inner in found.inside:
                self._inside(inner, "", inside)

    def _unpacked(
        self, written: Written, name: str, kind: FileType, label: str, origin: str
    ) -> Unpacked | None:
        """What is in a file; an archive in an archive stays shut, a mail in one is opened."""
        if origin != "archive":
            return opening.unpack(written, name, kind, label, self.folder)
        return opening.wrapping(written, name, kind, label, self.folder)
