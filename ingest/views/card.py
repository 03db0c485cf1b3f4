"""One entry or message in full: what came, why it was judged so, what was answered."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from ingest.views.table import REPLY_STYLE, VERDICT_STYLE, untold
from notifications import Desk, explain
from screening.decision import Severity
from storage.codec import picture_of
from storage.ledger import LedgerRow
from storage.timeline import Moment

_SEVERITY = {
    Severity.FAULT: ("แก้ไขได้", "fault", "yellow"),
    Severity.HOLD: ("รอตรวจ", "hold", "cyan"),
    Severity.NOTE: ("หมายเหตุ", "note", "dim"),
}


def show_card(console: Console, rows: Sequence[LedgerRow], events: Sequence[Moment], desk: Desk) -> None:
    """Prints every message of an entry, oldest first, and then what happened to it."""
    for row in rows:
        console.print(Panel(_message(row, desk), title=_title(row), title_align="left", border_style="dim"))
    if events:
        console.print(Text("เหตุการณ์ events", "bold"))
        for event in events:
            at = event.at.astimezone(desk.zone).strftime("%d/%m/%Y %H:%M:%S")
            facts = " ".join(f"{name}={str(value)[:24]}" for name, value in event.facts.items() if value)
            console.print(
                Text(f"  {at}  {event.who}: {event.what}  {facts} {event.text}", "dim"), soft_wrap=True
            )


def _title(row: LedgerRow) -> Text:
    if row.verdict is None:
        return Text(f"{row.id} …")
    sign, thai, style = VERDICT_STYLE[row.verdict]
    return Text(f"{sign} {thai} {row.verdict.value}  {row.reference or ''}  (id {row.id})", style)


def _message(row: LedgerRow, desk: Desk) -> Group:
    facts = Table.grid(padding=(0, 2))
    for name, value in _facts(row, desk.zone):
        facts.add_row(Text(name, "dim"), value)
    return Group(facts, *_reasons(row, desk))


def _facts(row: LedgerRow, zone: ZoneInfo) -> list[tuple[str, RenderableType]]:
    facts: list[tuple[str, RenderableType]] = [
        ("จาก from", Text(row.sender)),
        ("เรื่อง subject", Text(row.subject)),
        ("ได้รับ received", Text(row.received_at.astimezone(zone).strftime("%d/%m/%Y %H:%M:%S %Z"))),
        ("หน่วยงาน agency", Text(_agency(row))),
    ]
    for file in row.files:
        told = (
            f"{file.role.value}: {file.name or '–'}  {file.type.value}, {file.size:,} B  {file.sha256[:12]}"
        )
        facts.append(("ไฟล์ file", Text(told)))
        if digest := picture_of(file):
            facts.append(("ภาพ picture", Text(f"{digest[:12]}  (--picture FILE)", "dim")))
    if row.entry_status:
        facts.append(("สถานะ entry", Text(row.entry_status.value)))
    if row.reply.template:
        state = row.reply.state.value if row.reply.state else ""
        told = f"{row.reply.template.value} → {row.reply.to}  {state} {row.reply.suppressed or ''}"
        facts.append(("คำตอบ reply", Text(told.rstrip(), REPLY_STYLE.get(state, ""))))
    if words := untold(row.reply.state):
        said = f"{words}: {row.reply.last_error}" if row.reply.last_error else words
        facts.append(("", Text(said, REPLY_STYLE["failed"])))
    if row.why:
        facts.append(("ผู้ตัดสิน by", Text(f"{row.by}: {row.why}")))
    return facts


def _agency(row: LedgerRow) -> str:
    place = row.agency.place
    if place is None:
        return " / ".join(f"{each.name} ({each.province})" for each in row.agency.candidates) or "–"
    where = " ".join(part for part in (place.district, place.province) if part)
    return f"{place.name}  {where}  ({row.agency.certainty.value})"


def _reasons(row: LedgerRow, desk: Desk) -> list[RenderableType]:
    shown: list[RenderableType] = []
    for reason in row.reasons:
        thai, english, style = _SEVERITY[reason.severity]
        shown.append(Text(f"\n{reason.code}  {thai} {english}", style))
        for language in ("th", "en"):
            shown.append(Text(f"  {explain(reason, language, 'staff', desk).what}"))
    return shown
