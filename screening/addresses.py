"""To whom an answer goes."""

import re

from screening.model.rules import Rules
from screening.model.submission import Submission

# One plain address (RFC 5322 dot-atom); others cannot be answered by machine, and a person sees that.
_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)

_IN_A_HEADER = re.compile(r"(?:^|[<\s])([^\s<>@\"]{1,64}@[^\s<>@\"]{1,190})(?:>|\s|$)")
_LONGEST_HEADER = 1_000


def is_address(text: str) -> bool:
    """Whether it is one plain address, to which a letter can go."""
    return bool(_ADDRESS.fullmatch(text))


def recipient(submission: Submission, rules: Rules, *, own_address: bool = False) -> str:
    """Reply-To if it is exactly one usable address that is not ours, else From; empty if neither serves.

    With `own_address` From alone.
    """
    asked = "" if own_address else replies_to(submission, rules)
    return asked or _usable(submission.parsed.sender.address, rules)


def replies_to(submission: Submission, rules: Rules) -> str:
    """The single address that the mail asks to be answered at; empty without exactly one that serves."""
    asked = [each.address for each in submission.parsed.reply_to]
    return _usable(asked[0], rules) if len(asked) == 1 else ""


def original_sender(submission: Submission, rules: Rules) -> str:
    """Who wrote a mail whose From a group has rewritten to an address of ours; empty if it does not say."""
    headers = dict(submission.parsed.headers)
    found = _IN_A_HEADER.search(headers.get("x-original-from", "")[:_LONGEST_HEADER].lower())
    return (_usable(found[1], rules) if found else "") or replies_to(submission, rules)


def _usable(address: str, rules: Rules) -> str:
    return address if is_address(address) and address not in rules.own_addresses else ""
