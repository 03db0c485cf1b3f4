"""What a verdict does to the entry: which files stand from now on, who belongs to it, where it stands."""

from screening.case import Case
from screening.entry import circle
from screening.entry.standing import good
from screening.model.decision import EntryChange, EntryStatus, Grade, Reason, Role, Severity, Taken, Verdict
from screening.model.history import KeptFile, Waiting
from screening.model.submission import File

_ROLES = (Role.FORM, Role.DECK)


def change_of(case: Case, verdict: Verdict, reasons: tuple[Reason, ...]) -> EntryChange:
    """The entry's next state. A broken, late or unproven file never displaces a good one."""
    stands = {role: _next(case, role, reasons) for role in _ROLES}
    return EntryChange(
        entry=case.entry.id if case.entry else None,
        status=_status(case, verdict, reasons, whole=all(stands.values())),
        form=stands[Role.FORM],
        deck=stands[Role.DECK],
        members=circle.joining(case),
        settled=_settled(case),
        until=case.facts.until,
    )


def taken_by(case: Case) -> tuple[Taken, ...]:
    """The files that lay under another number, or came there first, and stand from now on."""
    found: list[KeptFile] = []
    for role in _ROLES:
        kept, file = case.standing(role), good(case, role)
        if kept and kept != case.before(role) and _from_elsewhere(case, kept):
            found.append(kept)
        elif file and case.takes(role) and _is_given_late(case, role, file):
            found += [one for one in _offered(case) if one.file.sha256 == file.sha256][:1]
    return tuple(Taken(kept.file, kept.role, kept.received_at) for kept in found)


def _is_given_late(case: Case, role: Role, file: File) -> bool:
    """Whether the applicant sends after the close what somebody else had sent for him in time."""
    entry = case.entry
    return (
        entry is not None
        and case.gives_what_waited
        and case.after_close
        and not entry.kept(role, file.sha256)
    )


def _from_elsewhere(case: Case, kept: KeptFile) -> bool:
    return case.entry is not None and kept not in case.entry.files


def _offered(case: Case) -> list[KeptFile]:
    offered = [each for each in (case.entry.waiting if case.entry else ()) if each.kind == "offered"]
    return [kept for each in offered for kept in each.files]


def _next(case: Case, role: Role, reasons: tuple[Reason, ...]) -> str | None:
    codes = {each.code for each in reasons}
    kept, new = case.standing(role), good(case, role)
    frozen = codes & {"late", "duplicate", "sender-unverified"}
    if new and not frozen and case.takes(role):
        return new.sha256
    return kept.file.sha256 if kept else None


def _settled(case: Case) -> tuple[int, ...]:
    """The waiting files that need no word any more."""
    word = [each.position for each in (case.answer.accepts, case.answer.declines) if each]
    entry = case.entry
    if entry is None or case.writer is None or case.writer.grade is not Grade.PROVEN:
        return tuple(word)
    decided = {role for role in _ROLES if good(case, role) and case.takes(role)}
    return (*word, *(each.position for each in entry.waiting if _is_overtaken(each, decided)))


def _is_overtaken(waiting: Waiting, decided: set[Role]) -> bool:
    """Whether the applicant himself has sent all the roles that files of somebody else waited for."""
    return waiting.kind == "aside" and {kept.role for kept in waiting.files} <= decided


def _status(case: Case, verdict: Verdict, reasons: tuple[Reason, ...], *, whole: bool) -> EntryStatus:
    """A complete entry stays complete whatever comes after; one that waits for a person goes on waiting."""
    codes = {each.code for each in reasons}
    before = case.entry.status if case.entry else None
    if verdict is Verdict.ACCEPTED or (before is EntryStatus.COMPLETE and whole):
        return EntryStatus.COMPLETE
    if before and codes & {"duplicate", "message-in-thread", "late", "too-large", "withdrawal"}:
        return before
    if "enquiry" in codes:
        return EntryStatus.ENQUIRY
    open_ = {each.code for each in reasons if each.severity is not Severity.NOTE}
    if before and whole and open_ <= {"revision-unproven"}:
        return EntryStatus.COMPLETE  # what waits aside only wants to replace what stands
    return EntryStatus.HELD if verdict is Verdict.HELD else EntryStatus.INCOMPLETE
