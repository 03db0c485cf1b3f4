"""What an installation must know and nobody else can: in the order in which it is asked."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from intake.setup.filling import Key


@dataclass(frozen=True, slots=True)
class Question:
    """`proposed`: what is taken for an empty answer, from the answers before it. `read` makes a value of what
    was typed; it raises ValueError with the words for a person.
    """

    key: Key
    thai: str
    english: str
    proposed: Callable[[Mapping[Key, object]], object] = lambda _: ""
    read: Callable[[str], object] = str

    @property
    def name(self) -> str:
        """As it is given on the command line: `mailbox.host`."""
        return ".".join(self.key)


def _needed(text: str) -> str:
    if not text:
        raise ValueError("ต้องระบุ: this must be known")
    return text


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("a day and a time, such as 2026-07-31T16:30:59") from None
    if len(text) <= len("2026-07-31"):
        raise ValueError(f"with its time: {text}T16:30:59")
    if moment.year >= 2400:
        raise ValueError(f"in the Common Era: {moment.year - 543}, not {moment.year}")
    return moment


def _number(text: str) -> int:
    """Thai digits too."""
    if not text.isdecimal():
        raise ValueError("ต้องเป็นตัวเลข: a number")
    return int(text)


def _port(text: str) -> int:
    if not 1 <= _number(text) <= 65_535:
        raise ValueError("พอร์ตคือ 1 ถึง 65535: a port is 1 to 65535")
    return _number(text)


def _host(text: str) -> str:
    if not text or any(each.isspace() or each == "/" for each in text):
        raise ValueError("ชื่อเซิร์ฟเวอร์ ไม่มีช่องว่าง: the name of a server, without spaces")
    return text


def _of_numbers(text: str) -> str:
    if not _PREFIX.fullmatch(text):
        raise ValueError("ใช้ A-Z, 0-9 และ - ขึ้นต้นด้วยตัวอักษร: A to Z, digits and hyphens, a letter first")
    return text


def _tls(text: str) -> str:
    if text not in ("implicit", "starttls", "none"):
        raise ValueError("implicit, starttls, or none (only on this machine)")
    return text


def _from(table: str, key: str) -> Callable[[Mapping[Key, object]], object]:
    return lambda answers: answers.get((table, key), "")


def _of_port(table: str) -> Callable[[Mapping[Key, object]], object]:
    return lambda answers: "implicit" if answers.get((table, "port")) in (993, 465) else "starttls"


_PREFIX = re.compile(r"[A-Z][A-Z0-9-]{0,30}")
"""As `[contest] reference_prefix` has it."""
_HOSTS = {
    "microsoft365": ("outlook.office365.com", "smtp.office365.com"),
    "google": ("imap.gmail.com", "smtp.gmail.com"),
}
"""Of both providers, as they document them: IMAP, SMTP."""


def _provider(text: str) -> str:
    if text not in ("generic", *_HOSTS):
        raise ValueError("microsoft365, google, or generic for any other")
    return text


def takes_no_password(answers: Mapping[Key, object]) -> bool:
    """Whether the server is one that wants tokens."""
    return answers.get(("mailbox", "provider")) in _HOSTS


def _imap_host(answers: Mapping[Key, object]) -> object:
    return _HOSTS.get(str(answers.get(("mailbox", "provider"))), ("", ""))[0]


def _smtp_host(answers: Mapping[Key, object]) -> object:
    if takes_no_password(answers):
        return _HOSTS[str(answers["mailbox", "provider"])][1]
    host = str(answers.get(("mailbox", "host"), ""))
    return host.replace("imap.", "smtp.", 1) if host.startswith("imap.") else host


def _prefix(answers: Mapping[Key, object]) -> object:
    """Of the id, where that can be one."""
    made = str(answers.get(("contest", "id"), "")).upper()
    return made if _PREFIX.fullmatch(made) else ""


FILES: tuple[Key, ...] = (("mailbox", "ca_file"), ("smtp", "ca_file"))
"""What is given by `--set` alone: few need it."""

MAILBOX = (
    Question(
        ("mailbox", "provider"),
        "ผู้ให้บริการอีเมล: microsoft365, google หรือ generic",
        "provider",
        lambda _: "generic",
        _provider,
    ),
    Question(("mailbox", "host"), "เซิร์ฟเวอร์อีเมลขาเข้า (IMAP)", "IMAP server", _imap_host, _host),
    Question(("mailbox", "port"), "พอร์ต", "port", lambda _: 993, _port),
    Question(("mailbox", "tls"), "การเข้ารหัส", "TLS", _of_port("mailbox"), _tls),
    Question(("mailbox", "username"), "บัญชีผู้ใช้", "account", read=_needed),
)
SMTP = (
    Question(("smtp", "host"), "เซิร์ฟเวอร์อีเมลขาออก (SMTP)", "SMTP server", _smtp_host, _host),
    Question(("smtp", "port"), "พอร์ต", "port", lambda _: 587, _port),
    Question(("smtp", "tls"), "การเข้ารหัส", "TLS", _of_port("smtp"), _tls),
    Question(("smtp", "username"), "บัญชีผู้ใช้", "account", _from("mailbox", "username")),
    Question(("smtp", "from_address"), "ส่งจากที่อยู่", "replies come from", _from("smtp", "username")),
)
CONTEST = (
    Question(
        ("contest", "id"), "รหัสโครงการ เช่น award-2569", "the contest's id, such as award-2569", read=_needed
    ),
    Question(("contest", "name_th"), "ชื่อโครงการภาษาไทย", "its name in Thai", read=_needed),
    Question(("contest", "name_en"), "ชื่อโครงการภาษาอังกฤษ", "its name in English", read=_needed),
    Question(("contest", "year_be"), "ปี พ.ศ.", "its year (B.E.)", read=_number),
    Question(
        ("contest", "reference_prefix"), "คำนำหน้าเลขที่รับ", "prefix of receipt numbers", _prefix, _of_numbers
    ),
    Question(("contest", "opens"), "เปิดรับ (ค.ศ.) เช่น 2026-06-01T08:30:00", "opens (A.D.)", read=_moment),
    Question(("contest", "closes"), "ปิดรับ (ค.ศ.) เช่น 2026-07-31T16:30:59", "closes (A.D.)", read=_moment),
    Question(("contest", "email"), "อีเมลติดต่อเจ้าหน้าที่", "a person's address", _from("smtp", "from_address")),
    Question(("contest", "phone"), "โทรศัพท์", "telephone", read=_needed),
    Question(("contest", "unit_th"), "ฝ่ายที่ลงนาม", "the unit that signs", read=_needed),
    Question(
        ("organiser", "name_th"),
        "ชื่อหน่วยงานผู้จัด",
        "the office that holds it",
        _from("contest", "unit_th"),
        _needed,
    ),
    Question(("organiser", "short_th"), "ชื่อย่อของหน่วยงาน (เว้นว่างได้)", "its short name (may be empty)"),
    Question(("organiser", "unit_th"), "ส่วนงานผู้จัด (เว้นว่างได้)", "its part that holds it (may be empty)"),
    Question(
        ("privacy", "retention_th"),
        "เก็บข้อมูลส่วนบุคคลไว้นานเท่าใด (เว้นว่างได้)",
        "how long data are kept (may be empty)",
    ),
    Question(
        ("privacy", "dpo_contact"),
        "ติดต่อเรื่องข้อมูลส่วนบุคคลที่",
        "for questions of privacy",
        _from("contest", "email"),
    ),
    Question(
        ("privacy", "notice_url"),
        "ที่อยู่ประกาศความเป็นส่วนตัว (เว้นว่างได้)",
        "address of the privacy notice (may be empty)",
    ),
    Question(("alarm", "email"), "แจ้งเหตุผิดปกติไปที่ (เว้นว่างได้)", "alarms go to (may be empty)"),
)
