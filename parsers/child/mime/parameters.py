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

_KEY = re.compile(r"\s*+([^\s=;*]++)\s*+(\*[0-9]{1,3})?+\s*+(\*)?+\s*+=\s*+")  # goes through no space twice
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(?=;|$)', re.DOTALL)
_MOST_PARAMETERS = 200


def _values(header: str) -> Iterator[tuple[str, str, bool, str]]:
    """The parameters of a header: (name, section number, is percent-encoded, raw value)."""
    position = header.find(";") + 1
    for _ in range(_MOST_PARAMETERS):
        key = _KEY.match(header, position) if position else None
        if key is not None:
            quoted = _QUOTED.match(header, key.end())
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
    return charsets.decode(unquote_to_bytes(encoded_words.octets(whole)), label)


def _parameter(header: str, wanted: str) -> str:
    """One parameter, decoded; its RFC 2231 form wins over the plain one (RFC 6266 section 4.3)."""
    plain = ""
    sections: list[tuple[int, bool, str]] = []
    for name, number, encoded, value in _values(header):
        if name == wanted and (number or encoded):
            sections.append((int(number or 0), encoded, value))
        elif name == wanted and not plain:
            plain = value
    return (_joined(sections) if sections else "") or encoded_words.decode(plain)


def parameter(part: Message, header: str, wanted: str) -> Iterator[str]:
    """A parameter, decoded, from each header of that (lower-case) name that has it. Never raises."""
    for name, value in part.raw_items():
        if name.lower() == header and (found := _parameter(encoded_words.unfold(str(value)), wanted)):
            yield found
