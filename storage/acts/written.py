"""Acts of persons: written down, and read back as what they say about a message."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from screening.facts import facts_of
from screening.model.act import MAKES, Act, ActKind, Nature, nature_of
from screening.model.decision import Ruling, Template
from screening.model.facts import Facts
from storage.chain.events import About, Happening, append
from storage.chain.kinds import Acted
from storage.codec import act_of, act_to_json, storable
from storage.errors import StorageError
from storage.milestones import ActMilestone, reached
from storage.states import OutboxState
from storage.tables import ActRow, ActTarget, DecisionRow, Entry, Message, Outbox

_LEFT = (OutboxState.ATTEMPTING, OutboxState.SENT, OutboxState.UNCERTAIN, OutboxState.FAILED)
_TELLS = (*_LEFT, OutboxState.PENDING, OutboxState.HELD)


def write_act(
    session: Session, entry: Entry, act: Act, targets: Iterable[int], who: str, why: str, now: datetime
) -> ActRow:
    """Records an act on those messages, with its event; `why` is kept outside the chain."""
    row = ActRow(
        contest=entry.contest,
        entry_id=entry.id,
        kind=act.kind,
        act=act_to_json(act),
        why=storable(why),
        by=who,
        at=now,
    )
    session.add(row)
    session.flush()
    session.add_all(ActTarget(act_id=row.id, message_id=message) for message in dict.fromkeys(targets))
    session.flush()
    says = hashlib.sha256(json.dumps(row.act, sort_keys=True).encode()).hexdigest()
    told = Acted(row.id, act.kind.value, says, act.act)
    append(session, entry.contest, now, Happening(who, told, About(entry=entry.id), why))
    reached(ActMilestone.WRITTEN)
    return row


def facts_about(session: Session, message_id: int) -> Facts:
    """What the acts on a message come to that nobody has taken back.

    A mail that staff have made stands and falls with the act: taken back it is none, or, where its applicant
    has been told of the entry, one that is withdrawn.
    """
    digest, maker = session.get_one(Message, message_id).digest, maker_of(session, message_id)
    standing = _standing(session, message_id)
    if maker is None or maker.undone_id is None:
        return facts_of((act_of(row.act) for row in standing), digest)
    facts = facts_of((act_of(row.act) for row in (maker, *standing)), digest)
    told = maker.kind is ActKind.NEW and went_out(session, maker.id)
    return replace(facts, ruling=Ruling.WITHDRAW if told else Ruling.IGNORE, faults=(), words="")


def maker_of(session: Session, message_id: int) -> ActRow | None:
    """The last act in which staff made the message; None for one that came by itself."""
    query = (
        select(ActRow, Message.digest)
        .join(ActTarget, col(ActTarget.act_id) == col(ActRow.id))
        .join(Message, col(Message.id) == col(ActTarget.message_id))
        .where(ActTarget.message_id == message_id, col(ActRow.kind).in_(MAKES))
    )
    found = session.exec(query.order_by(col(ActRow.id).desc())).all()
    return next((row for row, digest in found if act_of(row.act).made == digest), None)


def share_acts(session: Session, message_id: int, made_id: int, kinds: Iterable[ActKind]) -> None:
    """What persons have settled about a message by acts of those kinds holds for one made of its files."""
    has = set(session.exec(select(ActTarget.act_id).where(ActTarget.message_id == made_id)))
    rows = [row for row in _standing(session, message_id) if row.kind in kinds and row.id not in has]
    session.add_all(ActTarget(act_id=row.id, message_id=made_id) for row in rows)
    session.flush()


def acts_on(session: Session, entry: int) -> list[Act]:
    """The acts on an entry that nobody has taken back, the newest first."""
    query = select(ActRow).where(ActRow.entry_id == entry, col(ActRow.undone_id).is_(None))
    return [act_of(row.act) for row in session.exec(query.order_by(col(ActRow.id).desc())).all()]


def ruled_by(session: Session, message_id: int) -> tuple[str, str]:
    """Who gave the ruling that stands on a message, and why."""
    maker = maker_of(session, message_id)
    if maker is not None and maker.undone_id is not None:
        undone = session.get_one(ActRow, maker.undone_id)
        return undone.by, undone.why
    rulings = [row for row in _standing(session, message_id) if nature_of(row.kind) is Nature.VERDICT]
    return rulings[-1].by, rulings[-1].why


def _standing(session: Session, message_id: int) -> Sequence[ActRow]:
    query = (
        select(ActRow)
        .join(ActTarget, col(ActTarget.act_id) == col(ActRow.id))
        .where(ActTarget.message_id == message_id, col(ActRow.undone_id).is_(None))
    )
    return session.exec(query.order_by(col(ActRow.id))).all()


def targets_of(session: Session, act_id: int) -> list[int]:
    """The messages that an act is about."""
    query = select(ActTarget.message_id).where(ActTarget.act_id == act_id)
    return list(session.exec(query.order_by(col(ActTarget.message_id))))


def judged_by(session: Session, act_id: int) -> list[int]:
    """The messages that were judged again for an act: those that it is about, and what stood on them."""
    query = select(DecisionRow.message_id).where(DecisionRow.act_id == act_id)
    return list(session.exec(query.distinct().order_by(col(DecisionRow.message_id))))


def act_at(session: Session, contest: str, act_id: int) -> ActRow:
    """An act of the contest. Raises StorageError where there is none of that number."""
    row = session.get(ActRow, act_id)
    if row is None or row.contest != contest:
        raise StorageError(f"there is no act {act_id}")
    return row


def letters_of_act(session: Session, act_id: int) -> Sequence[Outbox]:
    """The mails that follow from an act."""
    return session.exec(select(Outbox).where(Outbox.act_id == act_id).order_by(col(Outbox.id))).all()


def went_out(session: Session, act_id: int) -> bool:
    """Whether any mail of an act has left, or may have."""
    return any(row.attempts or row.state in _LEFT for row in letters_of_act(session, act_id))


def told_since(session: Session, act_id: int) -> Sequence[Outbox]:
    """Letters of later acts on the same messages that have left, or are to: they tell of this act, too."""
    about = select(ActTarget.message_id).where(ActTarget.act_id == act_id)
    later = select(ActTarget.act_id).where(ActTarget.act_id > act_id, col(ActTarget.message_id).in_(about))
    query = select(Outbox).where(
        col(Outbox.act_id).in_(later), col(Outbox.state).in_(_TELLS), Outbox.template != Template.ANSWER
    )
    return session.exec(query.order_by(col(Outbox.id))).all()


def answered_since(session: Session, act_id: int, messages: Iterable[int]) -> Sequence[Outbox]:
    """Answers to those of the messages that came after an act, which have left, or are to: they say how all
    stood with it.
    """
    with_it = select(func.max(DecisionRow.number)).where(DecisionRow.act_id == act_id).scalar_subquery()
    came = (
        select(DecisionRow.message_id)
        .where(col(DecisionRow.message_id).in_(list(messages)))
        .group_by(col(DecisionRow.message_id))
        .having(func.min(DecisionRow.number) > with_it)
    )
    query = select(Outbox).where(
        col(Outbox.message_id).in_(came),
        Outbox.kind == "reply",
        col(Outbox.state).in_(_TELLS),
    )
    return session.exec(query.order_by(col(Outbox.id))).all()
