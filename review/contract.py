"""The JSON of the contract (docs/programs.md): keys are added, never renamed."""

from datetime import UTC, datetime
from typing import Any

from screening.model.decision import AgencyFinding, Place, Reason
from storage.codec import was_erased
from storage.entries.shown import LedgerNotice, LedgerReply
from storage.intake_log import LedgerRow
from storage.states import OutboxState
from storage.tables import StoredFile


def checked(row: LedgerRow, source: str) -> dict[str, Any]:
    """One message as `intake check --json` prints it; `source` is the file it came from."""
    return {
        "source": source,
        "message_id": row.message_id,
        "received_at": moment(row.received_at),
        "verdict": row.verdict.value if row.verdict else None,
        "reference": row.reference,
        "agency": _agency(row.agency),
        "files": [_file(file) for file in row.files],
        "reasons": [reason_json(reason) for reason in row.reasons],
        "reply": _reply(row.reply),
        "notices": [_notice(notice) for notice in row.notices],
        "writer": {"grade": row.writer.grade.value, "why": row.writer.why} if row.writer else None,
        "about": row.about,
    }


def logged(row: LedgerRow) -> dict[str, Any]:
    """One message as `intake log --json` prints it."""
    seen = checked(row, row.source)
    for shown, file in zip(seen["files"], row.files, strict=True):
        shown["picture"] = row.pictures.get(file.sha256) or None
        shown["erased"] = was_erased(file)
    seen["reply"]["state"] = row.reply.state.value if row.reply.state else None
    for shown_notice, notice in zip(seen["notices"], row.notices, strict=True):
        shown_notice["state"] = notice.state.value
    # Why the applicant has not been told.
    seen["reply"]["error"] = row.reply.last_error if row.reply.state is OutboxState.FAILED else None
    return {
        "id": row.id,
        **seen,
        "status": row.status.value,
        "entry_status": row.entry_status.value if row.entry_status else None,
        "by": row.by or None,
    }


def moment(at: datetime) -> str:
    """A time in UTC, to the second, as 2023-07-20T03:00:00Z."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def reason_json(reason: Reason) -> dict[str, Any]:
    """A reason with its code, severity and what was seen."""
    return {"code": reason.code, "severity": reason.severity.value, "params": dict(reason.params)}


def _agency(agency: AgencyFinding) -> dict[str, Any]:
    place = agency.place
    return {
        "name": place.name if place else None,
        "district": place.district or None if place else None,
        "province": place.province or None if place else None,
        "certainty": agency.certainty.value,
        "candidates": [_place(candidate) for candidate in agency.candidates],
    }


def _place(place: Place) -> dict[str, str]:
    return {"name": place.name, "district": place.district, "province": place.province}


def _file(file: StoredFile) -> dict[str, Any]:
    return {
        "name": file.name,
        "role": file.role.value,
        "type": file.type.value,
        "size": file.size,
        "sha256": file.sha256,
    }


def _reply(reply: LedgerReply) -> dict[str, Any]:
    return {
        "template": reply.template.value if reply.template else None,
        "to": reply.to or None,
        "subject": reply.subject or None,
        "message_id": reply.message_id or None,
        "suppressed": reply.suppressed,
        "disclosure": reply.disclosure.value if reply.disclosure else None,
    }


def _notice(notice: LedgerNotice) -> dict[str, Any]:
    return {
        "template": notice.template.value,
        "to": notice.to or None,
        "suppressed": notice.suppressed,
        "message_id": notice.message_id or None,
    }
