"""Authentication-Results (RFC 8601): what our own mail server says of a message's origin."""

import re
from collections.abc import Sequence
from dataclasses import replace

from screening.submission import Authentication

# In one pass: a parenthesis inside quotes, or a quote inside a comment, is text that a sender can choose.
_QUOTED_OR_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.|\([^()]*\))*\)')
_RESULT = re.compile(r"\s*([a-z0-9-]+)(?:/[0-9]+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_DOMAIN = re.compile(r"\bheader\.([di])\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)


def _dkim_domain(clause: str) -> str:
    """The signing domain: header.d, else that of header.i."""
    found = {name.lower(): value.lower() for name, value in _DOMAIN.findall(clause)}
    return str(found.get("d") or found.get("i", "").rpartition("@")[2])


def _plain(found: re.Match[str]) -> str:
    word = found[0][1:-1]
    return word if found[0].startswith('"') and not re.search(r"[;()\\]", word) else " "


def _results(clauses: Sequence[str]) -> Authentication:
    first: dict[str, str] = {}
    domains: list[str] = []
    for clause in clauses:
        result = _RESULT.match(clause)
        if result is None:
            continue
        method, outcome = result[1].lower(), result[2].lower()
        first.setdefault(method, outcome)
        if method == "dkim" and outcome == "pass" and (domain := _dkim_domain(clause)):
            domains.append(domain)
    return Authentication(first.get("dmarc", ""), first.get("spf", ""), tuple(dict.fromkeys(domains)))


def read(values: Sequence[str], authserv_id: str) -> Authentication:
    """The results of the topmost of these headers that our own server wrote; nothing else is believed.

    A server adds its header on top, so one further down may be the sender's forgery (RFC 8601 section 5). But
    where each of its filters writes a header of its own, a failure further down counts too, if the topmost is
    silent of it: nobody forges his own failure. An empty `authserv_id` believes nobody. Host names have no
    case.
    """
    ours: list[Authentication] = []
    for value in values if authserv_id else ():
        head, *clauses = _QUOTED_OR_COMMENT.sub(_plain, value).split(";")
        name = head.split()
        if name and name[0].lower() == authserv_id.lower():
            ours.append(_results(clauses))
    if not ours:
        return Authentication()
    dmarc, spf = _first_or_failure(ours, "dmarc"), _first_or_failure(ours, "spf")
    return replace(ours[0], dmarc=dmarc, spf=spf)


def _first_or_failure(ours: Sequence[Authentication], method: str) -> str:
    first, *others = [str(getattr(each, method)) for each in ours]
    return first or ("fail" if "fail" in others else "")
