"""What tells a mail of this program's own, from this contest or another one, after any journey."""

import re
from collections.abc import Collection

from screening.model.decision import Template
from screening.model.submission import Parsed
from screening.words.names import squeezed

MARKER = "x-intake-contest"
"""The header that every answer of ours bears, in lower case."""

SENTENCES = (
    "อีเมลฉบับนี้จัดทำโดยระบบอัตโนมัติ ท่านตอบกลับได้ โดยเจ้าหน้าที่จะเป็นผู้อ่าน",
    "This message was written by a machine; a person reads your reply.",
    "อีเมลฉบับนี้เขียนโดยเจ้าหน้าที่ ท่านตอบกลับได้ โดยเจ้าหน้าที่จะเป็นผู้อ่าน",
    "This message was written by a member of staff; a person reads your reply.",
)
"""The sentences that end every letter, in both languages: a machine's, and a person's."""
_LAST_WORDS = squeezed("in the subject.")

_REPLY_ID = re.compile(rf"<[0-9a-f]{{32}}\.(?:{'|'.join(Template)})@[^<>\s]+>")
_FORWARDED = re.compile(r"^(?:fwd?|forward(?:ed)?|ส่งต่อ|สต\.?):")


def is_reply_id(message_id: str) -> bool:
    """Whether a Message-ID has the form that `notifications` gives to answers."""
    return bool(_REPLY_ID.fullmatch(message_id))


def is_ours(mail: Parsed, own_addresses: Collection[str]) -> bool:
    """Whether a mail is an answer of this program, or brings one back with no word and no file beside it."""
    if mail.sender.address in own_addresses or is_reply_id(mail.message_id):
        return True
    if any(name == MARKER for name, _ in mail.headers):
        return True
    return not mail.files and (_is_letter(mail.text) or _brings_one_back(mail))


def _is_letter(text: str) -> bool:
    """Whether the words are a letter of ours from its heading to its end, with none beside it."""
    words = squeezed(text)
    whole = words.startswith("เรื่อง") and words.endswith(_LAST_WORDS)
    return whole and any(squeezed(sentence) in words for sentence in SENTENCES)


def _brings_one_back(mail: Parsed) -> bool:
    """A server that forwards what it gets; a person would say why. A bare reply may be a person's."""
    if mail.text:
        return False
    if any(map(is_reply_id, mail.enclosed_ids)):
        return True
    quoted = squeezed(mail.quoted)
    begins = quoted.find("เรื่องแจ้ง") >= 0 or any(squeezed(each) in quoted for each in SENTENCES)
    return begins and bool(_FORWARDED.match(squeezed(mail.subject)))
