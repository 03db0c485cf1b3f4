"""Which name to set as `[trust] authserv_id`, told by what stands on top of the newest mails.

A server adds its Authentication-Results above all that a mail brought along (RFC 8601, section 5): only the
topmost of each mail counts, and a name has to be on most of them. Where the server adds none, the topmost is
the sender's own, which is why nothing is ever set without a person.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.senders.heads import Head
from parsers import authentication
from screening.domains import is_host, organisation

FEWEST = 3
"""So many mails must have come before anything is concluded from them."""
_SHOWN = 4
_NAMELESS, _NONE = "without a name", "no such header"  # no server can be called so
_USED = frozenset({"dmarc", "dkim", "spf"})
_HEADER = "authentication-results"


class Weight(StrEnum):
    """How much a finding asks of the organiser."""

    FINE = "fine"
    ADVICE = "advice"  # something to set or to ask
    WRONG = "wrong"  # a setting that does not do what it is there for


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found out, in a line without a full stop."""

    text: str
    weight: Weight = Weight.FINE


def examine(heads: Sequence[Head], configured: str, host: str) -> Finding:
    """What the newest mails say of the configured authserv-id, or, with none, which to set.

    `host` is the mail server's: a name that is not akin to it is not set without asking.
    """
    names = Counter(_name(head, configured.lower()) for head in heads)
    if configured:
        return _of_configured(heads, names, configured.lower())
    seen, told = names.total(), _told(names)
    if not seen:
        return Finding("no mail yet to see by what the mail server stamps: try again when some has come")
    if seen < FEWEST:
        few = f"{seen} in the mailbox are too few to tell by what the mail server stamps ({told})"
        return Finding(f"{few}: try again when more have come")
    name, count = names.most_common(1)[0]
    # Two thirds: what comes from inside is often not stamped, and a forger writes to us now and then.
    if count * 3 < seen * 2:
        unclear = f"no one name stands on top of the {seen} newest mails ({told})"
        ask = "ask the mail's administrator which his server writes, and set [trust] authserv_id to it"
        return Finding(f"{unclear}: {ask}", Weight.ADVICE)
    if name in (_NONE, _NAMELESS):
        return _nothing_to_set(name, seen, told)
    return _suggestion(heads, names, name, host)


def _nothing_to_set(name: str, seen: int, told: str) -> Finding:
    what = {
        _NONE: "the mail server writes no Authentication-Results on top of",
        _NAMELESS: "no server is named by the results (as Exchange Online writes them) on top of",
    }
    meaning = "no sender can be proven by his domain, only by answering a letter of ours"
    return Finding(f"{what[name]} the {seen} newest mails ({told}): {meaning}; nothing needs to be set")


def _suggestion(heads: Sequence[Head], names: Counter[str], name: str, host: str) -> Finding:
    where = f"{name} stands on top of {names[name]} of the {names.total()} newest mails"
    if not _with_results(heads, name):
        silent = f"{where}, but says nothing of dmarc, dkim or spf: setting it would prove no sender"
        return Finding(f"{silent}; ask the mail's administrator", Weight.ADVICE)
    advice = f'set [trust] authserv_id = "{name}", so that its results can prove a sender'
    if organisation(name) != organisation(host.lower()):
        doubt = f"it is not named like {host}, and a sender can write one too"
        advice = f"{doubt}: if the mail's administrator says that it is his server, {advice}"
    return Finding(f"{where}: {advice}", Weight.ADVICE)


def _of_configured(heads: Sequence[Head], names: Counter[str], name: str) -> Finding:
    count, seen = names[name], names.total()
    if not count and seen < FEWEST:
        return Finding(f"{name} is set; too few mails to see whether the mail server writes it")
    if not count:
        return Finding(
            f"[trust] authserv_id is {name}, which never stands on top of the {seen} newest mails"
            f" ({_told(names)}): a typing mistake? With it no sender can be proven",
            Weight.WRONG,
        )
    where = f"{name} stands on top of {count} of the {seen} newest mails"
    telling = _with_results(heads, name)
    if not telling:
        silent = "but says nothing of dmarc, dkim or spf, so that no sender can be proven"
        return Finding(f"{where}, {silent}: ask the mail's administrator to have it written", Weight.WRONG)
    return Finding(f"{where}, {telling} with results of dmarc, dkim or spf")


def _name(head: Head, configured: str) -> str:
    """The authserv-id on top, if it is one that can be shown: it comes from a mail."""
    if _HEADER not in head:
        return _NONE
    name = authentication.server_of(head[_HEADER])
    return name if is_host(name) or (name and name == configured) else _NAMELESS


def _with_results(heads: Sequence[Head], name: str) -> int:
    """On how many mails the topmost header bears that name and a result that we use."""
    tops = (head[_HEADER] for head in heads if _name(head, name) == name)
    return sum(1 for top in tops if _USED & authentication.methods_of(top))


def _told(names: Counter[str]) -> str:
    listed = [f"{name} {count}" for name, count in names.most_common(_SHOWN)]
    rest = len(names) - len(listed)
    return ", ".join([*listed, *([f"{rest} more"] if rest else [])])
