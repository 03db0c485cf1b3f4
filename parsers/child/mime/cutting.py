"""Cuts one file out of a raw message, so that the rest of it reads as it did.

The file's encoded body gives way to a line that says which file was here, and the headers of its part to
headers without a name. Only what is a part of its own can be cut: not what lies in an archive, a winmail.dat,
a signed or an Outlook message. Nested mail is followed; one that is encoded as a whole is encoded anew.
"""

import base64
import binascii
import email
import hashlib
import quopri
import re
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

from parsers.child.containers import opening
from parsers.child.mime import skeleton, transfer, uuencode
from parsers.files import Folder
from parsers.placeholder import NAME, placeholder
from screening.model.submission import File, FileType, Parsed

_DEEPEST = 20
_LINE_BREAK = (b"\n", b"\r")
_FIELD = re.compile(rb"[^\r\n]+(?:(?:\r?\n|\r)[ \t][^\r\n]*)*(?:\r?\n|\r|\Z)")
_DIVIDER = re.compile(rb"(?:^|(?<=[\r\n]))--[^\r\n]*(?:\r?\n|\r)")
_BLANK = re.compile(rb"(?:\r?\n|\r(?!\n))(?:\r?\n|\r)")
_TELLS_OF_IT = (b"content-description", b"content-location", b"x-attachment-id", b"content-id")


def cut(raw: Path, work: Path, sha256: str) -> Parsed:
    """The message in `raw` without the file of that hash, written to `work`: the one file of the result.

    There is no file in the result where nothing could be cut. Raises OSError for the disk.
    """
    folder = Folder(work)
    rest = _without(raw, sha256, folder, 0)
    if rest is None:
        return Parsed()
    written = folder.write([rest])
    return Parsed(files=(File("", written.size, written.sha256, FileType.OTHER),))


def _without(path: Path, sha256: str, folder: Folder, depth: int) -> bytes | None:
    """The message without each copy of the file; None where it is no part of its own."""
    data, stand_in = path.read_bytes(), skeleton.build(path)
    changed = False
    for part, encoding in _leaves(email.message_from_bytes(stand_in.data)):
        encoded = b"".join(opening.encoded_body(part, stand_in))
        body = b"".join(transfer.decoded([encoded], encoding))
        if hashlib.sha256(body).hexdigest() == sha256:
            less = _replaced(data, encoded, _encoded(placeholder(sha256), encoding), unnamed=True)
        else:
            inner = _inside(part, body, sha256, folder, depth)
            whole = encoding in opening.UUENCODINGS  # the part is the file, and called like it
            less = inner and _replaced(data, encoded, _encoded(inner, encoding), unnamed=whole)
        if less is not None:
            data, changed = less, True
    return data if changed else None


def _leaves(message: Message, encoding: str = "") -> Iterator[tuple[Message, str]]:
    """Each part that has a body, with how that is encoded. A mail that is encoded as a whole is one body."""
    own = opening.encoding(message)
    if message.get_content_type() in ("message/rfc822", "message/global") and own in _WHOLE:
        inner = message.get_payload(0) if message.is_multipart() else message
        if isinstance(inner, Message):
            yield inner, own
    elif message.get_content_subtype() == "appledouble":
        return  # the fork beside the file tells of it as well
    elif message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _leaves(part)
    else:
        yield message, encoding or own


_WHOLE = ("base64", "quoted-printable")


def _inside(part: Message, body: bytes, sha256: str, folder: Folder, depth: int) -> bytes | None:
    """A body that holds the file, without it: uuencoded between words, or a mail that was attached."""
    if b"begin " in body and (less := _without_rows(body, sha256)) is not None:
        return less
    if depth >= _DEEPEST or not opening.is_mail(body[: opening.BEGINNING]):
        return None
    return _without(folder.write([body]).path, sha256, folder, depth + 1)


def _without_rows(body: bytes, sha256: str) -> bytes | None:
    """The text without each uuencoded copy of the file."""
    found = [rows for rows in uuencode.rows(body) if hashlib.sha256(rows.data).hexdigest() == sha256]
    line_break = b"\r\n" if b"\r\n" in body else b"\n"
    for rows in reversed(found):
        body = body[: rows.start] + _in_rows(placeholder(sha256), line_break) + body[rows.end :]
    return body if found else None


def _in_rows(data: bytes, line_break: bytes) -> bytes:
    lines = [b"begin 644 " + NAME.encode()]
    lines += [binascii.b2a_uu(data[at : at + 45]).rstrip(b"\n") for at in range(0, len(data), 45)]
    return line_break.join(lines) + line_break


def _encoded(data: bytes, encoding: str) -> bytes:
    """A body as that transfer encoding has it, with CRLF."""
    if encoding == "base64":
        return base64.encodebytes(data).replace(b"\n", b"\r\n").rstrip(b"\r\n")
    return quopri.encodestring(data) if encoding == "quoted-printable" else data


def _replaced(data: bytes, encoded: bytes, by: bytes, *, unnamed: bool = False) -> bytes | None:
    """The message with another body wherever this one stands whole behind headers; None where it does not."""
    found, at = [], data.find(encoded) if encoded.strip() else -1
    while at >= 0:
        end = at + len(encoded)
        whole = end == len(data) or data[end : end + 1] in _LINE_BREAK or encoded.endswith(_LINE_BREAK)
        if whole and (at == 0 or data[at - 1 : at] in _LINE_BREAK):
            found.append(at)
        at = data.find(encoded, end)
    for at in reversed(found):
        start = _head_of(data, at) if unnamed else at
        data = data[:start] + _without_names(data[start:at]) + by + data[at + len(encoded) :]
    return data if found else None


def _head_of(data: bytes, body: int) -> int:
    """Where the headers before a body begin: behind a divider, or behind the headers around them."""
    before = data[max(0, body - skeleton.LONGEST_HEAD) : body]
    ends = [0, *(each.end() for each in _DIVIDER.finditer(before))]
    # The last blank line ends these headers themselves.
    ends += [each.end() for each in _BLANK.finditer(before) if each.end() < len(before)]
    return body - len(before) + max(ends)


def _without_names(head: bytes) -> bytes:
    return b"".join(_unnamed(each[0]) for each in re.finditer(_FIELD.pattern + rb"|(?:\r?\n|\r)", head))


def _unnamed(field: bytes) -> bytes:
    """A header field that tells nothing of the file but its kind."""
    name, colon, value = field.partition(b":")
    kind = name.strip().lower()
    line_break = field[len(field.rstrip(b"\r\n")) :]
    if not colon:
        return field
    if kind in _TELLS_OF_IT:
        return b""
    if kind in (b"content-type", b"content-disposition"):
        parameter = b"name" if kind == b"content-type" else b"filename"
        bare = re.sub(rb"\s", b"", value.partition(b";")[0])
        return b"%b: %b; %b=%b%b" % (name, bare, parameter, NAME.encode(), line_break)
    return field
