"""Rules of the mail as a whole: whether it could be read, who wrote it, and what it asks."""

from collections.abc import Iterable

from screening import roles, sender
from screening.case import Case
from screening.model.codes import reason
from screening.model.decision import Reason, Role
from screening.words import said


def automatic(case: Case) -> Iterable[Reason]:
    """A machine's mail: ignored, or held for a person where it brings an entry's files; never answered."""
    if case.machine:
        yield reason("automatic", sign=case.machine.value)


def junk_folder(case: Case) -> Iterable[Reason]:
    """The mail server took it for junk: a person looks, and nobody is answered before."""
    if case.submission.junk:
        yield reason("junk-folder")


def sender_unverified(case: Case) -> Iterable[Reason]:
    """Held unanswered: an answer would go to somebody who never wrote."""
    if sender.is_disproven(case.submission):
        yield reason("sender-unverified", domain=sender.domain_of(case.submission.parsed.sender.address))


def sender_free_mail(case: Case) -> Iterable[Reason]:
    """A note for staff: free mail is normal here, and proves no identity."""
    domain = sender.domain_of(case.submission.parsed.sender.address)
    if domain in sender.FREE_MAIL:
        yield reason("sender-free-mail", domain=domain)


def unparsable(case: Case) -> Iterable[Reason]:
    """Only the headers could be read: our doubt, not the applicant's fault."""
    if not case.submission.parsed.whole and not case.submission.too_large:
        yield reason("unparsable", detail=case.submission.parsed.problem)


def of_nobody(case: Case) -> Iterable[Reason]:
    """The headers do not say whose it is: nobody could be told what became of it."""
    parsed, facts = case.submission.parsed, case.facts
    told = parsed.sender.address or parsed.reply_to
    if parsed.whole and not (told or facts.by_hand or "unparsable" in facts.passed):
        yield reason("unparsable", detail="no sender's address")


def too_large(case: Case) -> Iterable[Reason]:
    """Above the limit of the mailbox; judged by headers and file names alone."""
    if case.submission.too_large:
        size, most = case.submission.size, case.rules.max_message_bytes
        yield reason("too-large", size_mb=round(size / 1e6, 1), max_mb=round(most / 1e6))


def withdrawal(case: Case) -> Iterable[Reason]:
    """Words of withdrawing: only a person takes an entry back."""
    found = said.withdrawing(case.reading.words)
    if found:
        yield reason("withdrawal", detail=found)


def possible_enquiry(case: Case) -> Iterable[Reason]:
    """Words of submitting but no file: answered as a forgotten attachment, and shown to staff."""
    if not case.brings_files and case.reading.speaks_of_submitting:
        yield reason("possible-enquiry", detail=said.submitting(case.reading.words))


def identity_card(case: Case) -> Iterable[Reason]:
    """A copy of an identity card: nobody asked for it, and it shows what nobody should keep (PDPA s. 26)."""
    for file in case.submission.files:
        if roles.is_identity_card(file):
            yield reason("identity-card", received=file.name)


def from_forwarded(case: Case) -> Iterable[Reason]:
    """Files that came inside a forwarded message."""
    names = [file.name for file in case.submission.files if file.origin == "forwarded"]
    if names:
        yield reason("from-forwarded", others=names)


def from_archive(case: Case) -> Iterable[Reason]:
    """Files that came out of an archive: nobody is asked to send them again."""
    if any(file.origin == "archive" for file in case.submission.files):
        opened = (file.name for file in case.submission.files if file.type in roles.ARCHIVES)
        yield reason("from-archive", received=next(opened, ""))


def malware(case: Case) -> Iterable[Reason]:
    """What the virus scanner found: a person looks, and the file stands for no entry."""
    for file in case.submission.files:
        left_out = case.facts.roles.get(file.sha256) is Role.OTHER
        if file.content.malware and not left_out:
            yield reason("malware", received=file.name, detail=file.content.malware)
