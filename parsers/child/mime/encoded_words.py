"""RFC 2047 encoded words, as tolerant as mail needs: in quotes, in parameters, split inside a character."""

import binascii
import re

from parsers import charsets

_WORD = re.compile(r"=\?([^?\s]{1,64})\?([BbQq])\?([^?]*)\?=")


def octets(header: str) -> bytes:
    """The raw bytes of a header value as `email` keeps it (ASCII with surrogates for 8-bit bytes)."""
    return header.encode("utf-8", "surrogateescape")


def unfold(header: str) -> str:
    """A header value on one line (RFC 5322 section 2.2.3); the space that followed the break stays."""
    return re.sub(r"\r\n|\r|\n", "", header)


def _word_octets(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return binascii.a2b_qp(raw, header=True)
    clean = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    whole = len(clean) - 1 if len(clean) % 4 == 1 else len(clean)
    return binascii.a2b_base64(clean[:whole] + b"=" * (-whole % 4))


def decode(header: str) -> str:
    """A header value with its encoded words and raw 8-bit bytes as text. Never raises.

    Neighbouring words of one charset are joined before decoding: many mailers split a Thai character
    over two words, which RFC 2047 section 5 forbids.
    """
    header = unfold(header)
    done: list[str] = []
    waiting, charset, position = b"", "", 0
    for word in _WORD.finditer(header):
        between = header[position : word.start()]
        label = word[1].partition("*")[0].lower()  # a language may follow (RFC 2231 section 5)
        if waiting and (between.strip() or label != charset):
            done.append(charsets.decode(waiting, charset))
            waiting = b""
        if between.strip() or position == 0:
            done.append(charsets.guess(octets(between)))
        waiting += _word_octets(word[2], word[3])
        charset, position = label, word.end()
    if waiting:
        done.append(charsets.decode(waiting, charset))
    done.append(charsets.guess(octets(header[position:])))
    return "".join(done)
