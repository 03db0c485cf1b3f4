"""Headers as they come: what a person would read as a header is put so that the libraries read it, too.

`email` ends the headers at the first line that it does not take for one, and all that follows is body to
it: a space before a colon (RFC 5322 section 4.5.3), a line that a gateway put between, a blank line too many.
Only headers are changed, and only in the stand-in: bodies keep every byte.
"""

import email
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

LONGEST_HEAD = 256 << 10
_MOST_FIELDS = 5_000  # far above what is kept of them
_MOST_JUNK = 6  # lines of a banner
_MOST_HEADS = 5  # of messages in messages, each the body of the one before

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_BLANK_LINE = re.compile(rb"(?:\r?\n|\r(?!\n))(?:\r?\n|\r)")
_FIELD = re.compile(rb"([!-9;-~]+)([ \t]*):")
_MIME = re.compile(rb"content-[\w-]+|mime-version", re.IGNORECASE)
_KNOWN = re.compile(
    rb"return-path|received|from|to|cc|bcc|sender|reply-to|date|subject|message-id|in-reply-to|references"
    rb"|mime-version|content-[\w-]+|x-[\w-]+|dkim-signature|domainkey-signature|arc-[\w-]+|user-agent"
    rb"|authentication-results|received-spf|delivered-to|thread-[\w-]+|importance|priority|organization"
    rb"|list-[\w-]+|auto-submitted|precedence|disposition-notification-to|resent-[\w-]+|accept-language",
    re.IGNORECASE,
)
_MANY = re.compile(rb"received|x-[\w-]+|arc-[\w-]+|dkim-signature|resent-[\w-]+", re.IGNORECASE)
# What a mailer broke over two lines without the space that the second must begin with.
_PARAMETER = re.compile(
    rb"[ \t]*(?:boundary|charset|name|filename|type|format|size)(?:\*[0-9*]*)?=|=\?", re.IGNORECASE
)
_NO_MIME_BODY = re.compile(rb"(?:message|multipart)/|text/rfc822-headers", re.IGNORECASE)
_TRANSFER = re.compile(
    rb"(?:\s|\([^()]*\)|[\"'])*(base-?64|quoted-?printable|[78]-?bit|binary)(?![\w-])", re.IGNORECASE
)
_FOLD_IN_QUOTES = re.compile(rb'"[^"]*[\r\n][^"]*"')
_LOST = re.compile(
    rb"(?:[^\r\n-][^\r\n]*(?:\r\n|\r|\n)){0,3}(?:\r\n|\r|\n)*--([^\r\n]{1,200})(?:\r\n|\r|\n)content-",
    re.IGNORECASE,
)


@dataclass
class Head:
    """The headers at the beginning of a section: as the libraries read them, and how much they took up."""

    data: bytes = b""
    used: int = 0
    boundaries: list[bytes] = field(default_factory=list)
    names: list[bytes] = field(default_factory=list)  # of its fields, lower case


@dataclass
class _Reading:
    data: bytes
    first: bool
    at: int = 0
    fields: list[bytes] = field(default_factory=list)
    names: set[bytes] = field(default_factory=set)
    ended: bytes = b""  # the blank line

    def line(self, at: int) -> bytes:
        found = _LINE.match(self.data, at)
        return found[0] if found else b""


def mend(data: bytes, *, first: bool, dividers: Callable[[], Collection[bytes]]) -> Head:
    """The headers at the beginning of `data`, those of messages directly within included.

    `first`: of a message, otherwise of a part. `dividers`: the lines that begin with two dashes, without
    these.
    """
    head = Head()
    for _ in range(_MOST_HEADS):
        reading = _Reading(data, first, head.used)
        _read(reading)
        kept = [_mended(each, dividers) for each in reading.fields]
        if first and b"content-type" not in reading.names and (lost := _LOST.match(data, reading.at)):
            kept.append(
                b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="%b"\r\n' % lost[1].rstrip()
            )
            reading.ended = reading.ended or b"\r\n"
        own = b"".join(kept) + reading.ended
        head.data += own
        head.used = reading.at
        head.names += reading.names
        whole = b"".join(kept) + b"\r\n"
        kind = b"" if len(whole) > LONGEST_HEAD else _kind(whole)
        if kind.startswith(b"multipart/") and (boundary := _boundary(whole)):
            head.boundaries.append(boundary)
        if kind not in (b"message/rfc822", b"message/global") or _transfer(whole) or not reading.ended:
            break
        first = True
    return head


