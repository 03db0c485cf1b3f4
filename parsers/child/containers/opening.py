"""Parts that hold further files, and files that do: what is inside them.

A new kind of part is one opener in `OPENERS`, a new kind of file one branch of `unpack`.
"""

import email
import re
from collections.abc import Callable, Iterator
from email.message import Message

from parsers.child.containers import archive, macintosh, outlook, sealed, smime, tnef
from parsers.child.containers.unpacked import Inner, InnerFile, InnerMessage, Unpacked
from parsers.child.inspect import ole
from parsers.child.mime import mending, skeleton, transfer, uuencode
from parsers.child.mime.skeleton import Skeleton
from parsers.files import Folder, Written
from screening.model.submission import FileType

# A mail that was saved as a file begins with one of these headers, and says further on that it is MIME.
_MESSAGE = re.compile(
    rb"\s*(return-path|received|delivered-to|from|to|date|subject|message-id|mime-version|x-[\w-]+|dkim-signature"
    rb"|arc-[\w-]+|authentication-results|thread-[\w-]+):",
    re.IGNORECASE,
)
_MIME = re.compile(
    rb"^(mime-version:|content-type:\s*(multipart|text|application)/)", re.IGNORECASE | re.MULTILINE
)
_OF_MAIL = frozenset(
    b"from to date subject message-id mime-version content-type received return-path".split()
)
_ENOUGH = 4  # of these: no other text has so many at its head
_SUFFIX = (".eml", ".mht", ".emlx")
BEGINNING = macintosh.BINHEX_WITHIN
"""Bytes by which a wrapping is told."""
UUENCODINGS = ("x-uuencode", "uuencode", "x-uue", "uue")
"""What old mail programs call it in their headers."""


Opener = Callable[[Message, Skeleton, Folder], Iterator[Inner]]


def encoding(part: Message) -> str:
    """The Content-Transfer-Encoding of a part, lower case."""
    return str(part.get("content-transfer-encoding", "")).strip().strip('"').lower()


def encoded_body(part: Message, stand_in: Skeleton) -> Iterator[bytes]:
    """The body of a leaf as it was sent, its transfer encoding not undone."""
    payload = part._payload  # type: ignore[attr-defined]  # the public getter decodes, and drops bytes
    yield from stand_in.resolve(
        payload.encode("ascii", "surrogateescape") if isinstance(payload, str) else b""
    )


def body(part: Message, stand_in: Skeleton) -> Iterator[bytes]:
    """The decoded body of a leaf."""
    return transfer.decoded(encoded_body(part, stand_in), encoding(part))


def _forwarded(part: Message, stand_in: Skeleton, folder: Folder) -> Iterator[Inner]:
    """message/rfc822, which some mailers encode in spite of RFC 2046 section 5.2.1."""
    inner = part.get_payload(0)
    if not isinstance(inner, Message):
        return
    if encoding(part) not in ("base64", "quoted-printable"):
        yield InnerMessage(inner, stand_in)
        return
    pieces = transfer.decoded(encoded_body(inner, stand_in), encoding(part))
    own = skeleton.build(folder.write(pieces).path)
    yield InnerMessage(email.message_from_bytes(own.data), own)


def _uuencoded(part: Message, stand_in: Skeleton, folder: Folder) -> Iterator[Inner]:
    """Every uuencoded file in a body, whether the whole of it or between words."""
    for name, written in uuencode.files(transfer.split_lines(body(part, stand_in)), folder):
        yield InnerFile(name, written, "uuencode")


OPENERS: dict[str, Opener] = {
    "message/rfc822": _forwarded,
    "message/global": _forwarded,
    "text/plain": _uuencoded,
}
"""By content type. A text is opened besides being a text."""


def opener(part: Message, *, is_body: bool) -> Opener | None:
    """What opens this part, or None. `is_body`: it is a text of the letter, not a text file."""
    if encoding(part) in UUENCODINGS and not part.is_multipart():
        return _uuencoded
    found = OPENERS.get(part.get_content_type())
    return found if is_body or part.get_content_maintype() != "text" else None


def is_mail(beginning: bytes, *, named: bool = False) -> bool:
    """Whether a file that begins so is a mail that was saved; `named`: its name or label says that it is.

    A banner or any header may come first (mailers save what they have, and gateways write before it).
    """
    if _MESSAGE.match(beginning) and _MIME.search(beginning):
        return True
    found = set(mending.mend(beginning, first=True, dividers=tuple).names)
    if named:
        return bool(found & _OF_MAIL)
    return len(found & _OF_MAIL) >= _ENOUGH and b"content-type" in found


def unpack(written: Written, name: str, kind: FileType, label: str, folder: Folder) -> Unpacked | None:
    """What is in a file, or None where it is no container.

    Told by its bytes, by its type `kind`, and, for S/MIME alone, by its name or the content type `label` of
    its part.
    """
    if kind is FileType.ZIP:
        return archive.unpack(written.path, folder)
    if label in smime.TYPES or name.lower().endswith(smime.SUFFIX):
        return smime.unpack(written.path, name, folder)
    return wrapping(written, name, kind, label, folder)


def wrapping(written: Written, name: str, kind: FileType, label: str, folder: Folder) -> Unpacked | None:
    """What is in a mail or another wrapping that was attached as a file, or None where it is none."""
    with written.path.open("rb") as file:
        beginning = file.read(BEGINNING)
    if itself := sealed.content(name, label, beginning):
        return Unpacked(itself=itself)
    # By their first bytes alone: a small one that holds a PDF looks like a PDF after junk.
    if beginning.startswith(tnef.SIGNATURE):
        return tnef.unpack(written.path, folder)
    if beginning.startswith((macintosh.APPLE_SINGLE, macintosh.APPLE_DOUBLE)):
        return macintosh.unpack_single(written.path, folder)
    named = name.lower().endswith(_SUFFIX)
    if kind not in (FileType.OTHER, FileType.TEXT) and not (named and kind is FileType.HTML):
        return None
    if macintosh.BINHEX in beginning:
        return macintosh.unpack_binhex(written.path, folder)
    if beginning.startswith(ole.SIGNATURE) and outlook.is_message(written.path):
        return outlook.unpack(written.path, folder)
    if is_mail(beginning, named=named or label.startswith("message/")):
        own = skeleton.build(written.path)
        return Unpacked([InnerMessage(email.message_from_bytes(own.data), own)])
    return None
