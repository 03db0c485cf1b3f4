"""The one transaction in which a person's act is done: recorded, judged on with, and told in one letter."""

from collections.abc import Mapping
from dataclasses import replace

from sqlmodel import Session, select

from decisions.acts.checks import check, check_outcome
from decisions.acts.erase import erase, file_to_erase
from decisions.acts.errors import ActRefusedError, StaleError
from decisions.acts.letters import answer_all, withdraw_promises, write_words
from decisions.acts.making import enter, split
from decisions.acts.order import Done, Order
from decisions.acts.refusals import of_acts
from decisions.acts.second import confirmed, needs_second, propose, proposed_targets
from decisions.acts.settle import settle
from decisions.acts.targets import targets_among
from decisions.acts.times import check_time
from decisions.acts.undo import take_back, to_undo
from decisions.acts.who_may import require_may
from decisions.judge import Judge
from screening.model.act import ActKind, Nature, nature_of
from screening.model.submission import Submission
from storage.acts.written import write_act
from storage.chain.counters import lock_counter
from storage.entries.lying import Lying, lying_in, version_of
from storage.tables import Entry


def perform(session: Session, order: Order, read: Mapping[int, Submission], judge: Judge) -> Done:
    """Does the act. `read` are messages as they are read today; UnreadError names one that is missing.

    Raises ActRefusedError where the act does not fit, StaleError where something came after what was seen;
    either undoes the transaction.
    """
    counter = lock_counter(session, judge.rules.contest)
    if order.act.kind is ActKind.NEW:
        require_may(session, None, order, ())
        return enter(session, counter, order, judge)
    entry = entry_named(session, counter.contest, order.reference)
    _refuse_stale(session, entry, order)
    if order.act.kind is ActKind.CONFIRM:
        order = confirmed(session, entry, order)
    lying = lying_in(session, [entry.id]).get(entry.id, [])
    seconded = needs_second(session, order, lying, judge)
    # A preview shows what it will come to, and to him who may at least propose it.
    proposes = needs_second(session, replace(order, preview=False), lying, judge)
    require_may(session, entry, order, lying, proposes=proposes)
    if order.act.kind is ActKind.UNDO and not seconded:
        return take_back(session, counter, entry, order, read, judge)
    check(session, entry, order, lying, judge.rules)
    check_time(order.act, judge)
    _refuse_hopeless(session, entry, order)
    targets = _targets(session, order, lying)
    if seconded:
        return propose(session, entry, order, targets, judge)
    if order.act.kind in _OF_THEIR_OWN:
        return _OF_THEIR_OWN[order.act.kind](session, counter, entry, order, targets, read, judge)
    act = write_act(session, entry, order.act, targets, order.who, order.why, judge.clock())
    nature = nature_of(order.act.kind)
    if nature is Nature.WORDS:
        return Done(act, entry, letters=write_words(session, entry, act, order.act, targets, read, judge))
    if nature is Nature.DESK:
        return Done(act, entry)
    changed = settle(session, counter, targets, read, judge, act)
    check_outcome(order.act, changed)
    if order.act.kind is ActKind.SETTLED:
        withdraw_promises(session, act, order.act, [each for each in lying if each.message_id in targets])
    if order.act.kind is ActKind.EXTEND:
        return Done(act, entry, changed, write_words(session, entry, act, order.act, targets, read, judge))
    return Done(act, entry, changed, answer_all(session, changed, act, judge, reply=order.reply))


_OF_THEIR_OWN = {ActKind.SPLIT: split, ActKind.ERASE: erase}
"""Acts that do more than being judged on with."""


def _refuse_hopeless(session: Session, entry: Entry, order: Order) -> None:
    """Raises ActRefusedError for what nobody could confirm: it is not proposed either."""
    if order.act.kind is ActKind.UNDO:
        to_undo(session, entry, order)
    if order.act.kind is ActKind.ERASE:
        file_to_erase(session, entry, order.act.file)


def entry_named(session: Session, contest: str, reference: str) -> Entry:
    """The entry of that receipt number. Raises ActRefusedError where there is none."""
    entry = session.exec(select(Entry).where(Entry.contest == contest, Entry.reference == reference)).first()
    if entry is None:
        raise ActRefusedError(of_acts.NO_ENTRY, reference=reference)
    return entry


def _refuse_stale(session: Session, entry: Entry, order: Order) -> None:
    now = version_of(session, entry.id)
    if order.seen and order.seen != now:
        raise StaleError(of_acts.STALE, reference=entry.reference, seen=order.seen, now=now)


def _targets(session: Session, order: Order, lying: list[Lying]) -> tuple[int, ...]:
    if order.act.seconds is not None:
        return proposed_targets(session, order.act.seconds, lying)
    if order.message_id is None:
        return targets_among(order.act, lying)
    if order.message_id not in {each.message_id for each in lying}:
        raise ActRefusedError(of_acts.NOT_IN_ENTRY, message=order.message_id, reference=order.reference)
    return (order.message_id,)
