"""Which domain belongs to one organisation, and which to a registry under which everybody may have one.

A short list in place of the Public Suffix List, which changes weekly: names under .th (THNIC), and the second
levels that most other countries use. What it does not know counts as an organisation's.
"""

import re

_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})*")
_UNDER_TH = frozenset({"ac", "co", "go", "in", "mi", "net", "or"})
_ELSEWHERE = frozenset({"ac", "co", "com", "edu", "go", "gov", "mil", "ne", "net", "or", "org"})


def is_host(name: str) -> bool:
    """Whether a name is spelled as a host or domain, in lower case (RFC 1123 section 2.1, and `_`)."""
    return bool(_HOST.fullmatch(name))


def is_registrys(domain: str) -> bool:
    """Whether a domain, in lower case, is a registry's: one label, or a second level such as go.th, co.uk."""
    *more, second, top = ["", *domain.split(".")]
    if any(more):
        return False
    return not second or (len(top) == 2 and second in (_UNDER_TH if top == "th" else _ELSEWHERE))


def organisation(domain: str) -> str:
    """The part of a domain that was registered: b.go.th of mail.b.go.th (RFC 7489 section 3.2)."""
    labels = domain.split(".")
    taken = 3 if is_registrys(".".join(labels[-2:])) else 2
    return ".".join(labels[-taken:])


def speaks_for(checked: str, domain: str) -> bool:
    """Whether a check of one domain proves another: the same, or one below it; never a registry's.

    Stricter than the relaxed alignment of RFC 7489 section 3.1: a neighbour below the same organisation does
    not count.
    """
    aligned = domain == checked or domain.endswith(f".{checked}")
    return aligned and not is_registrys(checked)
