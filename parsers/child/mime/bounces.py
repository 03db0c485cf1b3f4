"""Delivery reports: whom a mail did not reach, and which mail it was.

Reports by RFC 3464 are read from their fields; flufl.bounce knows the others; what it misses (measured:
Exchange's HTML alone, Thai wordings) is told by its words.
"""

import html
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from email import message_from_string
from email.message import Message

from flufl.bounce import all_failures

from parsers.child.mime import headers
from screening.machines.reports import is_not_given_up, may_report, tells_of_trouble
from screening.model.submission import Bounce, Failure, Parsed
from screening.words.names import squeezed

_MOST = 50
_MOST_PARTS = 200
_READ = 20_000  # characters of the text in which the words are looked for
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
_ATOM = r"[^\s@<>()\[\],;:\"'\\]"
_ADDRESS = re.compile(rf"{_ATOM}{{1,64}}@{_ATOM}{{1,190}}\.[a-z]{{2,24}}", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"(?<![\w-])message-id:\s*(<[^<>\s]{3,998}>)", re.IGNORECASE)
_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_FAULTS = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
"""What the mail libraries raise on mail that was made to defeat them."""
# Its log quotes the mail.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)


def outer_parts(message: Message) -> Iterator[Message]:
    """The parts of a message, the enclosed messages among them, and not what is inside these."""
    waiting = [message]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop(0)
        yield part
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting += _messages(part)


def _messages(part: Message) -> list[Message]:
    return [child for child in part.get_payload() if isinstance(child, Message)]


def enclosed_ids(message: Message) -> tuple[str, ...]:
    """The Message-IDs of the messages that this one encloses, whole or by their headers."""
    found: list[str] = []
    for part in outer_parts(message):
        if part.get_content_maintype() == "message" and part.is_multipart():
            found += [str(each) for inner in _messages(part) for each in inner.get_all("message-id", [])]
        elif part.get_content_type() == "text/rfc822-headers":
            found += _MESSAGE_ID.findall(str(part.get_payload()))
    return headers.ids(found)


def calendar_method(message: Message) -> str:
    """The METHOD of the first calendar part (RFC 5546), lower case; empty where there is none."""
    for part in outer_parts(message):
        if part.get_content_type() == "text/calendar":
            return str(part.get_param("method") or "").strip().lower()[:40]
    return ""


def read(message: Message, facts: Parsed, plain: Sequence[str], rich: Sequence[str]) -> Bounce | None:
    """What the message reports, if it may be a report at all. `facts` have their words and enclosed ids."""
    if not may_report(facts):
        return None
    text = "\n".join([facts.text, *plain])[:_READ]
    failures = _guarded(lambda: list(_fields(message)))
    failures = failures or _guarded(lambda: _recognised(message, text)) or _worded(facts, text)
    if not failures:
        return None
    written = "\n".join([*plain, *(html.unescape(each) for each in rich)])[: 10 * _READ]
    ids = facts.enclosed_ids or headers.ids(_MESSAGE_ID.findall(written)) or facts.in_reply_to
    return Bounce(tuple(dict.fromkeys(failures))[:_MOST], ids[:_MOST])


def _guarded(reading: Callable[[], list[Failure]]) -> list[Failure]:
    try:
        return reading()
    except _FAULTS:
        return []


def _fields(message: Message) -> Iterator[Failure]:
    """The recipients of a report by RFC 3464 section 2.3 whom it calls failed or delayed."""
    for part in outer_parts(message):
        if part.get_content_type() not in _REPORTS or not part.is_multipart():
            continue
        blocks = "\n\n".join(block.as_string() for block in _messages(part))
        for block in re.split(r"\n\s*\n", blocks)[: 4 * _MOST]:
            fields = message_from_string(block.strip() + "\n\n")
            action = str(fields.get("action", "")).strip().lower()
            # OpenSMTPD writes "error"; comments after the word have been seen.
            if not action.startswith(("fail", "error", "delay")):
                continue
            status = _STATUS.search(str(fields.get("status", "")))
            for address in _recipients(fields):
                yield Failure(address, status[1] if status else "", not action.startswith("delay"))


def _recipients(fields: Message) -> set[str]:
    """Both names of one recipient: as it was written to, and where that led."""
    values = (str(fields.get(name, "")) for name in ("original-recipient", "final-recipient"))
    found = (_ADDRESS.search(value.partition(";")[2] or value) for value in values)
    return {each[0].lower()[:320] for each in found if each}


def _recognised(message: Message, text: str) -> list[Failure]:
    temporary, permanent = all_failures(message)
    status = _only_status(text)
    found = []
    for raw, is_permanent in [*((each, True) for each in permanent), *((each, False) for each in temporary)]:
        address = _ADDRESS.search(raw.decode("ascii", "replace") if isinstance(raw, bytes) else raw)
        if address:
            found.append(Failure(address[0].lower()[:320], status if is_permanent else "", is_permanent))
    return sorted(found, key=lambda each: each.address)


def _only_status(text: str) -> str:
    """The one permanent status that the text names; with several it is not known whose each is."""
    found = {each for each in _STATUS.findall(text) if each.startswith("5")}
    return found.pop() if len(found) == 1 else ""


def _worded(facts: Parsed, text: str) -> list[Failure]:
    """A report that only a reader would know, by its words or its status."""
    words, status = squeezed(f"{facts.subject} {text}"), _only_status(text)
    if not status and not tells_of_trouble(words):
        return []
    others = (each.lower()[:320] for each in _ADDRESS.findall(text) if each.lower() != facts.sender.address)
    return [Failure(next(others, ""), status, bool(status) or not is_not_given_up(words))]
