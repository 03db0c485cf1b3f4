"""What a message continues: the Message-IDs that it answers, and the receipt numbers that it quotes."""

import re
from collections.abc import Iterator
from itertools import islice

from screening.model.rules import Rules
from screening.model.submission import Submission
from screening.words.names import key

_MOST = 20  # numbers that one subject quotes: each is an entry to be read


def answered_ids(submission: Submission) -> frozenset[str]:
    """The Message-IDs that a message answers (RFC 5322 section 3.6.4)."""
    return frozenset((*submission.parsed.in_reply_to, *submission.parsed.references))


def references_in(subject: str, rules: Rules) -> frozenset[str]:
    """The receipt numbers of this contest in a subject."""
    return frozenset(f"{rules.prefix}-{each[1]}" for each in islice(_quoted(subject, rules), _MOST))


def quotes_more(subject: str, rules: Rules) -> bool:
    """Whether a subject quotes more numbers than are looked up."""
    return next(islice(_quoted(subject, rules), _MOST, None), None) is not None


def _quoted(subject: str, rules: Rules) -> Iterator[re.Match[str]]:
    pattern = re.compile(re.escape(rules.prefix.lower()) + r"-([0-9]{4,9})(?![0-9])")
    return pattern.finditer(key(subject))
