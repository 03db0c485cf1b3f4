"""Whether an act fits what it is to be done about, before and after."""

from collections.abc import Sequence

from sqlmodel import Session, select

from decisions.acts.errors import ActRefusedError
from decisions.acts.order import Order
from decisions.acts.settle import Settled
from screening.model.act import Act, ActKind, Nature, nature_of
from screening.model.codes import SEVERITY
from screening.model.decision import EntryStatus, Role, Severity, Verdict
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


def check(session: Session, entry: Entry, order: Order, lying: Sequence[Lying]) -> None:
    """Raises ActRefusedError for an act that says too little, or that fits the entry in no way."""
    check_said(order)
    act = order.act
    if act.kind in (ActKind.JOIN, ActKind.REPLACE):
        _check_target(session, entry, act)
    if act.kind is ActKind.SPLIT:
        _check_split(act, lying)
    if act.kind is ActKind.REJECT:
        _check_faults(act)
    if act.kind is ActKind.SETTLED:
        open_ = {code for each in lying for code in each.waits}
        if unknown := sorted(set(act.codes) - open_ - _OF_THE_ENTRY):
            what = f"; it is for {', '.join(sorted(open_))}" if open_ else ""
            raise ActRefusedError(f"{entry.reference} is not held for {', '.join(unknown)}{what}")


def check_said(order: Order) -> None:
    """Raises ActRefusedError for an act that says too little, whatever it is about."""
    act = order.act
    if not order.why.strip():
        raise ActRefusedError("say why: a reason belongs to every act")
    if not order.reply and act.kind in _ALWAYS_TOLD:
        raise ActRefusedError(f"`{act.kind}` is always told to the applicants: leave out --no-reply")
    spoken = nature_of(act.kind) is Nature.WORDS or act.kind in (ActKind.DECISION, ActKind.EXTEND)
    if spoken and not act.words.strip():
        raise ActRefusedError(f"`{act.kind}` needs the words that the applicant is to read")


def _check_target(session: Session, entry: Entry, act: Act) -> None:
    query = select(Entry).where(Entry.contest == entry.contest, Entry.reference == act.reference)
    target = session.exec(query).first()
    if target is None or target.status in (EntryStatus.VOID, EntryStatus.WITHDRAWN):
        raise ActRefusedError(f"there is no entry {act.reference or '(say which)'} that runs")
    if target.id == entry.id and act.kind is ActKind.JOIN:
        raise ActRefusedError(f"{act.reference} is this entry itself")


def _check_faults(act: Act) -> None:
    faults = sorted(
        code for code, severity in SEVERITY.items() if severity is Severity.FAULT and code != "late"
    )
    if not act.codes or not set(act.codes) <= set(faults):
        raise ActRefusedError(
            f"say what is to be mended, one or more of: {' '.join(faults)}; with --words your own words "
            "stand in the letter as well, and for a form or deck that was not filled in they are enough"
        )


def _check_split(act: Act, lying: Sequence[Lying]) -> None:
    """A machine's signs stand in the whole mail, and would be lost with it."""
    came = [each for each in lying if each.files & set(act.parts)]
    if any("automatic" in each.holds for each in came):
        raise ActRefusedError(
            "a machine may have sent this: say first that a person did, `settled automatic`"
        )
    if any(each.files <= set(act.parts) for each in came):
        raise ActRefusedError(
            "nothing would be left of the mail: name only the files that go their own way; "
            "a mail that is another work as a whole is `second-work`"
        )


def check_parts(changed: Sequence[Settled]) -> None:
    """Raises ActRefusedError where files that were split off make no entry; `changed` is their mail."""
    brought = [file for each in changed if each.entry for file in each.judged.decision.files]
    if all(file.role is Role.OTHER for file in brought):
        raise ActRefusedError("there is neither a form nor a deck among these files: they make no entry")


def check_outcome(act: Act, changed: Sequence[Settled]) -> None:
    """Raises ActRefusedError where a ruling could not be carried out."""
    accepted = any(each.judged.decision.verdict is Verdict.ACCEPTED for each in changed)
    if act.kind is ActKind.ACCEPT and not accepted:
        raise ActRefusedError(
            "nothing to accept: a form and a deck are wanted, or it is accepted already; "
            "`attach` what is lacking, or say with `role` which file is what"
        )
    if nature_of(act.kind) is Nature.VERDICT and not changed:
        raise ActRefusedError(f"it stands so already: `{act.kind}` changes nothing")
