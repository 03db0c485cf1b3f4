"""Authentication-Results (RFC 8601): what our own mail server says of a message's origin."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from screening.domains import is_host
from screening.model.submission import Authentication

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_PLAIN_RUN = re.compile(r'[^"(]++')
_MARK = re.compile(r"[()\\]")
_RESULT = re.compile(r"\s*([a-z0-9-]+)(?:/[0-9]+)?\s*=\s*([a-z]+)", re.IGNORECASE)
# A name begins after white space: one inside another value is text that a sender can choose.
_PROPERTY = re.compile(r"(?<!\S)(header\.[di]|smtp\.mailfrom)\s*=\s*([^\s;]+)", re.IGNORECASE)


def server_of(value: str) -> str:
    """What stands where a header names its server (authserv-id, RFC 8601 section 2.2), in lower case."""
    return _server(_clauses(value)[0])


def methods_of(value: str) -> frozenset[str]:
    """The methods of which a header tells a result, such as dmarc, whoever wrote it."""
    found = map(_RESULT.match, _clauses(value)[1:])
    return frozenset(each[1].lower() for each in found if each)


def read(values: Sequence[str], authserv_id: str) -> Authentication:
    """The results of the topmost of these headers that our own server wrote; nothing else is believed.

    A server adds its header on top, so one further down may be the sender's forgery (RFC 8601 section 5). But
    where each of its filters writes a header of its own, a failure further down counts too, if the topmost is
    silent of it: nobody forges his own failure. An empty `authserv_id` believes nobody. Host names have no
    case.
    """
    ours: list[Authentication] = []
    for value in values if authserv_id else ():
        head, *clauses = _clauses(value)
        if _server(head) == authserv_id.lower():
            ours.append(_results(clauses))
    if not ours:
        return Authentication()
    dmarc, spf = _first_or_failure(ours, "dmarc"), _first_or_failure(ours, "spf")
    return replace(ours[0], dmarc=dmarc, spf=spf)


def _clauses(value: str) -> list[str]:
    """What stands between the semicolons, without comments; first the server's name."""
    return "".join(_pieces(value)).split(";")


def _pieces(value: str) -> Iterator[str]:
    """The text, a comment as a space. In one pass, which goes through no character twice: a parenthesis
    inside quotes, or a quote inside a comment, is text that a sender can choose. What never closes is text.
    """
    closed_at, quotes, at = _closings(value), True, 0
    while at < len(value):
        run = _PLAIN_RUN.match(value, at)
        quoted = _QUOTED.match(value, at) if quotes and value[at] == '"' else None
        if run:
            piece, at = run[0], run.end()
        elif quoted:
            piece, at = _plain(quoted[0][1:-1]), quoted.end()
        elif at in closed_at:
            piece, at = " ", closed_at[at] + 1
        else:
            # Behind a quote that never closes no other one does, for all stand in step with the backslashes.
            quotes, piece, at = quotes and value[at] != '"', value[at], at + 1
        yield piece


def _closings(value: str) -> dict[int, int]:
    """Where each parenthesis closes, by where it opens. A backslash inside one makes the next mark plain."""
    open_: list[int] = []
    closed_at: dict[int, int] = {}
    escaped = -1
    for mark in _MARK.finditer(value):
        at = mark.start()
        if at == escaped:
            continue
        if mark[0] == "(":
            open_.append(at)
        elif open_ and mark[0] == ")":
            closed_at[open_.pop()] = at
        elif open_:
            escaped = at + 1
    return closed_at


def _plain(word: str) -> str:
    """A quoted word as it is, if it cannot be taken for anything else."""
    return " " if re.search(r"[;()\\\s=]", word) else word


def _server(head: str) -> str:
    return next(iter(head.lower().split()), "")


def _results(clauses: Sequence[str]) -> Authentication:
    first: dict[str, str] = {}
    signers: list[str] = []
    senders: list[str] = []
    for clause in clauses:
        result = _RESULT.match(clause)
        if result is None:
            continue
        method, outcome = result[1].lower(), result[2].lower()
        first.setdefault(method, outcome)
        if (method, outcome) == ("dkim", "pass"):
            signers.append(_domain(clause, "header.d") or _domain(clause, "header.i"))
        if (method, outcome) == ("spf", "pass"):
            senders.append(_domain(clause, "smtp.mailfrom"))
    spf_domain = next(filter(None, senders), "") if first.get("spf") == "pass" else ""
    dkim_domains = tuple(dict.fromkeys(filter(None, signers)))
    return Authentication(first.get("dmarc", ""), first.get("spf", ""), dkim_domains, spf_domain)


def _domain(clause: str, name: str) -> str:
    """The domain that a property holds, bare or behind an address; empty where two of that name differ."""
    told = {value.lower() for found, value in _PROPERTY.findall(clause) if found.lower() == name}
    domain = told.pop().rpartition("@")[2].strip("<>").rstrip(".") if len(told) == 1 else ""
    return domain if is_host(domain) else ""


def _first_or_failure(ours: Sequence[Authentication], method: str) -> str:
    first, *others = [str(getattr(each, method)) for each in ours]
    return first or ("fail" if "fail" in others else "")
