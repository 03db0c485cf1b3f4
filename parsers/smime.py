"""smime.p7m: a message inside a CMS envelope (RFC 8551). What is merely signed needs no key to be read.

The signature itself is not verified: nothing here depends on who signed.
"""

import email
from pathlib import Path

from asn1crypto import cms

from parsers import skeleton
from parsers.files import Folder
from parsers.unpacked import InnerFile, InnerMessage, Unpacked
from screening.submission import Content, ContentState

TYPES = ("application/pkcs7-mime", "application/x-pkcs7-mime")
SUFFIX = ".p7m"
_WRAPPINGS = ("", "smime.p7m")
_ENCRYPTED = ("enveloped_data", "authenticated_enveloped_data", "encrypted_data")


def _signed(info: cms.ContentInfo, name: str, folder: Folder) -> Unpacked:
    content = info["content"]["encap_content_info"]["content"]
    data = bytes(content) if isinstance(content, cms.ParsableOctetString) else b""
    if not data:
        return Unpacked()  # certificates alone, or a signature of something that lies elsewhere
    written = folder.write([data])
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
        return Unpacked(
            itself=Content(ContentState.ENCRYPTED),
            problem="an encrypted message, which its recipient's key opens",
        )
    return Unpacked(itself=Content(), problem=f"an S/MIME message of the kind {kind}")
