"""Mail of ours that came back: its reply has failed; an address that does not exist is written to no more.

A report is believed only as far as its Message-ID goes, which nobody knows but who was shown our mail:
another address that it names is nobody's business.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from sqlalchemy import ColumnElement, and_, bindparam, func
from sqlalchemy import select as sql_select
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, col, or_, select

from screening.model.decision import Template, Verdict
from screening.model.history import HistoryKeys
from screening.model.submission import Bounce
from storage.chain.events import About, Happening, append
from storage.chain.kinds import AddressSuppressed, Kind, Told
from storage.entries.current import current_of
from storage.entries.judged import Judged
from storage.entries.past import BOUND, Point
from storage.outbox.replies import bounce
from storage.outbox.step import Answer
from storage.states import ALLOWED, OutboxStep
from storage.tables import Counter, DecisionRow, Entry, Outbox, Suppression

_NO_SUCH_ADDRESS = "5.1."
"""RFC 3463 section 3.2: it is the address that is at fault, not a full mailbox or a refused text."""


@dataclass(frozen=True, slots=True)
class Returned:
    """One mail of ours that came back: the receipt number of the entry that it speaks of, empty for a digest,
    and whether its address is suppressed now.
    """

    outbox_id: int
    reference: str
    suppressed: bool


def is_suppressed(session: Session, contest: str, keys: HistoryKeys, point: Point) -> bool:
    """Whether the address that would be answered did not exist, at that point.

    A mail that stands behind the report, and comes from the address itself, shows that it does.
    """
    asked = {"address": keys.reply_address.lower(), "contest": contest, "known": point.known}
    if keys.sender == keys.reply_address:
        return session.scalar(_REPORTED_BEHIND, {**asked, "after": point.after}) is not None
    return session.scalar(_REPORTED, asked) is not None


def suppressed_among(
    session: Session, contest: str, addresses: Collection[str], point: Point
) -> frozenset[str]:
    """Those of `addresses` that did not exist, at that point, by two reports.

    One report anybody can forge to whom a letter was shown, and what a founder would then not hear is that
    his entry is changed. The second must return a letter that was written after the first: that one went to
    the address alone.
    """
    first = aliased(Suppression)
    found = (
        select(Suppression.address)
        .join(Outbox, col(Outbox.id) == col(Suppression.outbox_id))
        .join(
            first, and_(col(first.address) == Suppression.address, col(first.created_at) < Outbox.created_at)
        )
        .where(
            col(Suppression.address).in_({address.lower() for address in addresses}),
            *(stands for report in (Suppression, first) for stands in _stands(report, contest, point)),
        )
    )
    return frozenset(session.exec(found))


def _stands(report: type[Suppression], contest: str, point: Point) -> tuple[ColumnElement[bool], ...]:
    """Whether a report had come, and was not lifted, at that point."""
    return (
        col(report.contest) == contest,
        col(report.since) <= point.known,
        or_(col(report.lifted).is_(None), col(report.lifted) > point.known),
    )


_REPORTED = (
    sql_select(col(Suppression.id))
    .where(col(Suppression.address) == bindparam("address"))
    .where(*_stands(Suppression, cast(str, bindparam("contest")), BOUND))
    .limit(1)
)
_REPORTED_BEHIND = _REPORTED.where(col(Suppression.since) > BOUND.after)


def written_to_no_more(contest: str, address: Mapped[str]) -> ColumnElement[bool]:
    """Whether an address does not exist, by what is known now."""
    report = select(Suppression.id).where(
        Suppression.contest == contest,
        Suppression.address == func.lower(address),
        col(Suppression.lifted).is_(None),
    )
    return report.exists()


def settle_returned(session: Session, counter: Counter, judged: Judged) -> tuple[Returned, ...]:
    """Does what the decision under the counter's last number means for mail of ours that came back.

    A delivery report fails the replies that it returns, which are named. Any mail that is judged as a
    person's lifts what stands against its sender.
    """
    if judged.decision.verdict is not Verdict.IGNORED:
        _lift(session, counter, judged)
        return ()
    report = judged.submission.parsed.bounce
    if report is None or not any(failure.permanent for failure in report.failures):
        return ()
    query = select(Outbox).where(
        Outbox.contest == counter.contest,
        col(Outbox.rfc_message_id).in_(report.message_ids),
        col(Outbox.state).in_(ALLOWED[OutboxStep.BOUNCE]),
    )
    rows = session.exec(query.order_by(col(Outbox.id))).all()
    return tuple(_return(session, counter, judged, row, report) for row in rows)


def _return(session: Session, counter: Counter, judged: Judged, row: Outbox, report: Bounce) -> Returned:
    permanent = [failure for failure in report.failures if failure.permanent]
    named = [failure for failure in permanent if failure.address == row.to_address.lower()]
    told = (named or permanent)[0]
    answer = Answer(text=f"came back: {told.address or 'no address named'} {told.status}".strip())
    bounce(session, counter.contest, row.id, answer, judged.at)
    gone = next((each.status for each in named if each.status.startswith(_NO_SUCH_ADDRESS)), "")
    if gone:
        _suppress(session, counter, judged, row, gone)
    return Returned(row.id, _reference(session, row), suppressed=bool(gone))


def _suppress(session: Session, counter: Counter, judged: Judged, row: Outbox, status: str) -> None:
    session.add(
        Suppression(
            contest=counter.contest,
            address=row.to_address.lower(),
            status=status,
            outbox_id=row.id,
            since=counter.last_decision,
            created_at=judged.at,
        )
    )
    about = About(judged.message_id, outbox=row.id)
    happening = Happening("rules", AddressSuppressed(status), about, row.to_address)
    append(session, counter.contest, judged.at, happening)


def _lift(session: Session, counter: Counter, judged: Judged) -> None:
    sender = judged.submission.parsed.sender.address
    found = session.scalars(_NOT_LIFTED, {"contest": counter.contest, "address": sender})
    for row in found.all():
        row.lifted = counter.last_decision
        about = About(judged.message_id, outbox=row.outbox_id)
        told = Told(Kind.ADDRESS_LIVES)
        append(session, counter.contest, judged.at, Happening("rules", told, about, sender))


_NOT_LIFTED = sql_select(Suppression).where(
    col(Suppression.contest) == bindparam("contest"),
    col(Suppression.address) == bindparam("address"),
    col(Suppression.lifted).is_(None),
)


def _reference(session: Session, row: Outbox) -> str:
    if row.template is Template.DIGEST:
        return ""
    if row.entry_id is not None:
        return session.get_one(Entry, row.entry_id).reference
    query = select(Entry.reference).join(DecisionRow, col(DecisionRow.entry_id) == col(Entry.id))
    found = session.exec(query.where(current_of(row.message_id))).first()
    return found or ""
