"""Parts that hold further files, and files that do: what is inside them.

A new kind of part is one opener in `OPENERS`, a new kind of file one branch of `unpack`.
"""

import email
from collections.abc import Callable, Iterator
from email.message import Message

from parsers import archive, skeleton, smime, tnef, transfer, uuencode
from parsers.files import Folder, Written
from parsers.skeleton import Skeleton
from parsers.unpacked import Inner, InnerFile, InnerMessage, Unpacked
from screening.submission import FileType

_UUENCODINGS = ("x-uuencode", "uuencode", "x-uue", "uue")


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
    if encoding(part) in _UUENCODINGS and not part.is_multipart():
        return _uuencoded
    found = OPENERS.get(part.get_content_type())
    return found if is_body or part.get_content_maintype() != "text" else None


def unpack(written: Written, name: str, kind: FileType, label: str, folder: Folder) -> Unpacked | None:
    """What is in a file, or None where it is no container.

    Told by its bytes, by its type `kind`, and, for S/MIME alone, by its name or the content type `label` of
    its part.
    """
    if kind is FileType.ZIP:
        return archive.unpack(written.path, folder)
    with written.path.open("rb") as file:
        beginning = file.read(len(tnef.SIGNATURE))
    if beginning == tnef.SIGNATURE:
        return tnef.unpack(written.path, folder)
    if label in smime.TYPES or name.lower().endswith(smime.SUFFIX):
        return smime.unpack(written.path, name, folder)
    return None
