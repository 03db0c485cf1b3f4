"""The circle of an entry: who belongs to it, and comes to (docs/trust.md)."""

from screening.addresses import original_sender, recipient, replies_to
from screening.case import Case
from screening.entry.writer import is_below
from screening.model.decision import Grade, Member
from screening.model.rules import Rules
from screening.model.submission import Submission
from screening.sender import FREE_MAIL, domain_of, is_authenticated, is_disproven


def joining(case: Case) -> tuple[Member, ...]:
    """Who comes into the circle of the entry that the message opens or joins."""
    if case.entry is None:
        return _founding(case)
    sender, proven = case.submission.parsed.sender.address, is_authenticated(case.submission)
    found = []
    if case.facts.member_of == case.entry.reference and sender not in case.entry.circle:
        found.append(Member(sender, "confirmed", proven))
    if case.writer and case.writer.why == "named-later":
        found.append(Member(sender, "founder", proven))
    if case.writer and case.writer.why == "authenticated" and _is_news(case, sender):
        found.append(Member(sender, "founder", authenticated=True))
    yes = case.answer.accepts
    if (
        yes
        and case.writer
        and case.writer.grade is Grade.PROVEN
        and yes.sender not in {"", *case.entry.circle}
    ):
        found.append(Member(yes.sender, "confirmed"))
    return tuple(found)


def _is_news(case: Case, sender: str) -> bool:
    """Whether a founder is proven by our server for the first time."""
    known = [each for each in (case.entry.members if case.entry else ()) if each.address == sender]
    return any(each.by == "founder" for each in known) and not any(each.authenticated for each in known)


def _founding(case: Case) -> tuple[Member, ...]:
    """The writer, and the one address that he wants to be answered at; nobody yet where it proves nothing."""
    submission, rules = case.submission, case.rules
    sender = submission.parsed.sender.address
    if case.machine or submission.junk or is_disproven(submission) or is_own_organisation(submission, rules):
        pending = original_sender(submission, rules) if sender in rules.own_addresses else sender
        return (Member(pending, "pending"),) if pending else ()
    founders = [Member(sender, "founder", is_authenticated(submission))] if sender else []
    other = replies_to(submission, rules)
    if other and other != sender:
        founders.append(Member(other, "founder"))
    return tuple(founders)


def is_own_organisation(submission: Submission, rules: Rules) -> bool:
    """Whether somebody of the contest's own office wrote: he only passes on what others sent him."""
    own = {domain_of(address) for address in rules.own_addresses}
    own = {domain for domain in own if domain not in FREE_MAIL and not is_below(domain, rules.shared_domains)}
    return domain_of(submission.parsed.sender.address) in own


def answered_at(case: Case) -> str:
    """To whom the answer goes. Who only claims to be the applicant is answered at his own address alone."""
    if case.writer and case.writer.grade is Grade.CLAIMED:
        return recipient(case.submission, case.rules, own_address=True)
    return recipient(case.submission, case.rules)
