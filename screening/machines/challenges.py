"""How filters are told that ask the sender of a mail to prove that he is a person.

All patterns are for squeezed text: without any space, in lower case.
"""

import re

from screening.machines.autoreplies import has_business
from screening.model.submission import Parsed
from screening.words.names import squeezed

_READ = 1_500  # characters
_CHALLENGE = re.compile(
    "(?:confirm|verify)(?:that)?(?:your|this|the|you)(?:message|e-?mail|address|identity|sentthis|area)|requiresverification"
    "|to(?:have|ensure|complete)?(?:your|this|the)?(?:e-?mail|message)?(?:is|be)?(?:delivered|released)(?:,|to).{0,80}?click"
    "|click.{0,80}?(?:todeliver|torelease|toconfirm|toverify|soyour)|awaitingyourapproval|challenge-?response|(?<!in)boxbe(?!fore)"
    "|spamarrest|ยืนยัน(?:ตัวตน|อีเมล|ข้อความ|ว่า|การส่ง|ผู้ส่ง).{0,120}?(?:คลิก|ลิงก์|ลิงค์|ตอบกลับ)|(?:คลิก|กด).{0,80}?ยืนยัน"
)
_BUTTON = re.compile("click|คลิก|กด")
_CHALLENGERS = ("boxbe.com", "spamarrest.com", "tmda.net", "mailblocks.com", "sendio.com", "bluebottle.com")


def is_challenge(mail: Parsed, *, answers_us: bool) -> bool:
    """Whether such a filter wrote: by its domain, or by its words and another sign."""
    domain = mail.sender.address.rpartition("@")[2]
    if domain in _CHALLENGERS or domain.endswith(tuple(f".{each}" for each in _CHALLENGERS)):
        return True
    return _is_signed(mail, answers_us) and not has_business(squeezed(mail.text[:_READ]))


def is_likely(mail: Parsed, *, answers_us: bool) -> bool:
    """Whether the words are such a filter's; a person who asks for a confirmation uses them too."""
    subject, words = squeezed(mail.subject), squeezed(mail.text[:_READ])
    if _is_signed(mail, answers_us):
        return True
    return bool(_CHALLENGE.search(words) or _CHALLENGE.search(subject)) and not has_business(subject + words)


def _is_signed(mail: Parsed, answers_us: bool) -> bool:
    """Whether the words stand in subject and text, or in one of them beside a way to prove it."""
    words = squeezed(mail.text[:_READ])
    in_subject, in_text = (bool(_CHALLENGE.search(each)) for each in (squeezed(mail.subject), words))
    shows_how = bool(mail.links or _BUTTON.search(words))
    return (in_text and in_subject) or (answers_us and shows_how and (in_text or in_subject))
