"""The queue and what an act comes to, for a person at a terminal and for programs."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from decisions.acts.order import Done, Erasure
from decisions.acts.table import acts_for
from review.contract import moment
from review.queue import Waiting
from review.text.visible import visible
from screening.model.act import ActKind
from screening.model.decision import AgencyFinding, Severity
from storage.codec import act_of, agency_of

_COLUMNS = ("เลขที่รับ reference", "รอ waits for", "หน่วยงาน agency", "รับเมื่อ since", "ตอบภายใน by", "ทำอย่างไร do")


def as_json(each: Waiting) -> dict[str, Any]:
    """One card for programs: keys are added, never renamed."""
    card = each.card
    return {
        "reference": card.entry.reference,
        "status": card.entry.status.value,
        "agency": card.entry.agency_name or None,
        "points": [
            {
                "code": point.code,
                "messages": list(point.messages),
                "acts": [kind.value for kind in acts_for(point.code)],
            }
            for point in card.points
        ],
        "silent": card.silent,
        "promised": each.promised.isoformat() if each.promised else None,
        "since": moment(card.since),
        "later": moment(card.later) if card.later else None,
        "rests": each.rests,
        "asked": moment(card.asked) if card.asked else None,
        "due": moment(card.due) if card.due else None,
        "extended": moment(card.extended) if card.extended else None,
        "eligibility": card.eligibility,
        "to": card.to or None,
        "version": card.version,
    }


def show_queue(console: Console, found: Sequence[Waiting], zone: ZoneInfo) -> None:
    """A table on a terminal, lines with tabs in a pipe."""
    if not console.is_terminal:
        for each in found:
            # rich would turn the tabs into spaces.
            console.file.write(visible("\t".join(_line(each, zone))) + "\n")
        return
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for index, column in enumerate(_COLUMNS):
        table.add_column(column, overflow="fold", no_wrap=index == 0)
    for each in found:
        style = "bold red" if each.card.silent else "dim" if each.rests else ""
        table.add_row(*(Text(cell, style) for cell in _line(each, zone)))
    console.print(table)


def _line(each: Waiting, zone: ZoneInfo) -> tuple[str, ...]:
    card = each.card
    codes = [point.code for point in card.points]
    acts = dict.fromkeys(kind.value for code in codes for kind in acts_for(code))
    unheard = ["ยังไม่แจ้งผู้ส่ง unheard"] if card.silent else []
    return (
        card.entry.reference,
        " ".join([*unheard, *codes, *_rests(each, zone)]),
        named(agency_of(card.entry.agency)),
        card.since.astimezone(zone).strftime("%d/%m %H:%M"),
        each.promised.strftime("%d/%m") if each.promised else "-",
        " ".join(acts),
    )


def _rests(each: Waiting, zone: ZoneInfo) -> Iterable[str]:
    """Why nothing is to be done about it today."""
    if each.until:
        yield f"พักถึง rests until {each.until.astimezone(zone):%d/%m}"
    elif each.card.asked:
        yield f"ถามแล้ว asked on {each.card.asked.astimezone(zone):%d/%m}"


def named(agency: AgencyFinding) -> str:
    """The agency with its place; how many it may be, where that is open."""
    if agency.place is None:
        return f"? ({len(agency.candidates)})" if agency.candidates else "?"
    place = agency.place
    return " ".join(part for part in (place.name, place.district, place.province) if part)


def done_json(done: Done, *, preview: bool) -> dict[str, Any]:
    """What an act came to, for programs: keys are added, never renamed. `at`: the time that the act says."""
    said = act_of(done.act.act)
    return {
        "reference": done.entry.reference,
        "entry_status": done.entry.status.value,
        "act": None if preview else done.act.id,
        "kind": done.act.kind.value,
        "at": moment(said.at) if said.at else None,
        "changed": [
            {
                "message": each.row.message_id,
                "reference": each.entry.reference if each.entry else None,
                "before": each.before.verdict.value if each.before else None,
                "after": each.judged.decision.verdict.value,
                "reasons": [
                    reason.code
                    for reason in each.judged.decision.reasons
                    if reason.severity is not Severity.NOTE
                ],
            }
            for each in done.changed
        ],
        "letters": [
            {
                "id": None if preview else letter.id,
                "template": letter.template.value,
                "to": letter.to_address,
                "subject": letter.subject,
                "state": letter.state.value,
                "not_before": moment(letter.not_before),
            }
            for letter in done.letters
        ],
        "preview": preview,
        **({"erased": _erased(done.erased)} if done.erased else {}),
    }


def _erased(erased: Erasure) -> dict[str, Any]:
    """The file, and where it lies out of our reach. `also` are entries that lose it as well."""
    file = erased.file
    return {
        "name": file.name,
        "sha256": file.sha256,
        "size": file.size,
        "type": file.type,
        "role": file.role.value,
        "messages": list(erased.messages),
        "also": list(erased.others),
        "mailbox": [
            {
                "folder": each.folder,
                "uidvalidity": each.uidvalidity or None,
                "uid": each.uid or None,
                "message_id": each.message_id or None,
            }
            for each in erased.mailbox
        ],
    }


def local(at: str, zone: ZoneInfo) -> str:
    """A moment of `done_json` as people read it."""
    return datetime.fromisoformat(at).astimezone(zone).strftime("%d/%m/%Y %H:%M:%S")


def outcome(told: dict[str, Any], zone: ZoneInfo) -> Iterable[str]:
    """The same in lines for a person, with the times of `zone`."""
    at = f" {local(told['at'], zone)}" if told["at"] else ""
    yield f"{told['reference']}: {told['kind']}{at}"
    for each in told["changed"]:
        place = "" if each["reference"] == told["reference"] else f" → {each['reference'] or '-'}"
        open_ = f" ({' '.join(each['reasons'])})" if each["reasons"] else ""
        before = each["before"] or "ใหม่ new"
        yield f"  อีเมล message {each['message']}: {before} → {each['after']}{place}{open_}"
    for letter in told["letters"]:
        yield (
            f"  จดหมาย letter: {letter['template']} → {letter['to']} “{letter['subject']}” "
            f"{letter['state']}, ไม่ก่อน not before {local(letter['not_before'], zone)}"
        )
    if "erased" in told:
        yield from _erasure(told["erased"])
    elif told["kind"] == ActKind.PROPOSE:
        yield (
            "  เสนอแล้ว รอผู้อื่นยืนยัน proposed, another person does it: "
            f"intake decide {told['reference']} confirm --reason …"
        )
    elif not told["changed"] and not told["letters"]:
        yield "  ไม่มีจดหมาย และผลการตรวจไม่เปลี่ยน no letter, and no verdict changes"


def _erasure(erased: dict[str, Any]) -> Iterable[str]:
    """What goes, and what a person has to see to."""
    messages = " ".join(map(str, erased["messages"]))
    what = f"{erased['role']}, {erased['type']}, {erased['size']:,} B"
    yield f"  ลบถาวร erased for good: {erased['name'] or '–'}  {what}, อีเมล out of message {messages}"
    yield f"    SHA-256 {erased['sha256']}"
    if erased["also"]:
        yield f"  เรื่องอื่นที่มีไฟล์เดียวกันก็หายด้วย the same file goes from {' '.join(erased['also'])} as well"
    for each in erased["mailbox"]:
        uid = f" UID {each['uid']} (UIDVALIDITY {each['uidvalidity']})" if each["uid"] else ""
        yield (
            f"  ยังอยู่ในกล่องจดหมาย ลบเองที่นั่น still in the mailbox, erase it there: {each['folder']}{uid}  "
            f"Message-ID {each['message_id'] or '–'}"
        )
    yield "  สำเนาสำรองและจดหมายที่ส่งแล้วไม่เปลี่ยน backups and letters that have gone out stay as they are"
