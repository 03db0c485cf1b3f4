"""Tells machines' mail from people's (RFC 3834, RFC 2369, RFC 3464; wordings seen in Thai and English mail).

An absent Return-Path says nothing, nor does X-Auto-Response-Suppress alone: people's mailers add it.
"""

import re
from enum import StrEnum

from screening.rules import Rules
from screening.submission import Parsed, Submission


class Machine(StrEnum):
    """What kind of machine wrote. The first two are ignored even with an entry's files in them."""

    REPORT = "report"
    OWN = "own"
    LIST = "list"
    AUTO_REPLY = "auto-reply"
    ROBOT = "robot"


OWN_MARKER = "x-intake-contest"
"""The header that every answer of ours bears, in lower case."""

_ROBOT = re.compile(
    r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|donotreply|bounces?|notifications?|notify|alerts?"
    r"|auto-?(?:reply|responder|mailer)|robot|daemon|listserv|majordomo)(?:[+._-].*)?$"
)
_REPORTER = re.compile(r"^(?:mailer-daemon|postmaster)(?:[+._-].*)?$")
_BOUNCE_SUBJECT = re.compile(
    r"undeliver(?:able|ed)|delivery status notification|returned mail|mail delivery (?:failed|failure|system)"
    r"|failure notice|ส่งไม่สำเร็จ|ไม่สามารถ(?:จัด)?ส่ง(?:ข้อความ|อีเมล|จดหมาย)",
    re.IGNORECASE,
)
_AWAY_SUBJECT = re.compile(
    r"^\s*(?:re:\s*)?(?:auto(?:matic)?[\s-]*(?:reply|response)|out of (?:the )?office|on vacation"
    r"|vacation reply|ตอบกลับอัตโนมัติ|(?:ข้อความ)?ตอบ(?:กลับ|รับ)?(?:โดย)?อัตโนมัติ|ไม่อยู่ที่สำนักงาน|ลาพักร้อน)",
    re.IGNORECASE,
)
_AUTO_HEADERS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-autoreply-from", "x-mail-autoreply")


def machine_of(submission: Submission, rules: Rules) -> Machine | None:
    """The kind of machine that wrote, None for a person."""
    mail = submission.parsed
    headers: dict[str, str] = {}
    for name, value in mail.headers:
        headers.setdefault(name, value.strip().lower())
    if _is_own(mail, headers, rules):
        return Machine.OWN
    if _is_report(mail):
        return Machine.REPORT
    own_list = any(name in headers.get("list-id", "") for name in rules.own_lists)
    if not own_list and _is_list(headers):
        return Machine.LIST
    if _is_auto_reply(mail, headers, own_list):
        return Machine.AUTO_REPLY
    return Machine.ROBOT if _ROBOT.match(_local_part(mail.sender.address)) else None


def _is_own(mail: Parsed, headers: dict[str, str], rules: Rules) -> bool:
    return mail.sender.address in rules.own_addresses or OWN_MARKER in headers


def _is_report(mail: Parsed) -> bool:
    if mail.content_type == "multipart/report":
        return True
    reporter = bool(_REPORTER.match(_local_part(mail.sender.address)))
    return bool(_BOUNCE_SUBJECT.search(mail.subject)) and (reporter or mail.return_path == "")


def _is_list(headers: dict[str, str]) -> bool:
    if any(name.startswith("list-") for name in headers):
        return True
    return headers.get("precedence") in ("bulk", "junk", "list")


def _is_auto_reply(mail: Parsed, headers: dict[str, str], own_list: bool) -> bool:
    automatic = headers.get("auto-submitted", "no").partition(";")[0].strip()
    if automatic != "no" or any(name in headers for name in _AUTO_HEADERS):
        return True
    # A group of our own sends with a null path or its own bounce address; that says nothing of the writer.
    if mail.return_path == "" and not own_list:
        return True
    return headers.get("precedence") == "auto_reply" or bool(_AWAY_SUBJECT.search(mail.subject))


def _local_part(address: str) -> str:
    return address.partition("@")[0].lower()
