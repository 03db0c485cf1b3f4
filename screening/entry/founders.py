"""Letters to an entry's founders about mail that somebody else wrote (docs/trust.md)."""

from collections.abc import Iterable

from screening.case import Case
from screening.model.causes import Cause
from screening.model.decision import EntryChange, Grade, Notice, ReplyPlan, Template
from screening.model.history import EntryState
from screening.sender import is_disproven


def notices(case: Case, change: EntryChange, reply: ReplyPlan) -> tuple[Notice, ...]:
    """The letters that are due beside the answer; none on account of a machine's mail, but one: whoever wrote
    through a group that put our address in the place of his own is asked whether he did.
    """
    if case.submission.junk or is_disproven(case.submission):
        return ()
    if case.tie is None and case.submission.parsed.sender.address in case.rules.own_addresses:
        pending = [member.address for member in change.members]
        return tuple(_notice(case, Template.CONFIRM, to, None) for to in pending)
    entry = case.tie.entry if case.tie else None
    template = _due(case, change, reply) if case.machine is None else None
    if entry is None or template is None:
        return ()
    return tuple(_notice(case, template, to, entry) for to in founders_of(entry) if to != reply.to)


def _due(case: Case, change: EntryChange, reply: ReplyPlan) -> Template | None:
    if case.tie is None:
        return None
    told = case.tie.cell.founders
    if case.joined is None:
        return told
    changed = _changes(case.joined.entry, change) or case.code == "withdrawal"
    aside = any(
        case.keeps_aside(role, file) for file, role in zip(case.submission.files, case.roles, strict=True)
    )
    if case.tie.writer.grade is Grade.GUEST:
        # A guest's mail may bring both: what asks for an answer goes first.
        return Template.CONFIRM if aside and told else Template.CHANGED if changed and told else None
    outside = reply.to not in case.joined.entry.circle and reply.to != case.submission.parsed.sender.address
    return Template.CHANGED if changed and outside and reply.to else None


def _changes(entry: EntryState, change: EntryChange) -> bool:
    return (entry.form, entry.deck, entry.status) != (change.form, change.deck, change.status)


def founders_of(entry: EntryState) -> Iterable[str]:
    """The addresses of those who sent the entry, each once."""
    return dict.fromkeys(member.address for member in entry.members if member.by == "founder")


def _told_today(case: Case, template: Template) -> frozenset[int]:
    """The entries whose founders hear no more of this today. That their entry was changed they hear even if a
    stranger has just made us ask them something.
    """
    answers = case.history.answers
    return answers.changed_today if template is Template.CHANGED else answers.noticed_today


def _notice(case: Case, template: Template, to: str, entry: EntryState | None) -> Notice:
    suppressed = _suppressed(case, template, to, entry)
    waits = suppressed is not None and suppressed.waits
    return Notice(template, to, entry.id if entry else None, suppressed, waits)


def _suppressed(case: Case, template: Template, to: str, entry: EntryState | None) -> Cause | None:
    """Why a notice does not go out: the day's number of the entry or the address is used up, or all wait."""
    answers, replies = case.history.answers, case.rules.replies
    causes = (
        (entry is not None and entry.id in _told_today(case, template), Cause.REPEATED),
        (to in answers.closed_to, Cause.BOUNCED),
        (answers.noticed_to.get((to, template), 0) >= replies.per_address_per_day, Cause.CAPPED),
        (entry is None and answers.to_address_today >= replies.per_address_per_day, Cause.CAPPED),
    )
    used_up = next((cause for holds, cause in causes if holds), None)
    return used_up or replies.holds(case.submission.received_at)
