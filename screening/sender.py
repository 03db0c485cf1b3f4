"""What our own mail server found out about the sender, and what that proves."""

from screening.submission import Submission


def domain_of(address: str) -> str:
    """The domain of an address, lower case; empty without one."""
    return address.rpartition("@")[2].lower() if "@" in address else ""


def is_authenticated(submission: Submission) -> bool:
    """Whether the From domain is proven: DMARC, or failing a DMARC result an aligned signature (RFC 7489)."""
    if submission.authentication.dmarc:
        return submission.authentication.dmarc == "pass"
    return _signed_by_sender(submission)


def is_disproven(submission: Submission) -> bool:
    """Whether our server says that the sender is not who he claims to be.

    `none`, `softfail` and `temperror` are no failure; an aligned signature heals SPF broken by forwarding.
    """
    seen = submission.authentication
    return seen.dmarc == "fail" if seen.dmarc else seen.spf == "fail" and not _signed_by_sender(submission)


def _signed_by_sender(submission: Submission) -> bool:
    domain = domain_of(submission.parsed.sender.address)
    return any(
        domain == signer or domain.endswith(f".{signer}") for signer in submission.authentication.dkim_domains
    )
