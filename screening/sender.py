"""What our own mail server found out about the sender, and what follows from it."""

from collections.abc import Iterable

from screening.codes import reason
from screening.decision import Reason
from screening.submission import Submission

_FREE_MAIL = ("gmail.com", "hotmail.com", "outlook.com", "live.com", "yahoo.com", "yahoo.co.th", "icloud.com")


def domain_of(address: str) -> str:
    """The domain of an address, lower case; empty without one."""
    return address.rpartition("@")[2].lower() if "@" in address else ""


def is_authenticated(submission: Submission) -> bool:
    """Whether the From domain is proven: DMARC, or failing a DMARC result an aligned signature (RFC 7489)."""
    if submission.authentication.dmarc:
        return submission.authentication.dmarc == "pass"
    return _signed_by_sender(submission)


def sender_unverified(submission: Submission) -> Iterable[Reason]:
    """Held unanswered: our server says that the sender is not who he claims to be.

    `none`, `softfail` and `temperror` are no failure; an aligned signature heals SPF, which forwarding breaks.
    """
    seen = submission.authentication
    failed = seen.dmarc == "fail" if seen.dmarc else seen.spf == "fail" and not _signed_by_sender(submission)
    if failed:
        yield reason("sender-unverified", domain=domain_of(submission.parsed.sender.address))


def sender_free_mail(submission: Submission) -> Iterable[Reason]:
    """A note for staff: free mail is normal here, and proves no identity."""
    domain = domain_of(submission.parsed.sender.address)
    if domain in _FREE_MAIL:
        yield reason("sender-free-mail", domain=domain)


def _signed_by_sender(submission: Submission) -> bool:
    domain = domain_of(submission.parsed.sender.address)
    return any(
        domain == signer or domain.endswith(f".{signer}") for signer in submission.authentication.dkim_domains
    )
