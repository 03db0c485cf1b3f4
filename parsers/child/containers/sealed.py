"""Mail that only its recipients' keys or a provider's page open: told by its name, its label or first bytes.

Nothing of it is read. A person cannot open it either, so that the sender is told to send it unprotected.
"""

import re
from dataclasses import dataclass

from screening.model.submission import SEALED, Content, ContentState


@dataclass(frozen=True, slots=True)
class _Kind:
    told: str
    names: re.Pattern[str] | None = None
    labels: tuple[str, ...] = ()
    begins: tuple[bytes, ...] = ()


_KINDS = (
    # [MS-OXORMMS] section 2.1.3.1: the label, the usual name, and how the file begins.
    _Kind(
        "Microsoft rights management",
        re.compile(r"message(?:_v\d)?\.rpmsg|[^/]*\.rpmsg", re.IGNORECASE),
        ("application/x-microsoft-rpmsg-message",),
        (b"\x76\xe8\x04\x60\xc4\x11\xe3\x86",),
    ),
    # RFC 9580 section 6.2 and RFC 3156 section 4.
    _Kind("OpenPGP", None, ("application/pgp-encrypted",), (b"-----BEGIN PGP MESSAGE-----",)),
    # The attachments by which these services are known, as their own help pages show them.
    _Kind("Cisco Secure Email Encryption", re.compile(r"securedoc(?:_\w+)?\.html?", re.IGNORECASE)),
    _Kind("Proofpoint Encryption", re.compile(r"securemessageatt\.html?", re.IGNORECASE)),
    _Kind("Microsoft Purview Message Encryption", re.compile(r"message(?:_v\d)?\.html", re.IGNORECASE)),
)


def content(name: str, label: str, beginning: bytes) -> Content | None:
    """What to say of a file that is a sealed message; None for any other."""
    for kind in _KINDS:
        named = kind.names is not None and kind.names.fullmatch(name)
        if named or label in kind.labels or (kind.begins and beginning.lstrip().startswith(kind.begins)):
            return of(kind.told)
    return None


def of(kind: str) -> Content:
    """What to say of a message that this kind of protection seals."""
    return Content(ContentState.ENCRYPTED, detail=kind, archive=SEALED)
