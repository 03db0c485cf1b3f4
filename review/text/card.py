"""One entry or message in full: what came, why it was judged so, what was answered."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from notifications.rendering.catalogue import explain
from notifications.rendering.desk import Desk
from review.text.events import event_line
from review.text.table import REPLY_STYLE, VERDICT_STYLE, untold
from review.text.writers import TIES, told
from review.titles import LETTER_STATES, WHY
from screening.model.causes import Cause
from screening.model.decision import Severity
from storage.chain.timeline import Moment
from storage.codec import was_erased
from storage.entries.linked import Linked, Tie
from storage.entries.shown import LedgerNotice
from storage.intake_log import LedgerRow
from storage.states import OutboxState
from storage.tables import StoredFile

_SEVERITY = {
    Severity.FAULT: ("แก้ไขได้", "fault", "yellow"),
    Severity.HOLD: ("รอตรวจ", "hold", "cyan"),
    Severity.NOTE: ("หมายเหตุ", "note", "dim"),
}
_MOMENT = "%d/%m/%Y %H:%M:%S %Z"


def show_card(
    console: Console,
    rows: Sequence[LedgerRow],
    events: Sequence[Moment],
    desk: Desk,
    linked: Sequence[Linked] = (),
    *,
    raw: Sequence[tuple[int, str]] = (),
    plain: bool = False,
) -> None:
    """Prints every message of an entry, oldest first, the numbers linked to it, and what happened to it.

    `raw`: where the mail of each message lies as it came. `plain`: without boxes, which a screen reader would
    read out.
    """
    for row in rows:
        if plain:
            console.print(_title(row), _message(row, desk), "", sep="\n")
            continue
        console.print(Panel(_message(row, desk), title=_title(row), title_align="left", border_style="dim"))
    for each in linked:
        console.print(_linked(each), soft_wrap=True)
    for number, path in raw:
        console.print(Text(f"อีเมลต้นฉบับ raw mail {number}: {path}", "dim"), soft_wrap=True)
    if events:
        console.print(Text("เหตุการณ์ events", "bold"))
        for event in events:
            console.print(Text(f"  {event_line(event, desk.zone)}", "dim"), soft_wrap=True)


def _title(row: LedgerRow) -> Text:
    if row.verdict is None:
        return Text(f"{row.id} …")
    sign, thai, style = VERDICT_STYLE[row.verdict]
    return Text(f"{sign} {thai} {row.verdict.value}  {row.reference or ''}  (id {row.id})", style)


def _linked(other: Linked) -> Text:
    """Another number that is about the entry, and the letters that went out on its account."""
    thai, english = TIES[other.tie]
    head = f"{thai} {english} {other.reference}  (id {other.message_id})"
    shown = Text(head, "bold yellow" if other.tie is Tie.CONTESTS else "")
    for letter in other.letters:
        shown.append("\n  ").append(_notice(letter))
    return shown


def _message(row: LedgerRow, desk: Desk) -> Group:
    facts = Table.grid(padding=(0, 2))
    for name, value in _facts(row, desk.zone):
        facts.add_row(Text(name, "dim"), value)
    return Group(facts, *_reasons(row, desk))


def _facts(row: LedgerRow, zone: ZoneInfo) -> list[tuple[str, RenderableType]]:
    facts: list[tuple[str, RenderableType]] = [
        ("จาก from", Text(row.sender)),
        ("เรื่อง subject", Text(row.subject)),
        ("ได้รับ received", Text(row.received_at.astimezone(zone).strftime(_MOMENT))),
        ("หน่วยงาน agency", Text(_agency(row))),
    ]
    if row.writer:
        facts.append(("ผู้เขียน writer", Text(told(row.writer))))
    if row.about:
        facts.append(("เกี่ยวกับ about", Text(f"{row.about}  (อยู่แยกต่างหาก it lies apart)")))
    for file in (*row.files, *row.taken):
        facts.append(("ไฟล์ file", _file(file, zone)))
        if digest := row.pictures.get(file.sha256):
            facts.append(("ภาพ picture", Text(f"{digest[:12]}  (--picture FILE)", "dim")))
    if row.entry_status:
        facts.append(("สถานะ entry", Text(row.entry_status.value)))
    facts += _letters(row)
    if row.why:
        facts.append(("ผู้ตัดสิน by", Text(f"{row.by}: {row.why}")))
    return facts


def _file(file: StoredFile, zone: ZoneInfo) -> Text:
    line = f"{file.role.value}: {file.name or '–'}  {file.type.value}, {file.size:,} B  {file.sha256[:12]}"
    if was_erased(file):
        return Text(f"{line}\nลบแล้ว erased", "dim")
    if file.aside:
        return Text(f"{line}\nเก็บแยกไว้ รอคำยืนยัน kept aside, waits for the applicant's word", "cyan")
    if file.received_at:
        first = file.received_at.astimezone(zone).strftime(_MOMENT)
        return Text(f"{line}\nมากับเลขที่อื่นเมื่อ came under another number on {first}", "green")
    return Text(line)


def _letters(row: LedgerRow) -> list[tuple[str, RenderableType]]:
    """The answer, what it means that it did not go out, and the letters to others."""
    facts: list[tuple[str, RenderableType]] = []
    reply = row.reply
    if reply.template:
        facts.append(("คำตอบ reply", _letter(reply.template.value, reply.to, reply.state, reply.suppressed)))
    if words := untold(reply.state):
        said = f"{words}: {reply.last_error}" if reply.last_error else words
        facts.append(("", Text(said, REPLY_STYLE["failed"])))
    facts += [("ถึงผู้อื่น to others", _notice(notice)) for notice in row.notices]
    return facts


def _notice(notice: LedgerNotice) -> Text:
    return _letter(notice.template.value, notice.to, notice.state, notice.suppressed)


def _letter(template: str, to: str, state: OutboxState | None, suppressed: str | None) -> Text:
    where = " ".join(LETTER_STATES[state]) if state else ""
    why = " ".join(WHY[Cause(suppressed)]) if suppressed in set(Cause) else suppressed
    line = f"{template} → {to}  {where}" + (f": {why}" if why else "")
    return Text(line.rstrip(), REPLY_STYLE.get(state.value if state else "", ""))


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
