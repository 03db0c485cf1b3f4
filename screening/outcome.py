"""What a verdict does to the entry: which files stand for it from now on, and where it stands itself."""

from screening import deck, form, standing
from screening.case import Case
from screening.decision import EntryChange, EntryStatus, Reason, Role, Verdict
from screening.submission import File


def change_of(case: Case, verdict: Verdict, reasons: tuple[Reason, ...]) -> EntryChange:
    """The entry's next state. A broken, late or unproven file never displaces a good one."""
    codes = {each.code for each in reasons}
    frozen = bool(codes & {"late", "revision-unproven", "duplicate", "sender-unverified"}) or _is_foreign(
        case
    )
    entry = case.entry
    return EntryChange(
        entry=entry.id if entry else None,
        status=_status(case, verdict, codes),
        form=_next(case, Role.FORM, None if frozen else form.chosen(case), entry.form if entry else None),
        deck=_next(case, Role.DECK, None if frozen else deck.chosen(case), entry.deck if entry else None),
    )


def _is_foreign(case: Case) -> bool:
    return bool(case.joined and case.joined.stranger and not case.joined.proven)


def _next(case: Case, role: Role, new: File | None, old: str | None) -> str | None:
    return new.sha256 if new and standing.passes(case, role, new) else old


def _status(case: Case, verdict: Verdict, codes: set[str]) -> EntryStatus:
    """A complete entry stays complete whatever comes after; one that waits for a person goes on waiting."""
    before = case.entry.status if case.entry else None
    if verdict is Verdict.ACCEPTED or before is EntryStatus.COMPLETE:
        return EntryStatus.COMPLETE
    if before and codes & {"duplicate", "message-in-thread", "late"}:
        return before
    if "enquiry" in codes:
        return EntryStatus.ENQUIRY
    return EntryStatus.HELD if verdict is Verdict.HELD else EntryStatus.INCOMPLETE
