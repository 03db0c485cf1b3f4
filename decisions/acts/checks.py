"""Whether an act fits what it is to be done about, before and after."""

from collections.abc import Sequence

from sqlmodel import Session, select

from decisions.acts.errors import ActRefusedError
from decisions.acts.order import Order
from decisions.acts.refusals import of_acts, of_files
from decisions.acts.settle import Settled
from screening.addresses import is_address
from screening.model.act import Act, ActKind, Nature, nature_of
from screening.model.codes import SEVERITY
from screening.model.decision import EntryStatus, Role, Severity, Verdict
from screening.model.rules import Rules
from storage.entries.lying import Lying
from storage.tables import Entry

_ALWAYS_TOLD = frozenset(
    {
        ActKind.AGENCY,
        ActKind.SENDER,
        ActKind.JOIN,
        ActKind.REPLACE,
        ActKind.SECOND_WORK,
        ActKind.NEW,
        ActKind.SPLIT,
        ActKind.ATTACH,
        ActKind.EXTEND,
        ActKind.WITHDRAW,
        ActKind.DECISION,
    }
)
"""Whose entry it is, what belongs to it and whether it runs: its applicants always hear of that."""


_OF_THE_ENTRY = {"appeal", "extended"}
"""What a person has put on the card, and no message raises."""


def check(session: Session, entry: Entry, order: Order, lying: Sequence[Lying], rules: Rules) -> None:
    """Raises ActRefusedError for an act that says too little, or that fits the entry in no way."""
    check_said(order)
    act = order.act
    if _goes_out(act):
        check_address(act.to, rules)
    if act.kind in (ActKind.JOIN, ActKind.REPLACE):
        _check_target(session, entry, act)
    if act.kind is ActKind.SPLIT:
        _check_split(act, lying)
    if act.kind is ActKind.REJECT:
        _check_faults(act)
    if act.kind is ActKind.SETTLED:
        open_ = {code for each in lying for code in each.waits}
        if unknown := sorted(set(act.codes) - open_ - _OF_THE_ENTRY):
            why = of_acts.HELD_FOR_OTHERS if open_ else of_acts.NOT_HELD_FOR
            raise ActRefusedError(why, reference=entry.reference, codes=unknown, waits=sorted(open_))


def check_said(order: Order) -> None:
    """Raises ActRefusedError for an act that says too little, whatever it is about."""
    act = order.act
    if not order.why.strip():
        raise ActRefusedError(of_acts.NO_REASON)
    if not order.reply and act.kind in _ALWAYS_TOLD:
        raise ActRefusedError(of_acts.ALWAYS_TOLD, kind=act.kind)
    if (_goes_out(act) or act.kind is ActKind.DECISION) and not act.words.strip():
        raise ActRefusedError(of_acts.NO_WORDS, kind=act.kind)


def _goes_out(act: Act) -> bool:
    """Whether its words go out in a letter of their own, to the address that it names."""
    return nature_of(act.kind) is Nature.WORDS or act.kind is ActKind.EXTEND


def check_address(address: str, rules: Rules) -> None:
    """Raises ActRefusedError for one to which no letter can go; empty it is looked for elsewhere."""
    if address and not is_address(address):
        raise ActRefusedError(of_acts.NO_ADDRESS, address=address)
    if address.lower() in rules.own_addresses:
        raise ActRefusedError(of_acts.OUR_ADDRESS, address=address)


def _check_target(session: Session, entry: Entry, act: Act) -> None:
    query = select(Entry).where(Entry.contest == entry.contest, Entry.reference == act.reference)
    target = session.exec(query).first()
    if target is None or target.status in (EntryStatus.VOID, EntryStatus.WITHDRAWN):
        raise ActRefusedError(of_acts.NONE_THAT_RUNS, reference=act.reference or "–")
    if target.id == entry.id and act.kind is ActKind.JOIN:
        raise ActRefusedError(of_acts.ITSELF, reference=act.reference)


def _check_faults(act: Act) -> None:
    faults = sorted(
        code for code, severity in SEVERITY.items() if severity is Severity.FAULT and code != "late"
    )
    if not act.codes or not set(act.codes) <= set(faults):
        raise ActRefusedError(of_acts.WHICH_FAULTS, faults=" ".join(faults))


def _check_split(act: Act, lying: Sequence[Lying]) -> None:
    """A machine's signs stand in the whole mail, and would be lost with it."""
    came = [each for each in lying if each.files & set(act.parts)]
    if any("automatic" in each.holds for each in came):
        raise ActRefusedError(of_files.SPLIT_MACHINE)
    if any(each.files <= set(act.parts) for each in came):
        raise ActRefusedError(of_files.SPLIT_ALL)


def check_parts(changed: Sequence[Settled]) -> None:
    """Raises ActRefusedError where files that were split off make no entry; `changed` is their mail."""
    brought = [file for each in changed if each.entry for file in each.judged.decision.files]
    if all(file.role is Role.OTHER for file in brought):
        raise ActRefusedError(of_files.NO_FORM_NO_DECK)


def check_outcome(act: Act, changed: Sequence[Settled]) -> None:
    """Raises ActRefusedError where a ruling could not be carried out."""
    accepted = any(each.judged.decision.verdict is Verdict.ACCEPTED for each in changed)
    if act.kind is ActKind.ACCEPT and not accepted:
        raise ActRefusedError(of_acts.NOTHING_TO_ACCEPT)
    if nature_of(act.kind) is Nature.VERDICT and not changed:
        raise ActRefusedError(of_acts.STANDS_SO, kind=act.kind)
