"""The invented bodies that the held mails are about, as an operator's register lists them."""

from pathlib import Path

from servers.mails import NAMES

SHARED, FORMER, NEAR = "เทศบาลตำบลหนองบัวทอง", "เทศบาลตำบลบางม่วงงาม", "องค์การบริหารส่วนตำบลนาข่าสุข"
_COLUMNS = "full_name,amphoe,province,former_names,saraban_email_derived"
_SPECIAL = (
    (SHARED, "ท่าตูม", "สุรินทร์", "", "saraban-tt@local.example"),
    (SHARED, "บ้านค่าย", "ระยอง", "", "saraban-bk@local.example"),
    (FORMER, "บางใหญ่", "นนทบุรี", "", ""),
    ("เทศบาลตำบลบ้านบางม่วงงาม", "เมืองนนทบุรี", "นนทบุรี", "บางม่วงงาม", ""),
    (NEAR, "เมืองยโสธร", "ยโสธร", "", ""),
)
"""Two bodies of one name; a name of today that was another's; one that a slip of the pen nearly names."""

AWARDED = "แอปพลิเคชันแจ้งเหตุฉุกเฉินในชุมชน"
"""The work of `NAMES[20]` that won before."""


def write_register(path: Path) -> None:
    """All of them, and the 320 whose names differ from each other."""
    plain = ((name, "แม่ริม", "เชียงใหม่", "", f"saraban{at}@local.example") for at, name in enumerate(NAMES))
    rows = [_COLUMNS, *(",".join(row) for row in (*_SPECIAL, *plain))]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def write_awarded(path: Path) -> None:
    """One work of an earlier year."""
    path.write_text(f"year,agency,title\n2565,{NAMES[20]},{AWARDED}\n", encoding="utf-8")
