"""Mails whose From a group or list has rewritten to an address of ours, and how to have it stop that.

Lists do so because mail of the applicant's domain would fail DMARC otherwise (RFC 7960). By its From such a
mail cannot be told from our own, and nobody is its sender.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence

from ingest.senders.authserv import Finding, Weight
from ingest.senders.heads import Head

_SHOWN = 4
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_ANGLED = re.compile(r"<([^<>]*)>")
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,64}@[^\s@<>()\[\],;:\"\\]{1,255}")
_LIST_ID = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,200})")
_ORIGINALS = ("x-original-from", "original-from")
_REPLY_TO = "Reply-To of somebody else"
_CURE = (
    "a group or list has rewritten it. Nobody is the sender then: a form and a deck together are held, other"
    " mail is ignored as our own. Have that switched off:"
    " the rewriting of From (DMARC munging) in the group's settings; Mailman: from_is_list or"
    " dmarc_mitigate_action to No; Google Groups: an ordinary mailbox or an alias in place of the group."
    " [trust] own_lists names our own groups"
)


def examine(heads: Sequence[Head], own_addresses: Collection[str]) -> Finding:
    """Whether some of the newest mails came through such a list, and through which.

    A Reply-To alone may be a forger's, who writes in our name: that is told and is no fault.
    """
    signs = Counter(sign for head in heads if (sign := _sign(head, own_addresses)))
    if not signs:
        return Finding("no mail has its From rewritten by a list")
    listed = ", ".join(f"{sign} {count}" for sign, count in signs.most_common(_SHOWN))
    many = f"{signs.total()} of the {len(heads)} newest mails have an address of ours in From ({listed})"
    if set(signs) == {_REPLY_TO}:
        why = "forged, or rewritten by a group; a form and a deck together are held, other mail is ignored"
        return Finding(f"{many}: {why}", Weight.ADVICE)
    return Finding(f"{many}: {_CURE}", Weight.WRONG)


def _sign(head: Head, own: Collection[str]) -> str:
    """By what a mail shows that its From was rewritten to ours; empty where it was not."""
    if "x-intake-contest" in head or _address(head.get("from", "")) not in own:
        return ""
    if "list-id" in head:
        return _list(head["list-id"])
    if any(_others(head.get(name, ""), own) for name in _ORIGINALS):
        return "X-Original-From"
    return _REPLY_TO if _others(head.get("reply-to", ""), own) else ""


def _address(value: str) -> str:
    """The address of a From, lower case: in angle brackets after the name, or bare."""
    value = _QUOTED.sub(" ", value.lower())
    inside = _ANGLED.findall(value)
    found = _ADDRESS.findall(inside[-1] if inside else value)
    return str(found[0]) if found else ""


def _others(value: str, own: Collection[str]) -> bool:
    return any(address not in own for address in _ADDRESS.findall(_QUOTED.sub(" ", value.lower())))


def _list(value: str) -> str:
    """The list's name, if it can be shown: it comes from a mail (RFC 2919, section 3)."""
    inside = _ANGLED.findall(_QUOTED.sub(" ", value.lower())) or [value.strip().lower()]
    name = inside[-1].strip()
    return f"List-Id {name}" if _LIST_ID.fullmatch(name) else "a List-Id that cannot be shown"
