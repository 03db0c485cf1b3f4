"""Who wrote, as seen from one entry: the five grades of docs/trust.md, and what each is told by."""

from collections.abc import Iterable

from screening.entry.thread import answered_ids
from screening.model.decision import Grade, Member, Template, Writer
from screening.model.history import EntryState, SentLetter
from screening.model.rules import Rules
from screening.model.submission import Submission
from screening.sender import domain_of, is_authenticated, is_disproven

MEMBERS = (Grade.PROVEN, Grade.CLAIMED)
"""The writers whose address is in the circle, or speaks for the office."""

WHY: dict[str, Grade] = {
    "authenticated": Grade.PROVEN,  # his address is in the circle, and our server proved it
    "letter": Grade.PROVEN,  # it is, and he answers a full letter that went to this very address
    "named-later": Grade.PROVEN,  # he wrote the mail that opened it, and is proven by now
    "official-address": Grade.PROVEN,  # the agency's own, by the register
    "official-host": Grade.PROVEN,  # a host under .go.th that the register gives to this agency alone
    "founder-domain": Grade.PROVEN,  # the authenticated founder's own domain under .go.th
    "by-person": Grade.PROVEN,  # somebody of the office has looked into it, and says so
    "claimed": Grade.CLAIMED,  # an address of the circle, and nothing that proves it
    "holds-letter": Grade.GUEST,  # a full letter that went to a member
    "other-tie": Grade.STRANGER,  # the number, his Message-ID, a letter that proves nothing
    "disproven": Grade.DISPROVEN,  # our server says that the sender is another
}
"""What each grade may be told by; the words for staff stand in the program's views."""


def is_official(writer: Writer | None) -> bool:
    """Whether the agency's own address or host wrote."""
    return writer is not None and writer.why in ("official-address", "official-host")


def writer_of(
    submission: Submission,
    entry: EntryState,
    rules: Rules,
    *,
    received: Iterable[SentLetter],
    domain_of_many: bool,
    machine: bool,
) -> Writer:
    """The writer of `submission`, as seen from `entry`. A machine's mail is never better than claimed.

    `received` are letters about any entry: who answers a full one that went to his address reads its mail.
    """
    sender = submission.parsed.sender.address
    reads = any(each.full and each.address == sender for each in letters_named(submission, received))
    why = _why(submission, entry, rules, reads=reads, domain_of_many=domain_of_many)
    if machine and WHY[why] is Grade.PROVEN:
        why = "claimed" if submission.parsed.sender.address in entry.circle else "other-tie"
    return Writer(WHY[why], why)


def _why(
    submission: Submission, entry: EntryState, rules: Rules, *, reads: bool, domain_of_many: bool
) -> str:
    if is_disproven(submission):
        return "disproven"
    sender, proven = submission.parsed.sender.address, is_authenticated(submission)
    office = _office(sender, entry, rules, domain_of_many=domain_of_many) if proven else ""
    if office in ("official-address", "official-host"):
        return office  # also where somebody has put it into the circle of an entry of his
    if sender in entry.circle:
        return "authenticated" if proven else "letter" if reads else "claimed"
    if any(each.address == sender for each in entry.members) and (
        proven or _answers_confirm(submission, entry)
    ):
        return "named-later"
    if office:
        return office
    held = any(each.full for each in letters_named(submission, entry.letters))
    return "holds-letter" if held else "other-tie"


def letters_named(submission: Submission, letters: Iterable[SentLetter]) -> tuple[SentLetter, ...]:
    """Those of `letters` that the message answers."""
    ids = answered_ids(submission)
    return tuple(letter for letter in letters if letter.message_id in ids)


def _answers_confirm(submission: Submission, entry: EntryState) -> bool:
    """Whether the sender answers our question whether the mail that opened the entry was his."""
    sender = submission.parsed.sender.address
    named = letters_named(submission, entry.letters)
    return any(each.template is Template.CONFIRM and each.address == sender for each in named)


def _office(sender: str, entry: EntryState, rules: Rules, *, domain_of_many: bool) -> str:
    """How an authenticated address belongs to the agency of the entry itself; empty if it does not."""
    domain, place = domain_of(sender), entry.agency.place
    if place is not None and entry.agency.known:
        if place in [body.place for body in rules.register.by_saraban.get(sender, ())]:
            return "official-address"
        bodies = rules.register.by_domain.get(domain, ())
        if domain.endswith(".go.th") and [body.place for body in bodies] == [place]:
            return "official-host"
    shared = domain_of_many or is_below(domain, rules.shared_domains)
    if (
        domain.endswith(".go.th")
        and not shared
        and any(_is_founder_at(each, domain) for each in entry.members)
    ):
        return "founder-domain"
    return ""


def _is_founder_at(member: Member, domain: str) -> bool:
    return member.by == "founder" and member.authenticated and domain_of(member.address) == domain


def is_below(domain: str, parents: Iterable[str]) -> bool:
    """Whether a domain is one of `parents` or lies below one of them."""
    return any(domain == parent or domain.endswith(f".{parent}") for parent in parents)
