"""Messages as a table on a terminal, and as plain lines in a pipe."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from review.text.visible import visible
from screening.model.decision import Severity, Verdict
from storage.intake_log import LedgerRow
from storage.states import OutboxState

VERDICT_STYLE = {
    Verdict.ACCEPTED: ("✓", "รับแล้ว", "green"),
    Verdict.REJECTED: ("✎", "รอแก้ไข", "yellow"),
    Verdict.HELD: ("⏸", "รอเจ้าหน้าที่", "cyan"),
    Verdict.IGNORED: ("·", "ไม่พิจารณา", "dim"),
}
REPLY_STYLE = {"sent": "green", "failed": "red", "uncertain": "red", "held": "cyan", "pending": "yellow"}
_NOT_TOLD = "ผู้ส่งยังไม่ทราบผล the applicant has not been told"
_UNTOLD = {
    OutboxState.FAILED: _NOT_TOLD,
    OutboxState.DROPPED: _NOT_TOLD,
    OutboxState.UNCERTAIN: "ผู้ส่งอาจยังไม่ทราบผล the applicant may not have been told",
}
"""Of a reply that failed."""
_WEIGHT = {Severity.FAULT: "yellow", Severity.HOLD: "cyan", Severity.NOTE: "dim"}
_CONTESTED = "⚠"
_NARROW = 70
"""Below so many columns of a terminal there is no room for a table."""
_COLUMNS = ("ID", "ได้รับ received", "ผล verdict", "เลขที่รับ", "หน่วยงาน agency", "เหตุผล reasons", "ตอบ reply")


def show_table(console: Console, rows: Iterable[LedgerRow], zone: ZoneInfo) -> int:
    """Prints `rows`: coloured on a terminal, apart by tabs in a pipe. Returns how many."""
    if not console.is_terminal:
        return _show_lines(console, rows, zone)
    if console.width < _NARROW:
        return _show_blocks(console, rows, zone)
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for index, column in enumerate(_COLUMNS):
        table.add_column(
            Text(column), no_wrap=index < 4, justify="right" if index == 0 else "left", overflow="fold"
        )
    for row in rows:
        table.add_row(*_cells(row, zone))
    console.print(table)
    return table.row_count


def _show_blocks(console: Console, rows: Iterable[LedgerRow], zone: ZoneInfo) -> int:
    """A message after the other: a table would leave columns out."""
    count = 0
    for row in rows:
        count += 1
        number, _, verdict, reference, *rest = _cells(row, zone)
        received = Text(row.received_at.astimezone(zone).strftime("%d/%m/%Y %H:%M:%S"))
        console.print(
            Text(" ").join((number, received)), Text("  ").join((verdict, reference)), *rest, sep="\n"
        )
        console.print()
    return count


def _cells(row: LedgerRow, zone: ZoneInfo) -> list[Text]:
    verdict = Text("…", "dim")
    if row.verdict:
        sign, thai, style = VERDICT_STYLE[row.verdict]
        verdict = Text(f"{sign} {thai}", style)
    reasons = Text(" ").join(Text(reason.code, _WEIGHT[reason.severity]) for reason in row.reasons)
    who = row.agency.place.name if row.agency.place else ""
    agency = Text(who, overflow="fold") if who else Text(row.sender, "dim", overflow="fold")
    return [
        Text(str(row.id), "dim"),
        Text(row.received_at.astimezone(zone).strftime("%d/%m %H:%M:%S")),
        verdict,
        _reference(row),
        agency,
        reasons,
        _reply(row),
    ]


def _reference(row: LedgerRow) -> Text:
    """The receipt number, marked where somebody else has sent files for its entry."""
    if not row.reference:
        return Text("–", "dim")
    return (
        Text(f"{row.reference} {_CONTESTED}", "bold yellow") if row.contested else Text(row.reference, "bold")
    )


def untold(state: OutboxState | None) -> str:
    """What a reply in that state means for the applicant; empty where he knows, will, or need not."""
    return _UNTOLD.get(state, "") if state else ""


def _reply(row: LedgerRow) -> Text:
    if row.reply.template is None:
        return Text("–", "dim")
    state = row.reply.state.value if row.reply.state else ""
    told = f"{row.reply.template.value}: {state}"
    if row.reply.suppressed and state != "sent":
        told += f" ({row.reply.suppressed})"
    if words := untold(row.reply.state):
        told += f" – {words}"
    return Text(told, REPLY_STYLE.get(state, "dim"))


def _show_lines(console: Console, rows: Iterable[LedgerRow], zone: ZoneInfo) -> int:
    """One line a message, its cells apart by tabs: for grep, cut and the like."""
    count = 0
    for row in rows:
        count += 1
        agency = row.agency.place.name if row.agency.place else ""
        cells = (
            str(row.id),
            row.received_at.astimezone(zone).isoformat(timespec="seconds"),
            row.verdict.value if row.verdict else row.status.value,
            row.reference or "-",
            agency or row.sender,
            " ".join(reason.code for reason in row.reasons) or "-",
            row.reply.state.value if row.reply.state else "-",
        )
        line = "\t".join(" ".join(cell.split()) for cell in cells)
        console.file.write(f"{visible(line)}\n")  # rich would turn the tabs into spaces
    return count