def _read(reading: _Reading) -> None:
    """Take up the fields, and stop where the body begins."""
    while reading.at < len(reading.data) and reading.at < LONGEST_HEAD and len(reading.fields) < _MOST_FIELDS:
        line = reading.line(reading.at)
        bare = line.rstrip(b"\r\n")
        if not bare:
            if not _goes_on_after_blank(reading, reading.at + len(line)):
                reading.ended, reading.at = line, reading.at + len(line)
                return
        elif found := _FIELD.match(line):
            reading.names.add(found[1].lower())
            reading.fields.append(found[1] + b":" + line[found.end() :])
        elif reading.fields and (bare[:1] in (b" ", b"\t") or _PARAMETER.match(line)):
            reading.fields[-1] += line if bare[:1] in (b" ", b"\t") else b" " + line
        elif line.startswith(b"From ") and not reading.fields:
            reading.fields.append(line)  # of an mbox; `email` knows it
        elif not line.startswith((b":", b"From ", b">From ")) and not _goes_on_after_junk(reading, line):
            return
        reading.at += len(line)
    if reading.at < len(reading.data):  # what is beyond is not kept, wherever it ends
        blank = _BLANK_LINE.search(reading.data, reading.at)
        reading.at, reading.ended = (blank.end() if blank else len(reading.data)), b"\r\n"


def _goes_on_after_junk(reading: _Reading, line: bytes) -> bool:
    """Whether headers that are still to come follow a line that is none, within a banner's length."""
    at = reading.at + len(line)
    for _ in range(_MOST_JUNK):
        line = reading.line(at)
        found = _FIELD.match(line)
        if found:
            return _is_awaited(reading, found[1].lower())
        if not line.strip():
            return False
        at += len(line)
    return False


def _is_awaited(reading: _Reading, name: bytes) -> bool:
    known = (_KNOWN if reading.first else _MIME).fullmatch(name)
    return bool(known) and (name not in reading.names or bool(_MANY.fullmatch(name)))


def _goes_on_after_blank(reading: _Reading, at: int) -> bool:
    """Whether a run of headers that are still awaited follows a blank line: no letter begins so."""
    names: list[bytes] = []
    while (line := reading.line(at)).strip():
        at += len(line)
        if found := _FIELD.match(line):
            names.append(found[1].lower())
        elif not names or (line[:1] not in (b" ", b"\t") and not _PARAMETER.match(line)):
            return False
        if len(names) > _MOST_JUNK * 10:
            return False
    if not names or not line or not all(_is_awaited(reading, name) for name in names):
        return False
    if not reading.fields and reading.first:
        return True
    if _NO_MIME_BODY.search(_value(reading, b"content-type")):
        return False
    if all(map(_MIME.fullmatch, names)):
        return b"content-type" in names or b"content-type" in reading.names
    return reading.first and (b"content-type" in names or b"from" in names)


def _value(reading: _Reading, name: bytes) -> bytes:
    return next((each for each in reading.fields if each.lower().startswith(name + b":")), b"")


def _mended(line: bytes, dividers: Callable[[], Collection[bytes]]) -> bytes:
    """A field whose value says plainly what is meant, in the form that the libraries know."""
    name, _, value = line.partition(b":")
    kind = name.lower()
    if kind == b"content-transfer-encoding" and (found := _TRANSFER.match(value)):
        plain = {b"base64": b"base64", b"quotedprintable": b"quoted-printable"}
        token = plain.get(found[1].lower().replace(b"-", b""), found[1])
        end = line[len(line.rstrip(b"\r\n")) :]
        return line if value.strip() == token else b"%b: %b%b" % (name, token, end)
    if kind == b"content-type" and b"boundary" in value.lower():
        return _with_boundary(line, dividers)
    return line


def _with_boundary(line: bytes, dividers: Callable[[], Collection[bytes]]) -> bytes:
    """A boundary that was folded within its quotes, as the dividers have it."""
    if not _FOLD_IN_QUOTES.search(line):
        return line
    end = line[len(line.rstrip(b"\r\n")) :]
    unfolded = re.sub(rb"[\r\n]+(?=[ \t])", b"", line.rstrip(b"\r\n"))
    boundary, there = _boundary(unfolded + b"\r\n\r\n"), dividers()
    if boundary and boundary not in there:
        for other in (re.sub(rb"\s+", b" ", boundary), re.sub(rb"\s+", b"", boundary)):
            if other in there:
                unfolded = unfolded.replace(boundary, other)
                break
    return unfolded + end


def _kind(head: bytes) -> bytes:
    found = re.search(rb"^content-type:\s*([\w.+-]+/[\w.+-]+)", head, re.IGNORECASE | re.MULTILINE)
    return found[1].lower() if found else b""


def _transfer(head: bytes) -> bool:
    """Whether the body is encoded as a whole."""
    pattern = rb"^content-transfer-encoding:\s*(?:base64|quoted-printable)"
    return bool(re.search(pattern, head, re.IGNORECASE | re.MULTILINE))


def _boundary(head: bytes) -> bytes:
    """The boundary as `email` will look for it."""
    try:
        boundary = email.message_from_bytes(head).get_boundary()
        return (boundary or "").encode("ascii", "surrogateescape")
    except (ValueError, LookupError, TypeError, AttributeError):
        return b""
