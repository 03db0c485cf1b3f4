"""Bytes of mail to text, with the Thai charsets as Thai mailers use them.

Python 3.11 does not know `windows-874` under any of its names (cpython issue 61456); importing this module
registers them, so that the mail libraries know them too.
"""

import codecs
import re

# Labels without their punctuation.
_WINDOWS_THAI = re.compile("x?windows874|ms874|874|cp874|ibm874")
_THAI = re.compile(f"{_WINDOWS_THAI.pattern}|tis620[0-9]*|iso885911[0-9]*")
# Text codecs of Python that are no charset of mail; some take quadratic time.
_NO_CHARSET = re.compile("idna|punycode|undefined|(raw)?unicodeescape|mbcs|oem")

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CONTROLS_BUT_LINES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def _squeeze(label: str) -> str:
    return re.sub("[^a-z0-9]", "", label.lower())


def _find_codec(label: str) -> codecs.CodecInfo | None:
    return codecs.lookup("cp874") if _WINDOWS_THAI.fullmatch(_squeeze(label)) else None


codecs.register(_find_codec)


def _try(data: bytes, *charsets: str) -> str | None:
    """The text under the first charset that fits without a fault."""
    for charset in charsets:
        try:
            return data.decode(charset)
        except (LookupError, ValueError):  # ValueError: UnicodeError, and a label with a NUL
            continue
    return None


def guess(data: bytes) -> str:
    """Text of bytes without a label: UTF-8, else Thai as Windows or TIS-620 have it; never raises.

    The order is measured: raw TIS-620 bytes are not valid UTF-8, while UTF-8 often decodes as Thai rubbish.
    For the same reason UTF-8 with a few bad bytes stays UTF-8.
    """
    text = data.decode("utf-8", "replace")
    lost, kept = text.count("\ufffd"), sum(character > "\x7f" for character in text)
    if lost * 4 > kept:
        return _try(data, "utf-8", "cp874", "tis_620") or text
    return text


def decode(data: bytes, label: str) -> str:
    """Text of bytes labelled with a charset; a label that is unknown or wrong is guessed. Never raises."""
    squeezed = _squeeze(label)
    if not squeezed or _NO_CHARSET.fullmatch(squeezed) or _THAI.fullmatch(squeezed):
        return guess(data)
    if squeezed in ("gb2312", "ksc56011987"):  # mailers label their supersets so
        found = _try(data, "gb18030" if squeezed == "gb2312" else "cp949")
    else:
        found = _try(data, label)
    return guess(data) if found is None else found


def one_line(text: str) -> str:
    """`text` on one line: runs of white space become one space, control characters go."""
    return _CONTROLS.sub("", " ".join(text.split()))


def lines(text: str) -> str:
    """`text` with unix line ends and without control characters but line feeds and tabs."""
    return _CONTROLS_BUT_LINES.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
