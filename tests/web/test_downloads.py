"""Files under the names that strangers gave them: always a download, and no name leaves its header."""

import re
import string
from email.message import Message
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

import pytest
from builders import file, form, mail
from servers.office import Office, whose
from servers.pages import Pages

from storage.accounts.roles import StaffRole

_SIGNS = "\r\n\t\x00\x0b\x1b\x7f\x85\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_RESERVED = ("CON", "PRN", "AUX", "NUL", "COM1", "COM9", "LPT1", "CLOCK$", "con.txt", "aux.pdf.exe")
NAMES = (
    *(f"แบบ{sign}ฟอร์ม.pdf" for sign in _SIGNS),
    *(f"{sign}.pdf" for sign in _SIGNS),
    *(f"แบบ.pdf{sign}" for sign in _SIGNS),
    *(f"a{sign}b.txt" for sign in string.punctuation),
    *(f"ก{sign}.exe" for sign in string.punctuation),
    *_RESERVED,
    *(f"{name.lower()}.pptx" for name in _RESERVED),
    *(f" {name} " for name in _RESERVED),
    "a\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>",
    "a\r\nSet-Cookie: session=stolen",
    'a"; filename="b.html',
    "a'; filename*=utf-8''b.html",
    "a%0d%0aX-Header: 1.pdf",
    "=?utf-8?B?4LiB?=.pdf",
    "../../../../etc/passwd",
    "..\\..\\windows\\system32\\cmd.exe",
    "/etc/passwd",
    "C:\\autoexec.bat",
    "\\\\server\\share\\x.pdf",
    "file.pdf:stream",
    "photo\u202egpj.exe",
    "\u202efdp.สมมุติ",
    "a\u200bb\u200dc\ufeff.pdf",
    "ก" * 300 + ".pdf",
    "a" * 300,
    "." * 300,
    " " * 40 + "x",
    "x ",
    "x.",
    ".htaccess",
    "-rf",
    "~",
    "$(reboot).pdf",
    "`reboot`",
    "%s%n",
    "{{7*7}}.pdf",
    "<img src=x onerror=alert(1)>.pdf",
    "ใบส่งผลงาน นวัตกรรม ๒๕๖๖ (ฉบับแก้ไข).pdf",
    "องค์การบริหารส่วนตำบลทดสอบ_form1.pdf",
    "ปัญญา ก็\u0e49\u0e49\u0e49\u0e49.pdf",
    "e\u0301\u0301.pdf",
    "é.pdf",
    "文件.pdf",
    "ملف.pdf",
    "קובץ.pdf",
    "😀👨\u200d👩\u200d👧.pdf",
    "\U000e0041\U000e0042.pdf",
    "\ud7ff\ue000\ufffd.pdf",
    "a\u0000.pdf\u0000.exe",
    "ﬁle.pdf",
    "Ⅷ.pdf",
    "ｆｕｌｌ．pdf",
    "a;b=c.pdf",
    "a, b.pdf",
    "100%.pdf",
    "%E0%B8%81.pdf",
    "%00.pdf",
    "%.pdf",
    "&amp;.pdf",
    "tab\there.pdf",
)
HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def stored(desk_office: Office) -> list[tuple[str, bytes]]:
    """An entry with a file under each name, as no mail could bring it past the child that reads mails."""
    found = [(name, f"{number} {name!r}".encode()) for number, name in enumerate(NAMES)]
    files = []
    for name, data in found:
        Path(desk_office.parts.files.files.place(sha256(data).hexdigest())).write_bytes(data)
        files.append(file(name, seed=data.decode()))
    desk_office.receive(mail(form(), *files, **whose("a@one.example")))
    return found


def test_each_name_is_a_download_with_the_right_bytes(
    pages: Pages, desk_office: Office, stored: list[tuple[str, bytes]]
) -> None:
    assert len(stored) >= 200
    client = pages.client(StaffRole.VIEWER)
    for name, data in stored:
        answer = client.get(f"/file/DGTI-2566-0001/{sha256(data).hexdigest()}")
        assert (answer.status_code, answer.content) == (200, data), name
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert "set-cookie" not in answer.headers and "x-header" not in answer.headers
        assert HIDDEN.search(_told(answer.headers["Content-Disposition"])) is None, name


def _told(disposition: str) -> str:
    """The name that a browser reads out of the header, which is one attachment with one name."""
    assert disposition.isascii() and disposition.isprintable()
    parsed = Message()
    parsed["Content-Disposition"] = disposition
    assert parsed.get_content_disposition() == "attachment"
    names = [
        key for key, _ in parsed.get_params(header="content-disposition") or () if key.startswith("filename")
    ]
    assert len(names) == 1
    encoded = re.fullmatch(r"attachment; filename\*=utf-8''([!#$&+.^_`|~A-Za-z0-9%/*'()-]*)", disposition)
    plain = re.fullmatch(r'attachment; filename="([^"\\]*)"', disposition)
    assert encoded or plain, disposition
    return unquote(encoded[1]) if encoded else plain[1] if plain else ""
