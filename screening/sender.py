"""What our own mail server found out about the sender, and what that proves."""

from screening.domains import speaks_for
from screening.model.submission import Submission

FREE_MAIL = (
    *(
        "gmail.com",
        "googlemail.com",
        "hotmail.com",
        "hotmail.co.th",
        "outlook.com",
        "outlook.co.th",
        "live.com",
    ),
    *(
        "msn.com",
        "yahoo.com",
        "yahoo.co.th",
        "ymail.com",
        "icloud.com",
        "me.com",
        "proton.me",
        "protonmail.com",
    ),
)
"""Where everybody may have a mailbox: such a domain says nothing about an office."""


def domain_of(address: str) -> str:
    """The domain of an address, lower case; empty without one."""
    return address.rpartition("@")[2].lower() if "@" in address else ""


def is_authenticated(submission: Submission) -> bool:
    """Whether the From domain is proven: by DMARC, or failing that by an aligned signature or SPF (RFC 7489).

    `dmarc=none` says that the domain publishes no policy (RFC 7489 section 11.2), as if nobody had asked; any
    other result of DMARC stands alone.
    """
    seen = submission.authentication
    if seen.dmarc not in ("", "none"):
        return seen.dmarc == "pass"
    return _signed_by_sender(submission) or _sent_by_sender(submission)


def is_disproven(submission: Submission) -> bool:
    """Whether our server says that the sender is not who he claims to be.

    `none`, `softfail` and `temperror` are no failure; an aligned signature heals SPF broken by forwarding.
    """
    seen = submission.authentication
    return seen.dmarc == "fail" if seen.dmarc else seen.spf == "fail" and not _signed_by_sender(submission)


def _signed_by_sender(submission: Submission) -> bool:
    domain = domain_of(submission.parsed.sender.address)
    return any(speaks_for(signer, domain) for signer in submission.authentication.dkim_domains)


def _sent_by_sender(submission: Submission) -> bool:
    seen = submission.authentication
    domain = domain_of(submission.parsed.sender.address)
    return seen.spf == "pass" and speaks_for(seen.spf_domain, domain)
