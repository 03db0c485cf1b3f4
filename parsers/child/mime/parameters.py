"""The parameters of a MIME header (RFC 2045 section 5.1, RFC 2231), read from its raw bytes.

`email` and mail-parser each garble or lose some of them (measured: windows-874, raw TIS-620, unquoted
values with a space, `filename*` after `filename`, a NUL in a charset).
"""

import re
from collections.abc import Iterator
from email.message import Message
from urllib.parse import unquote_to_bytes

from parsers import charsets
from parsers.child.mime import encoded_words

# Goes through no space twice. No possessive group that keeps what it finds: Python 3.11.2, Debian 12's own,
# loses that (measured).
_KEY = re.compile(r"\s*+([^\s=;*]++)\s*+(\*[0-9]{1,3})?\s*+(\*)?\s*+=\s*+")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(?=;|$)', re.DOTALL)
# Quotes within quotes that nobody escaped: the value ends where the next parameter begins.
_QUOTES_WITHIN = re.compile(
    r'"((?:[^"\\]|\\.|"(?!\s*(?:;\s*[\w-]+[*0-9]*\s*=|;?\s*$)))*)"\s*(?=;|$)', re.DOTALL
)
_OTHER_QUOTES = (("“", "”"), ("„", "“"), ("‘", "’"), ("'", "'"), ('"', ""))
_MOST_PARAMETERS = 200


def _values(header: str) -> Iterator[tuple[str, str, bool, str]]:
    """The parameters of a header: (name, section number, is percent-encoded, raw value)."""
    position = header.find(";") + 1
    for _ in range(_MOST_PARAMETERS):
        key = _KEY.match(header, position) if position else None
        if key is not None:
            quoted = _QUOTED.match(header, key.end()) or _QUOTES_WITHIN.match(header, key.end())
            end = quoted.end() if quoted else header.find(";", key.end())
            end = len(header) if end < 0 else end
            # Only quotes and backslashes are unescaped: Outlook has sent Windows paths in quotes.
            value = re.sub(r'\\(["\\])', r"\1", quoted[1]) if quoted else header[key.end() : end].strip()
            yield key[1].lower(), (key[2] or "").lstrip("*"), bool(key[3]), value
            position = end
        position = header.find(";", position) + 1
        if position == 0:
            return


def _joined(sections: list[tuple[int, bool, str]]) -> str:
    """An RFC 2231 value of one or more sections, decoded."""
    sections.sort(key=lambda section: section[0])
    label = ""
    if sections[0][1] and sections[0][2].count("'") >= 2:
        label, _, first = sections[0][2].split("'", 2)
        sections[0] = (sections[0][0], True, first)
    if not any(encoded for _, encoded, _ in sections):
        return encoded_words.decode("".join(value for _, _, value in sections))
    # Joined before the escapes are undone: some mailers cut inside an escape.
    whole = "".join(value if encoded else value.replace("%", "%25") for _, encoded, value in sections)
    text = charsets.decode(unquote_to_bytes(encoded_words.octets(whole)), label)
    # An encoded word where RFC 2231 forbids it.
    return encoded_words.decode(text) if "=?" in text else text


def _unquoted(text: str) -> str:
    """A value without quotes that are none to RFC 2045, as people and their programs put them round it."""
    for left, right in _OTHER_QUOTES:
        if len(text) > 2 and text.startswith(left) and text.endswith(right):
            return text[len(left) : len(text) - len(right)]
    return text


def _written(header: str, wanted: str) -> Iterator[str]:
    """One parameter, decoded; its RFC 2231 form before the plain one (RFC 6266 section 4.3)."""
    plain: list[str] = []
    sections: list[tuple[int, bool, str]] = []
    for name, number, encoded, value in _values(header):
        if name == wanted and (number or encoded):
            sections.append((int(number or 0), encoded, value))
        elif name == wanted:
            plain.append(value)
    yield from filter(None, [_joined(sections)] if sections else [])
    yield from filter(None, (_unquoted(encoded_words.decode(value)) for value in plain[:2]))


def written(part: Message, header: str, wanted: str) -> Iterator[str]:
    """A parameter, decoded, in each form that each header of that (lower-case) name has. Never raises."""
    for name, value in part.raw_items():
        if name.lower() == header:
            yield from _written(encoded_words.unfold(str(value)), wanted)


def parameter(part: Message, header: str, wanted: str) -> Iterator[str]:
    """A parameter, decoded, from each header of that (lower-case) name that has it. Never raises."""
    for name, value in part.raw_items():
        if name.lower() == header and (found := next(_written(encoded_words.unfold(str(value)), wanted), "")):
            yield found
