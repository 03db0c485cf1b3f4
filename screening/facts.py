"""A message as a person's facts say that it is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial, reduce

from screening.model.act import Act, ActKind, Nature, nature_of
from screening.model.decision import Role, Ruling
from screening.model.facts import NONE, Facts
from screening.model.submission import Authentication, ContentState, File, Submission

_CONFIRMED = Authentication(dmarc="pass")
"""As if our own server had proven the sender: a person has."""


def corrected(submission: Submission, facts: Facts) -> Submission:
    """The message, with what persons have found out about it in the place of what was read."""
    files = tuple(_seen(file, facts) for file in (*submission.files, *facts.attached))
    whole = submission.parsed.whole or bool(facts.attached) or "unparsable" in facts.passed
    changed = replace(submission, parsed=replace(submission.parsed, files=files, whole=whole))
    if facts.sender:
        changed = replace(changed, authentication=_CONFIRMED)
    if facts.received_at is not None:
        changed = replace(changed, received_at=facts.received_at, time_told=True)
    return replace(
        changed,
        junk=changed.junk and "junk-folder" not in facts.passed,
        too_large=changed.too_large and not facts.attached and "too-large" not in facts.passed,
    )


def _seen(file: File, facts: Facts) -> File:
    """A file that a person has opened is neither unreadable nor blank, whatever our libraries say."""
    content = file.content
    if "malware" in facts.passed:
        content = replace(content, malware="")
    if file.sha256 in facts.roles:
        state = ContentState.UNCHECKED if content.state is ContentState.UNREADABLE else content.state
        content = replace(content, state=state, blank=False)
    return file if content is file.content else replace(file, content=content)


_LOOKED_AT = {
    Role.FORM: {"form-blank", "form-in-letter", "several-forms"},
    Role.DECK: {"deck-template"},
    Role.OTHER: set[str](),
}
_PLACED = {"entry-ambiguous", "second-work", "sender-conflict", "revision-unproven"}
"""Doubts about which entry a message belongs to, which nobody has once a person says so."""

_READ = {"appeal", "enquiry", "late", "message-in-thread", "revision-unproven", "withdrawal"}
"""What a person only reads: the message stays what it is, and waits no longer."""


def facts_of(acts: Iterable[Act], digest: str = "") -> Facts:
    """What the acts on one message come to, in the order in which they were done: the last word counts.

    `digest` tells a mail that was made in one of them from those that the act is about as well.
    """
    return reduce(partial(_with, digest), acts, NONE)


def _with(digest: str, facts: Facts, act: Act) -> Facts:
    if nature_of(act.kind) is Nature.VERDICT:
        return replace(facts, ruling=Ruling(act.kind.value), faults=act.codes, words=act.words)
    made = bool(digest) and act.made == digest
    say = (_SAYS_OF_ITS_MAIL if made else _SAYS).get(act.kind)
    return say(facts, act) if say else facts


def _sender(facts: Facts, act: Act) -> Facts:
    if not act.reference:
        return replace(facts, sender=True)
    return replace(facts, sender=True, member_of=act.reference, passed=facts.passed | {"sender-conflict"})


def _role(facts: Facts, act: Act) -> Facts:
    if act.role is None:
        return facts
    roles = {**facts.roles, act.file: act.role}
    return replace(facts, roles=roles, passed=facts.passed | _LOOKED_AT[act.role])


def _joins(facts: Facts, act: Act) -> Facts:
    return replace(facts, joins=act.reference, apart=False, passed=facts.passed | _PLACED)


def _apart(facts: Facts, _: Act) -> Facts:
    return replace(facts, joins="", apart=True, passed=facts.passed | _PLACED)


def _taken_out(facts: Facts, act: Act) -> Facts:
    return replace(facts, roles={**facts.roles, **dict.fromkeys(act.parts, Role.OTHER)})


def _on_its_own(facts: Facts, act: Act) -> Facts:
    return replace(_apart(facts, act), agency=act.agency or facts.agency)


def _by_hand(facts: Facts, act: Act) -> Facts:
    return replace(_on_its_own(facts, act), by_hand=True, sender=True, received_at=act.at)


def _settled(facts: Facts, act: Act) -> Facts:
    ruling = None if "on-hold" in act.codes else facts.ruling
    return replace(facts, passed=facts.passed | set(act.codes) - _READ, ruling=ruling)


_SAYS: Mapping[ActKind, Callable[[Facts, Act], Facts]] = {
    ActKind.AGENCY: lambda facts, act: replace(facts, agency=act.agency),
    ActKind.SENDER: _sender,
    ActKind.TIME: lambda facts, act: replace(facts, received_at=act.at),
    ActKind.ROLE: _role,
    ActKind.JOIN: _joins,
    ActKind.REPLACE: _joins,
    ActKind.SECOND_WORK: _apart,
    ActKind.SPLIT: _taken_out,
    ActKind.ATTACH: lambda facts, act: replace(facts, attached=(*facts.attached, *act.files)),
    ActKind.EVIDENCE: lambda facts, _: replace(facts, evidence=True),
    ActKind.EXTEND: lambda facts, act: replace(facts, until=act.until),
    ActKind.SETTLED: _settled,
}
"""What each act that is a fact says."""

_SAYS_OF_ITS_MAIL: Mapping[ActKind, Callable[[Facts, Act], Facts]] = {
    ActKind.NEW: _by_hand,
    ActKind.SPLIT: _on_its_own,
}
"""What an act says of the mail that staff have made in it."""
