"""The words of a list, Thai first."""

from datetime import datetime
from zoneinfo import ZoneInfo

from notifications.rendering.dates import moment
from review.titles import Title
from storage.lists.freezing import Proposed
from storage.lists.warnings import NEWER_FILE, OPEN_CARD, UNEXAMINED, UNREAD, UNSENT

CHANGES: dict[str, Title] = {
    "added": ("เพิ่ม", "added"),
    "changed": ("เอกสารหรือชื่อเปลี่ยน", "changed"),
    "removed": ("ถอดออก", "removed"),
}
WARNINGS: dict[str, Title] = {
    OPEN_CARD: ("ยังมีเรื่องรอเจ้าหน้าที่ตัดสิน", "wait for a person"),
    NEWER_FILE: ("มีไฟล์ใหม่ที่ยังไม่ได้ตัดสินว่าจะใช้แทนหรือไม่", "have newer files that nobody has taken or refused"),
    UNREAD: ("อีเมลที่ยังไม่ได้พิจารณา (เลขที่อีเมล)", "messages are not judged yet (by id)"),
    UNSENT: ("จดหมายยังไม่ได้ส่ง", "have letters that have not gone out"),
    UNEXAMINED: ("ยังไม่มีผู้ตรวจคุณสมบัติ", "were examined by nobody"),
}


def title(frozen: Proposed, *, thai: bool) -> str:
    """What the list is called."""
    if thai:
        kind = f"บัญชีเพิ่มเติมฉบับที่ {frozen.number - 1}" if frozen.is_supplement else "บัญชีรายชื่อผลงาน"
        return f"{kind} (บัญชีเลขที่ {frozen.number})"
    kind = f"supplement {frozen.number - 1}" if frozen.is_supplement else "list of entries"
    return f"List {frozen.number}: {kind}"


def day_of(at: datetime, zone: ZoneInfo) -> str:
    """A time as the list shows it, in the Buddhist Era."""
    return moment(at, zone, "th")
