"""A person's verdict, above that of the rules: what it does to the entry, and what is answered."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from screening.answer.reply import plan
from screening.case import Case
from screening.entry import founders
from screening.entry.outcome import change_of
from screening.model.codes import reason
from screening.model.decision import (
    Decision,
    EntryChange,
    EntryStatus,
    Reason,
    Role,
    Ruling,
    Severity,
    Verdict,
)
from screening.model.submission import ContentState

_ROLES = (Role.FORM, Role.DECK)


def ruled(case: Case, decision: Decision) -> Decision:
    """The rules' decision under the ruling of `case.facts`. What an entry lacks no ruling gives it: an
    acceptance without a form and a deck leaves the decision as it is.
    """
    ruling = case.facts.ruling
    return _RULED[ruling](case, decision) if ruling else decision


def _accepted(case: Case, decision: Decision) -> Decision:
    stands = {role: _best(case, decision, role) for role in _ROLES}
    if not all(stands.values()):
        return decision
    change = replace(
        _change(case, decision), status=EntryStatus.COMPLETE, form=stands[Role.FORM], deck=stands[Role.DECK]
    )
    return _decided(case, decision, Verdict.ACCEPTED, change)


def _best(case: Case, decision: Decision, role: Role) -> str | None:
    """What stands for a role, else the newest file that came for it, though the rules refuse it; never one in
    which a virus scanner has found something.
    """
    stands = _standing(decision, role)
    kept = case.entry.files if case.entry else ()
    earlier = [each.file for each in kept if each.role is role]
    meant = [*earlier, *case.new(role)]
    return stands or next(
        (file.sha256 for file in reversed(meant) if file.size and not file.content.malware), None
    )


def _standing(decision: Decision, role: Role) -> str | None:
    change = decision.change
    return None if change is None else change.form if role is Role.FORM else change.deck


def _rejected(case: Case, decision: Decision) -> Decision:
    """What the ruling finds fault with stands no more, and is asked for."""
    faults = tuple(_fault(case, code) for code in case.facts.faults)
    struck = {role for role in _ROLES if any(code.startswith(f"{role}-") for code in case.facts.faults)}
    change = _change(case, decision)
    change = replace(
        change,
        status=EntryStatus.INCOMPLETE,
        form=None if Role.FORM in struck else change.form,
        deck=None if Role.DECK in struck else change.deck,
    )
    return _decided(case, decision, Verdict.REJECTED, change, faults)


def _fault(case: Case, code: str) -> Reason:
    role = next((role for role in _ROLES if code.startswith(f"{role}-")), None)
    files = case.new(role) if role else ()
    if not files:
        return reason(code)
    # Of pages that open, only that nothing is written on them is to be said.
    unfilled = {"unfilled": "yes"} if code in _EMPTY and files[-1].content.state is ContentState.OK else {}
    return reason(code, received=files[-1].name, **unfilled)


_EMPTY = ("form-empty", "deck-empty")


def _not_eligible(case: Case, decision: Decision) -> Decision:
    change = _change(case, decision)
    whole = change.form is not None and change.deck is not None
    status = EntryStatus.COMPLETE if whole else EntryStatus.INCOMPLETE
    return _decided(case, decision, Verdict.REJECTED, replace(change, status=status))


def _withdrawn(case: Case, decision: Decision) -> Decision:
    change = replace(_change(case, decision), status=EntryStatus.WITHDRAWN)
    return _decided(case, decision, Verdict.REJECTED, change)


def _ignored(case: Case, decision: Decision) -> Decision:
    told = _told(decision, ())
    answer = plan(case, Verdict.IGNORED, told)
    return replace(
        decision, verdict=Verdict.IGNORED, reasons=told, change=None, reply=answer, notices=(), taken=()
    )


def _held(case: Case, decision: Decision) -> Decision:
    change = replace(_change(case, decision), status=EntryStatus.HELD)
    return _decided(case, decision, Verdict.HELD, change, (reason("on-hold"),))


_RULED: Mapping[Ruling, Callable[[Case, Decision], Decision]] = {
    Ruling.ACCEPT: _accepted,
    Ruling.REJECT: _rejected,
    Ruling.DECISION: _not_eligible,
    Ruling.WITHDRAW: _withdrawn,
    Ruling.IGNORE: _ignored,
    Ruling.HOLD: _held,
}


def _change(case: Case, decision: Decision) -> EntryChange:
    change = decision.change or change_of(case, decision.verdict, decision.reasons)
    return replace(change, ruling=case.facts.ruling)


def _decided(
    case: Case, decision: Decision, verdict: Verdict, change: EntryChange, more: Iterable[Reason] = ()
) -> Decision:
    reasons = _told(decision, more)
    reply = plan(case, verdict, reasons)
    return replace(
        decision,
        verdict=verdict,
        reasons=reasons,
        change=change,
        reply=reply,
        notices=founders.notices(case, change, reply),
    )


def _told(decision: Decision, more: Iterable[Reason]) -> tuple[Reason, ...]:
    """The reasons given, the notes of the rules, and which faults and doubts a person has settled."""
    over = [each.code for each in decision.reasons if each.severity is not Severity.NOTE]
    notes = [each for each in decision.reasons if each.severity is Severity.NOTE]
    return (*more, *notes, reason("by-person", others=list(dict.fromkeys(over))))
