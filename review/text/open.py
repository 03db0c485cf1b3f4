"""What waits on a card, what may be typed to end it, and what was done about it."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from decisions.acts.bodies import in_lines
from decisions.acts.table import acts_for
from screening.model.act import ActKind
from screening.model.decision import Place
from screening.model.register import Register
from storage.codec import agency_of
from storage.entries.cards import Card
from storage.entries.filed import Filed

_MOMENT = "%d/%m/%Y %H:%M"


def show_open(
    console: Console,
    card: Card,
    files: Sequence[Filed],
    zone: ZoneInfo,
    register: Register,
    entries: Mapping[Place, Sequence[str]],
) -> None:
    """The open points with their acts, the bodies and files by the numbers that acts take, and past acts.

    `entries` are those that the bodies have already.
    """
    if card.points:
        console.print(Text("รอเจ้าหน้าที่ waits for a person", "bold cyan"))
    for point in card.points:
        acts = ", ".join(acts_for(point.code)) if not point.code.startswith("reply-") else "intake outbox"
        messages = " ".join(map(str, point.messages))
        console.print(Text(f"  {point.code} (id {messages}): {acts}", "cyan"), soft_wrap=True)
    candidates = agency_of(card.entry.agency).candidates
    if any(ActKind.AGENCY in acts_for(point.code) for point in card.points):
        for line in in_lines(candidates, register, entries):
            console.print(f"    agency{line}", markup=False, soft_wrap=True)
    for number, file in enumerate(files, start=1):
        gone = "  (ลบแล้ว erased)" if file.erased else ""
        console.print(
            f"    ไฟล์ file {number}: {file.role.value}  {file.name}{gone}", markup=False, soft_wrap=True
        )
    if card.silent and card.points:
        console.print(Text("  ยังไม่มีจดหมายถึงผู้ส่ง nobody has been told yet", "bold red"))
    _show_done(console, card, zone)


def _show_done(console: Console, card: Card, zone: ZoneInfo) -> None:
    if not card.acts:
        return
    console.print(Text("ดำเนินการแล้ว done", "bold"))
    for row in card.acts:
        at = row.at.astimezone(zone).strftime(_MOMENT)
        undone = f"  ย้อนแล้ว taken back by {row.undone_id}" if row.undone_id else ""
        line = f"  {row.id}  {at}  {row.by}: {row.kind.value}  {row.why}{undone}"
        console.print(Text(line, "dim" if row.undone_id else ""), soft_wrap=True)
