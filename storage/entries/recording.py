"""Writes a decision down: its row, its reasons, its files, what its message says, and the event."""

from collections.abc import Iterator
from typing import Any

from sqlmodel import Session

from screening.model.decision import Decision
from screening.model.submission import File, Submission
from screening.sender import domain_of
from storage.acts.written import ruled_by
from storage.chain.events import About, Happening, append
from storage.chain.kinds import Decided, DecidedAgain
from storage.codec import content_to_json, storable, to_json
from storage.entries.entry import agency_key
from storage.entries.judged import Judged
from storage.rows import write
from storage.search_words import remember, remember_anew
from storage.tables import ActRow, CircleRow, Counter, DecisionRow, Entry, Message, ReasonRow, StoredFile


def describe(message: Message, submission: Submission) -> None:
    """What the message says of itself, as it was read for its decision."""
    message.message_id = storable(submission.parsed.message_id)
    message.sender = storable(submission.parsed.sender.address)
    message.subject = storable(submission.parsed.subject)
    message.received_at = submission.received_at


def write_decision(
    session: Session,
    counter: Counter,
    judged: Judged,
    entry: Entry | None,
    rules_hash: str,
    instead_of: int | None = None,
    act: ActRow | None = None,
) -> DecisionRow:
    """The decision under the counter's last number, current from now on.

    `instead_of` is the number of the decision on the same message that it replaces, `act` the act of a person
    that it follows from: his own decision where it is a ruling on this message, else that of the rules.
    """
    decision = judged.decision
    row = DecisionRow(
        contest=counter.contest,
        number=counter.last_decision,
        message_id=judged.message_id,
        entry_id=entry.id if entry else None,
        verdict=decision.verdict,
        agency=to_json(decision.agency),
        agency_key=agency_key(decision.agency),
        change=to_json(decision.change) if decision.change else None,
        reply=to_json(decision.reply),
        about_entry_id=decision.about,
        writer=to_json(decision.writer) if decision.writer else None,
        rules_hash=rules_hash,
        history_number=judged.history.number,
        decided_at=judged.at,
        act_id=act.id if act else None,
    )
    if judged.history.facts.ruling:
        row.by, row.why = ruled_by(session, judged.message_id)
    session.add(row)
    session.flush()
    _write_reasons(session, row, judged)
    _write_files(session, row, judged)
    _write_circle(session, row, judged)
    message = session.get_one(Message, judged.message_id)
    if instead_of is None:
        remember(session, message, _names(judged), entry)
    else:
        remember_anew(session, message, row, entry)
    about = About(judged.message_id, row.entry_id)
    append(session, counter.contest, judged.at, Happening(row.by, _told(row, decision, instead_of), about))
    return row


def _told(row: DecisionRow, decision: Decision, instead_of: int | None) -> Decided:
    facts = (
        row.number,
        decision.verdict.value,
        " ".join(reason.code for reason in decision.reasons),
        row.rules_hash,
        row.history_number,
        decision.writer.grade.value if decision.writer else None,
    )
    return Decided(*facts) if instead_of is None else DecidedAgain(*facts, instead_of)


def _write_reasons(session: Session, row: DecisionRow, judged: Judged) -> None:
    reasons = (
        {
            "decision_id": row.id,
            "position": position,
            "code": reason.code,
            "severity": reason.severity,
            "params": storable(dict(reason.params)),
        }
        for position, reason in enumerate(judged.decision.reasons)
    )
    write(session, ReasonRow, *reasons)


def _write_files(session: Session, row: DecisionRow, judged: Judged) -> None:
    pairs = zip(judged.submission.files, judged.decision.files, strict=True)
    files = [
        _file(file)
        | {
            "role": part.role,
            "canonical": storable(part.canonical),
            "passes": part.passes,
            "aside": part.aside,
            "received_at": None,
        }
        for file, part in pairs
    ]
    files += [
        _file(taken.file)
        | {
            "role": taken.role,
            "canonical": "",
            "passes": True,
            "aside": False,
            "received_at": taken.received_at,
        }
        for taken in judged.decision.taken
    ]
    rows = (file | {"decision_id": row.id, "position": position} for position, file in enumerate(files))
    write(session, StoredFile, *rows)


def _file(file: File) -> dict[str, Any]:
    return {
        "name": storable(file.name),
        "sha256": file.sha256,
        "size": file.size,
        "type": file.type,
        "origin": file.origin,
        "content": content_to_json(file.content),
    }


def _names(judged: Judged) -> Iterator[str]:
    yield from (storable(file.name) for file in judged.submission.files)
    yield from (storable(taken.file.name) for taken in judged.decision.taken)


def _write_circle(session: Session, row: DecisionRow, judged: Judged) -> None:
    """Who came into the circle of the entry, by address: the way from a sender to his entries."""
    change = judged.decision.change
    members = {storable(each.address): each for each in change.members} if change else {}
    rows = (
        {
            "decision_id": row.id,
            "address": address,
            "contest": row.contest,
            "domain": domain_of(address),
            "by": member.by,
            "authenticated": member.authenticated,
        }
        for address, member in members.items()
    )
    write(session, CircleRow, *rows)
