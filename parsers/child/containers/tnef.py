"""winmail.dat: the files that Outlook wraps in its own format (MS-OXTNEF).

tnefparse's own loop gives up the whole file at the first name in a Thai code page, and copies what is left
of the file for each attribute; so only its readers of single attributes are used.
"""

import logging
import mmap
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tnefparse import properties
from tnefparse.mapi import IMESSAGE_SIG, SZMAPI_STRING, TNEFMAPI_Attribute, decode_mapi
from tnefparse.tnef import TNEF, TNEFObject

from parsers import charsets
from parsers.child.containers import rtf
from parsers.child.containers.unpacked import InnerFile, InnerLetter, Unpacked
from parsers.files import Folder

SIGNATURE = struct.pack("<I", TNEF.TNEF_SIGNATURE)
_HEADER = 6
_DEEPEST = 8
_MOST = 500
_LONGEST_LETTER = 1 << 20
_BINARY = 0x0102  # PT_BINARY
_BROKEN = (struct.error, ValueError, LookupError, TypeError, RecursionError)
_LOSSLESS = "latin-1"  # keeps every byte of a name until `charsets` tells what it is
_NAMES = (
    properties.MAPI_ATTACH_LONG_FILENAME,
    properties.MAPI_ATTACH_FILENAME,
    properties.MAPI_DISPLAY_NAME,
)
# Its log quotes the mail.
logging.getLogger("tnefparse").setLevel(logging.CRITICAL)


@dataclass
class _Attachment:
    title: str = ""
    names: dict[int, str] = field(default_factory=dict)
    data: bytes = b""
    message: bytes = b""  # an embedded message, in this same format

    @property
    def name(self) -> str:
        """The long name, where there is one."""
        return next((self.names[each] for each in _NAMES[:2] if each in self.names), "") or self.title

    def add(self, part: TNEFObject) -> None:
        """Take in one attribute of the attachment."""
        if part.name == TNEF.ATTATTACHTITLE:
            self.title = charsets.guess(bytes(part.data).rstrip(b"\0"))
        elif part.name == TNEF.ATTATTACHDATA:
            self.data = bytes(part.data)
        elif part.name == TNEF.ATTATTACHMENT:
            for prop in decode_mapi(bytes(part.data), _LOSSLESS):
                self._add_property(prop)

    def _add_property(self, prop: TNEFMAPI_Attribute) -> None:
        if prop.name in _NAMES:
            self.names[prop.name] = _text(prop)
        elif prop.name == properties.MAPI_ATTACH_DATA_OBJ:
            # Not `prop.data`, which takes the zeros off the end of a file.
            data = b"".join(prop.raw_data)
            if data.startswith(IMESSAGE_SIG):
                self.message = data[len(IMESSAGE_SIG) :]
            else:
                self.data = data


def _text(prop: TNEFMAPI_Attribute) -> str:
    """A text property; one that is not in Unicode is in the code page of the sender's computer."""
    text = str(prop.data).rstrip("\0")
    return charsets.guess(text.encode(_LOSSLESS)) if prop.attr_type == SZMAPI_STRING else text


@dataclass
class _Letter:
    """The words of the message: the best of the forms in which Outlook has put them."""

    text: str = ""
    html: str = ""
    rich: str = ""

    def add(self, part: TNEFObject) -> None:
        """Take in one attribute of the message. A broken one is left out: nothing else depends on it."""
        with suppress(*_BROKEN):
            self._add(part)

    def _add(self, part: TNEFObject) -> None:
        if part.name == TNEF.ATTBODY:
            self.text = charsets.guess(bytes(part.data).rstrip(b"\0"))
        elif part.name == TNEF.ATTMAPIPROPS:
            for prop in decode_mapi(bytes(part.data), _LOSSLESS):
                self._add_property(prop)

    def _add_property(self, prop: TNEFMAPI_Attribute) -> None:
        if prop.name == properties.MAPI_BODY:
            self.text = _text(prop)
        elif prop.name == properties.MAPI_BODY_HTML:
            data = b"".join(prop.raw_data).rstrip(b"\0")
            self.html = _text(prop) if prop.attr_type != _BINARY else charsets.guess(data)
        elif prop.name == properties.MAPI_RTF_COMPRESSED:
            with suppress(ValueError, struct.error):
                self.rich = rtf.words(rtf.unpacked(b"".join(prop.raw_data)))

    def found(self) -> InnerLetter | None:
        """The letter; None where there are no words."""
        text = self.text if self.text.strip() else self.rich
        return InnerLetter(text[:_LONGEST_LETTER], self.html[:_LONGEST_LETTER]) if text or self.html else None


def _attachments(data: memoryview, letter: _Letter) -> Iterator[_Attachment]:
    """Each attachment, as far as it goes. Raises struct.error or ValueError where the file breaks off."""
    current, cut = None, False
    for part in _parts(data):
        if part is None:
            cut = True
            break
        if part.name == TNEF.ATTATTACHRENDDATA:
            if current:
                yield current
            current = _Attachment()
        elif part.level == TNEF.LVL_ATTACHMENT and current:
            current.add(part)
        elif part.level == TNEF.LVL_MESSAGE:
            letter.add(part)
    if current:
        yield current
    if cut:
        raise ValueError("it breaks off")


def _parts(data: memoryview) -> Iterator[TNEFObject | None]:
    """Each attribute; None behind one that is cut."""
    if bytes(data[:4]) != SIGNATURE:
        raise ValueError("no TNEF signature")
    offset = _HEADER
    while offset + TNEF.MIN_OBJ_SIZE < len(data):
        part = TNEFObject(data[offset:])
        if part.length < TNEF.MIN_OBJ_SIZE - 1:
            raise ValueError("an attribute without a length")
        whole = struct.unpack_from("<I", data, offset + 5)[0] + 11 == part.length
        offset += part.length
        yield part
        if not whole:
            yield None


def _collect(data: memoryview, folder: Folder, found: Unpacked, depth: int) -> None:
    letter = _Letter()
    for attachment in _attachments(data, letter):
        if depth > _DEEPEST or len(found.inside) >= _MOST:
            raise ValueError("too many files, or nested too deeply")
        if attachment.message:
            _collect(memoryview(attachment.message), folder, found, depth + 1)
        elif attachment.data or attachment.name:
            written = folder.write([attachment.data])
            found.inside.append(InnerFile(attachment.name, written, "tnef"))
    if depth == 0 and (words := letter.found()):
        found.inside.append(words)


def unpack(path: Path, folder: Folder) -> Unpacked:
    """The files in the TNEF at `path`, those before a fault included. Raises OSError for the disk."""
    found = Unpacked()
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    try:
        _collect(memoryview(mapped), folder, found, 0)
    except _BROKEN as error:
        found.problem = f"winmail.dat could not be read to its end: {error}"
    return found
