"""The bytes of a mail that staff make: always the same for the same headers and files."""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from mimetypes import guess_type

from decisions.acts.errors import ActRefusedError
from decisions.acts.refusals import of_files


def composed(headers: Mapping[str, str], files: Iterable[tuple[str, bytes]]) -> bytes:
    """A mail of those headers and files, always the same bytes for the same.

    Raises ActRefusedError for a header or a name with control characters in it.
    """
    mail = EmailMessage(policy=SMTP)
    mail.make_mixed()
    for name, data in files:
        main, _, sub = (guess_type(name)[0] or "application/octet-stream").partition("/")
        mail.add_attachment(data, maintype=main, subtype=sub, filename=_plain(name))
    for name, value in headers.items():
        mail[name] = _plain(value)
    mail.set_boundary(f"={sha256_of(headers.get('Message-ID', '').encode())}=")
    try:
        return mail.as_bytes()
    except (MessageError, UnicodeError) as error:
        raise ActRefusedError(of_files.NO_MAIL, problem=str(error)) from None


def _plain(text: str) -> str:
    if text != printed(text):
        raise ActRefusedError(of_files.CONTROL_CHARACTERS, text=repr(text))
    return text


def printed(text: str) -> str:
    """The text without control characters."""
    return "".join(each for each in text if unicodedata.category(each) not in ("Cc", "Cs", "Zl", "Zp"))


def sha256_of(data: bytes) -> str:
    """In hexadecimal, as the store names files."""
    return hashlib.sha256(data).hexdigest()
