"""smime.p7m: a message inside a CMS envelope (RFC 8551). What is merely signed needs no key to be read.

The signature itself is not verified: nothing here depends on who signed.
"""

import email
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from asn1crypto import cms, core

from parsers.child.containers import sealed
from parsers.child.containers.unpacked import InnerFile, InnerMessage, Unpacked
from parsers.child.mime import skeleton
from parsers.files import Folder
from screening.model.submission import Content, ContentState

TYPES = ("application/pkcs7-mime", "application/x-pkcs7-mime")
SUFFIX = ".p7m"
_OCTETS = (core.OctetString, core.ParsableOctetString)
_WRAPPINGS = ("", "smime.p7m")
_ENCRYPTED = ("enveloped_data", "authenticated_enveloped_data", "encrypted_data")


class _Pieces(core.SequenceOf):  # type: ignore[misc]  # the library has no types
    """The pieces of an octet string that was streamed (X.690 section 8.7.3)."""

    _child_spec = core.OctetString


def _pieces(octets: Any) -> Iterator[bytes]:
    """The bytes of an octet string. Joined by the library, 44 MB took it 130 s."""
    if octets.method == 0:
        yield octets.contents
    else:
        yield from map(bytes, _Pieces(contents=octets.contents))


def _signed(info: cms.ContentInfo, name: str, folder: Folder) -> Unpacked:
    content = info["content"]["encap_content_info"]["content"]
    if not isinstance(content, _OCTETS) or not content.contents:
        return Unpacked()  # certificates alone, or a signature of something that lies elsewhere
    written = folder.write(_pieces(content))
    if name.lower() not in _WRAPPINGS:
        return Unpacked([InnerFile(name[: -len(SUFFIX)], written, "attachment")])
    own = skeleton.build(written.path)
    return Unpacked([InnerMessage(email.message_from_bytes(own.data), own, forwarded=False)])


def unpack(path: Path, name: str, folder: Folder) -> Unpacked:
    """What is in the CMS at `path`, a file called `name`. Raises OSError for the disk.

    The encrypted stays a file, with a word for staff.
    """
    try:
        info = cms.ContentInfo.load(path.read_bytes())
        kind = info["content_type"].native
        if kind == "signed_data":
            return _signed(info, name, folder)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        detail = f"an S/MIME message could not be opened: {error}"
        return Unpacked(itself=Content(ContentState.UNREADABLE, detail), problem=detail[:200])
    if kind in _ENCRYPTED:
        return Unpacked(itself=sealed.of("S/MIME"))
    return Unpacked(itself=Content(), problem=f"an S/MIME message of the kind {kind}")
