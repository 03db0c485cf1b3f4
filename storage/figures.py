"""What a contest comes to in numbers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from screening.model.act import ActKind
from screening.model.decision import EntryStatus, Severity, Verdict
from storage.entries.current import is_current
from storage.states import OutboxState
from storage.tables import ActRow, DecisionRow, Entry, Message, Outbox, ReasonRow

_NOT_COUNTED = (EntryStatus.VOID, EntryStatus.ENQUIRY)


@dataclass(frozen=True, slots=True)
class Figures:
    """`days` are the office's, each with its mails and its new entries. `waits` are from a mail's arrival to
    its answer's leaving: the median and the longest of nine in ten, None where nothing was answered.
    `not_eligible` are those of the entries, of whatever status, of which a person has decided so.
    """

    messages: int
    entries: dict[EntryStatus, int]
    verdicts: dict[Verdict, int]
    days: Sequence[tuple[date, int, int]]
    provinces: Sequence[tuple[str, int, int]]
    faults: Sequence[tuple[str, int]]
    letters: dict[OutboxState, int]
    waits: tuple[timedelta, timedelta] | None
    not_eligible: int = 0


def figures_of(session: Session, contest: str, zone: ZoneInfo) -> Figures:
    """Read at once, so that the numbers agree with one another."""
    statuses = _grouped(session, col(Entry.status), Entry.contest == contest)
    verdicts = _grouped(session, col(DecisionRow.verdict), DecisionRow.contest == contest, is_current())
    letters = _grouped(session, col(Outbox.state), Outbox.contest == contest)
    return Figures(
        messages=session.exec(select(func.count()).where(Message.contest == contest)).one(),
        entries={status: statuses.get(status, 0) for status in EntryStatus},
        verdicts={each: verdicts.get(each, 0) for each in Verdict},
        days=_days(session, contest, zone),
        provinces=_provinces(session, contest),
        faults=_faults(session, contest),
        letters={state: letters.get(state, 0) for state in OutboxState},
        waits=_waits(session, contest),
        not_eligible=_not_eligible(session, contest),
    )


def _not_eligible(session: Session, contest: str) -> int:
    """Entries whose last word on that, by acts that stand, is a decision."""
    last = (
        select(func.max(ActRow.id))
        .where(
            ActRow.contest == contest,
            col(ActRow.kind).in_((ActKind.DECISION, ActKind.ELIGIBLE)),
            col(ActRow.undone_id).is_(None),
        )
        .group_by(col(ActRow.entry_id))
    )
    decided = select(func.count()).where(col(ActRow.id).in_(last), ActRow.kind == ActKind.DECISION)
    return session.exec(decided).one()


def provinces_in(session: Session, contest: str) -> list[str]:
    """Every province from which there is an entry, in the order of the alphabet."""
    query = (
        select(Entry.agency_province)
        .where(Entry.contest == contest, Entry.agency_province != "")
        .distinct()
        .order_by(col(Entry.agency_province))
    )
    return list(session.exec(query))


def _grouped(session: Session, column: object, *wanted: object) -> dict[object, int]:
    query = select(column, func.count()).where(*wanted).group_by(column)  # type: ignore[call-overload]
    return dict(session.exec(query).all())


def _days(session: Session, contest: str, zone: ZoneInfo) -> list[tuple[date, int, int]]:
    came = func.coalesce(Message.received_at, Message.internal_date)
    mails = Counter(
        at.astimezone(zone).date() for at in session.exec(select(came).where(Message.contest == contest))
    )
    opened = Counter(
        at.astimezone(zone).date()
        for at in session.exec(
            select(Entry.first_received_at).where(
                Entry.contest == contest, col(Entry.status).not_in(_NOT_COUNTED)
            )
        )
    )
    return [(day, mails[day], opened[day]) for day in sorted(mails | opened)]


def _provinces(session: Session, contest: str) -> list[tuple[str, int, int]]:
    """Each with its entries, and those that are complete; the most first."""
    complete = func.sum(case((col(Entry.status) == EntryStatus.COMPLETE, 1), else_=0))
    query = (
        select(Entry.agency_province, func.count(), complete)
        .where(Entry.contest == contest, Entry.agency_province != "", col(Entry.status).not_in(_NOT_COUNTED))
        .group_by(col(Entry.agency_province))
        .order_by(func.count().desc(), col(Entry.agency_province))
    )
    return [(name, count, done) for name, count, done in session.exec(query)]


def _faults(session: Session, contest: str) -> list[tuple[str, int]]:
    query = (
        select(ReasonRow.code, func.count())
        .join(DecisionRow, col(DecisionRow.id) == col(ReasonRow.decision_id))
        .where(DecisionRow.contest == contest, is_current(), ReasonRow.severity == Severity.FAULT)
        .group_by(col(ReasonRow.code))
        .order_by(func.count().desc(), col(ReasonRow.code))
    )
    return [(code, count) for code, count in session.exec(query)]


def _waits(session: Session, contest: str) -> tuple[timedelta, timedelta] | None:
    query = (
        select(Message.first_seen_at, Outbox.sent_at)
        .join(Outbox, col(Outbox.message_id) == col(Message.id))
        .where(Message.contest == contest, Outbox.kind == "reply", col(Outbox.sent_at).is_not(None))
    )
    took = sorted(sent - seen for seen, sent in session.exec(query) if sent is not None)
    return (took[len(took) // 2], took[min(len(took) - 1, len(took) * 9 // 10)]) if took else None
