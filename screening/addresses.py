"""To whom an answer goes."""

import re

from screening.rules import Rules
from screening.submission import Submission

# One plain address (RFC 5322 dot-atom); others cannot be answered by machine, and a person sees that.
_ADDRESS = re.compile(r"^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+\Z", re.IGNORECASE)


def recipient(submission: Submission, rules: Rules) -> str:
    """Reply-To if it is exactly one usable address that is not ours, else From; empty if neither serves."""
    asked = [each.address for each in submission.parsed.reply_to]
    choices = [*(asked if len(asked) == 1 else ()), submission.parsed.sender.address]
    usable = (each for each in choices if _ADDRESS.match(each) and each not in rules.own_addresses)
    return next(usable, "")
