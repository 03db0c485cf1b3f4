"""The outbox for a person: what waits, why, since when, what the server said, and what to do."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from review.contract import moment
from review.text.table import REPLY_STYLE, untold
from review.text.visible import visible
from review.titles import WHY
from screening.model.causes import Cause
from storage.states import OutboxState
from storage.tables import Outbox

_COLUMNS = ("ID", "สถานะ state", "ถึง to", "ตั้งแต่ since", "ครั้ง tries", "เหตุ why", "ทำอย่างไร do")


def as_json(row: Outbox) -> dict[str, Any]:
    """One reply for programs: keys are added, never renamed."""
    return {
        "id": row.id,
        "message": row.message_id,
        "kind": row.kind,
        "act": row.act_id,
        "template": row.template.value,
        "to": row.to_address,
        "subject": row.subject,
        "message_id": row.rfc_message_id,
        "state": row.state.value,
        "why": row.why,
        "attempts": row.attempts,
        "last_code": row.last_code,
        "last_error": row.last_error,
        "not_before": moment(row.not_before),
        "sent_at": moment(row.sent_at) if row.sent_at else None,
        "since": moment(row.queued_at),
        "digest": row.digest_id,
        "do": what_to_do(row),
    }


def show_outbox(console: Console, rows: Sequence[Outbox], zone: ZoneInfo) -> None:
    """A table on a terminal, lines with tabs in a pipe. The server's words are never taken for markup."""
    if not console.is_terminal:
        for row in rows:
            # rich would turn the tabs into spaces.
            console.file.write(visible("\t".join(_line(row))) + "\n")
        return
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for index, column in enumerate(_COLUMNS):
        table.add_column(column, overflow="fold", no_wrap=index == 0, ratio=2 if index > 4 else None)
    for row in rows:
        table.add_row(*_cells(row, zone))
    console.print(table)
    for line in _sums(rows):
        console.print(line)


def what_to_do(row: Outbox) -> str:
    """The commands that apply; empty where nothing is to be done."""
    match row.state:
        case OutboxState.HELD if row.why == Cause.BREAKER:
            return "intake outbox release --breaker, or drop --breaker"
        case OutboxState.HELD if row.why == Cause.MANY:
            return "intake outbox release --many, or drop --many"
        case OutboxState.HELD if row.why == Cause.RESTORED:
            return "intake outbox release --restored, or drop --restored"
        case OutboxState.HELD if not row.rfc_message_id:
            return f"mend the text; then intake outbox render {row.id}, or drop {row.id}"
        case OutboxState.HELD:
            return f"intake outbox release {row.id}, or drop {row.id}"
        case OutboxState.UNCERTAIN:
            return f"ask the applicant; then intake outbox retry {row.id}, or drop {row.id}"
        case OutboxState.FAILED:
            return f"telephone, or intake outbox retry {row.id}"
    return ""


def _cells(row: Outbox, zone: ZoneInfo) -> Iterator[Text]:
    yield Text(str(row.id), "dim")
    yield Text(row.state.value, REPLY_STYLE.get(row.state.value, "dim"))
    yield Text(f"{row.to_address}\n{row.template.value}")
    since = row.sent_at if row.state is OutboxState.SENT and row.sent_at else row.queued_at
    yield Text(since.astimezone(zone).strftime("%d/%m %H:%M"))
    yield Text(str(row.attempts))
    yield Text("\n".join(part for part in (_why(row), _said(row)) if part))
    again = row.not_before.astimezone(zone).strftime("ลองใหม่ tried again %d/%m %H:%M")
    yield Text(again if row.state is OutboxState.PENDING and row.last_error else what_to_do(row))


def _line(row: Outbox) -> tuple[str, ...]:
    return (
        str(row.id),
        row.template.value,
        row.to_address,
        row.state.value,
        str(row.attempts),
        " ".join((row.why or _said(row)).split()),
        moment(row.queued_at),
        what_to_do(row),
    )


def _why(row: Outbox) -> str:
    return " ".join(WHY.get(row.why, (row.why,))) if row.why else ""


def _said(row: Outbox) -> str:
    return "" if row.state is OutboxState.SENT else f"{row.last_code or ''} {row.last_error}".strip()


def _sums(rows: Iterable[Outbox]) -> Iterator[Text]:
    """How many applicants do not know, or may not, by state."""
    for state, count in Counter(row.state for row in rows).items():
        if words := untold(state):
            yield Text(f"{count} {state.value}: {words}", REPLY_STYLE.get(state.value, "dim"))
