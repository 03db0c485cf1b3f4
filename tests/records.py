"""Many records at once, written straight into the tables: for what is slow only where there are many."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Engine, insert

from screening.model.decision import AgencyFinding, Certainty, EntryStatus, Place, Severity, Template, Verdict
from screening.words.names import squeezed
from storage.chain.counters import lock_counter
from storage.codec import to_json
from storage.engine import writing
from storage.states import MessageStatus, OutboxState
from storage.tables import DecisionRow, Entry, Message, Outbox, ReasonRow, SearchWords, StoredFile

_AT_ONCE = 5000
_OPENS = datetime(2023, 6, 15, 3, tzinfo=UTC)
_PROVINCES = ("เชียงใหม่", "ระยอง", "สุรินทร์", "เลย", "สงขลา")


def fill(engine: Engine, contest: str, count: int, *, held: int) -> None:
    """`count` messages, each decided; nine of ten have an entry, two files and an answer.

    The last `held` wait for a person.
    """
    with writing(engine) as session:
        counter = lock_counter(session, contest)
        counter.last_decision = counter.last_reference = count
        for start in range(0, count, _AT_ONCE):
            numbers = range(start + 1, min(start + _AT_ONCE, count) + 1)
            for table, rows in _tables(contest, numbers, first_held=count - held):
                session.execute(insert(table), rows)


def _tables(contest: str, numbers: range, first_held: int) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    kinds = {number: _verdict(number, first_held) for number in numbers}
    with_entry = [number for number in numbers if kinds[number] is not Verdict.IGNORED]
    yield Entry, [_entry(contest, number, kinds[number]) for number in with_entry]
    yield Message, [_message(contest, number) for number in numbers]
    yield DecisionRow, [_decision(contest, number, kinds[number]) for number in numbers]
    reasons = [(number, *each) for number in numbers for each in enumerate(_reasons(kinds[number]))]
    yield (
        ReasonRow,
        [
            {"decision_id": number, "position": position, "code": code, "severity": weight, "params": {}}
            for number, position, (code, weight) in reasons
        ],
    )
    yield StoredFile, [_file(number, part) for number in with_entry for part in (0, 1)]
    yield Outbox, [_letter(contest, number) for number in with_entry]
    yield SearchWords, [{"message_id": number, "words": _words(number)} for number in numbers]


def _verdict(number: int, first_held: int) -> Verdict:
    if number > first_held:
        return Verdict.HELD
    return (Verdict.IGNORED, Verdict.REJECTED, Verdict.ACCEPTED)[
        0 if number % 10 == 0 else 1 if number % 10 < 3 else 2
    ]


def _reasons(verdict: Verdict) -> list[tuple[str, Severity]]:
    return {
        Verdict.HELD: [("agency-unknown", Severity.HOLD), ("deck-by-link", Severity.HOLD)],
        Verdict.REJECTED: [("deck-missing", Severity.FAULT)],
        Verdict.IGNORED: [("automatic", Severity.HOLD)],
        Verdict.ACCEPTED: [("deck-topics", Severity.NOTE)],
    }[verdict]


def _agency(number: int) -> AgencyFinding:
    return AgencyFinding(Certainty.EXACT, Place(f"เทศบาลตำบลบ้านที่ {number}", "เมือง", _PROVINCES[number % 5]))


def _entry(contest: str, number: int, verdict: Verdict) -> dict[str, Any]:
    place = _agency(number).place
    assert place is not None
    at = _OPENS + timedelta(seconds=number * 20)
    status = {
        Verdict.HELD: EntryStatus.HELD,
        Verdict.REJECTED: EntryStatus.INCOMPLETE,
        Verdict.ACCEPTED: EntryStatus.COMPLETE,
    }[verdict]
    return {
        "id": number,
        "contest": contest,
        "number": number,
        "reference": f"DGTI-2566-{number:04}",
        "status": status,
        "agency": to_json(_agency(number)),
        "agency_name": place.name,
        "agency_district": place.district,
        "agency_province": place.province,
        "agency_key": squeezed(place.name),
        "form": _sha(number, 0),
        "deck": _sha(number, 1),
        "first_received_at": at,
        "last_received_at": at,
        "version": 1,
        "changed_number": number,
    }


def _message(contest: str, number: int) -> dict[str, Any]:
    at = _OPENS + timedelta(seconds=number * 20)
    return {
        "id": number,
        "contest": contest,
        "digest": sha256(f"raw {number}".encode()).hexdigest(),
        "size": 50_000,
        "announced_size": 50_000,
        "internal_date": at,
        "first_seen_at": at,
        "received_at": at,
        "status": MessageStatus.DECIDED,
        "source": "INBOX",
        "message_id": f"<{number}@example.go.th>",
        "sender": f"sender{number}@example.go.th",
        "subject": f"ส่งผลงาน {number}",
    }


def _decision(contest: str, number: int, verdict: Verdict) -> dict[str, Any]:
    return {
        "id": number,
        "contest": contest,
        "number": number,
        "message_id": number,
        "entry_id": None if verdict is Verdict.IGNORED else number,
        "verdict": verdict,
        "agency": to_json(_agency(number)),
        "agency_key": squeezed(f"เทศบาลตำบลบ้านที่ {number}"),
        "reply": {
            "template": None,
            "to": "",
            "suppressed": "automatic" if verdict is Verdict.IGNORED else None,
        },
        "rules_hash": "0" * 64,
        "history_number": number - 1,
        "decided_at": _OPENS + timedelta(seconds=number * 20 + 5),
        "current": True,
    }


def _file(number: int, part: int) -> dict[str, Any]:
    return {
        "decision_id": number,
        "position": part,
        "name": (f"เทศบาลตำบลบ้านที่ {number}_form1.pdf", f"ผลงาน {number}.pptx")[part],
        "sha256": _sha(number, part),
        "size": 20_000,
        "type": ("pdf", "pptx")[part],
        "role": ("form", "deck")[part],
        "canonical": "",
        "passes": True,
        "origin": "attachment",
        "content": {"state": "ok"},
    }


def _letter(contest: str, number: int) -> dict[str, Any]:
    at = _OPENS + timedelta(seconds=number * 20 + 6)
    return {
        "contest": contest,
        "message_id": number,
        "template": Template.ACKNOWLEDGEMENT,
        "to_address": f"sender{number}@example.go.th",
        "subject": f"[DGTI-2566-{number:04}]",
        "rfc_message_id": f"<{number}.reply@dga.or.th>",
        "data": b"To: a@example.go.th\r\nSubject: x\r\n\r\n" + b"x" * 4000,
        "state": OutboxState.SENT,
        "not_before": at,
        "queued_at": at,
        "created_at": at,
        "sent_at": at,
        "attempts": 1,
    }


def _words(number: int) -> str:
    names = (
        f"DGTI-2566-{number:04}",
        f"เทศบาลตำบลบ้านที่ {number}",
        f"sender{number}@example.go.th",
        f"ส่งผลงาน {number}",
        f"เทศบาลตำบลบ้านที่ {number}_form1.pdf",
        f"ผลงาน {number}.pptx",
    )
    return "\n".join(map(squeezed, names))


def _sha(number: int, part: int) -> str:
    return sha256(f"{number} {part}".encode()).hexdigest()
