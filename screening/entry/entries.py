"""Which entry a message is about, and how its writer stands to it (docs/trust.md).

A thread is told by the Message-IDs of an entry, ours or the applicant's, or by its receipt number in the
subject (RFC 5322 section 3.6.4). Outside a thread it is the entries in whose circle the writer is, then those
of the same agency.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from screening.addresses import replies_to
from screening.agency.another_body import another_body
from screening.entry.answers import Answer, may_accept
from screening.entry.bringing import brings_to, is_further_work, is_known_to
from screening.entry.thread import answered_ids, references_in
from screening.entry.trust import TABLE, Brings, Cell, Lands
from screening.entry.writer import MEMBERS, is_official, writer_of
from screening.model.decision import AgencyFinding, EntryStatus, Grade, Role, Writer
from screening.model.history import EntryState, History, SentLetter
from screening.reading import Reading
from screening.words import said

_BEST_FIRST = tuple(Grade)
_OF_TWO = 2
_GONE = (EntryStatus.WITHDRAWN, EntryStatus.VOID)


@dataclass(frozen=True, slots=True)
class Tie:
    """The entry that a message is about: who wrote, as seen from there, what ties them, what it brings."""

    entry: EntryState
    writer: Writer
    by: Literal["thread", "circle", "agency"]
    brings: Brings
    answer: Answer = field(default_factory=Answer)

    @property
    def cell(self) -> Cell:
        """What the decision table says."""
        return TABLE[self.brings][self.writer.grade]

    @property
    def joins(self) -> bool:
        """Whether the message becomes a part of the entry."""
        return self.cell.lands is Lands.JOINS


def tie_of(reading: Reading, history: History) -> tuple[Tie | None, tuple[EntryState, ...]]:
    """The entry that the message is about, None for none; and the entries of its writer that it may complete
    alike, without saying which.
    """
    received = [letter for each in history.entries for letter in each.letters]
    seen = [
        (entry, _writer(reading, entry, history, received))
        for entry in history.entries
        if entry.status not in _GONE
    ]
    threads = [_tie(reading, entry, writer, "thread") for entry, writer in seen if _continues(reading, entry)]
    threads.sort(key=lambda tie: (_BEST_FIRST.index(tie.writer.grade), -tie.entry.id))
    kept = [tie for tie in threads if not _is_none(reading, tie)]
    seen = [(entry, _unnamed(reading, entry, writer)) for entry, writer in seen]
    circle = _his(reading, seen)
    again = _again(reading, circle)
    if kept and not (again and kept[0].writer.grade is Grade.STRANGER):
        return _redirected(reading, kept[0], circle), ()
    if again:
        return again, ()
    waiting = _waiting_for(reading, circle)
    if len(waiting) == 1:
        return _tie(reading, *waiting[0], "circle"), ()
    if waiting and not reading.is_whole_set:
        return None, tuple(entry for entry, _ in waiting)
    return _by_words(reading, circle) or _by_agency(reading, seen), ()


def _unnamed(reading: Reading, entry: EntryState, writer: Writer) -> Writer:
    """The writer, as seen from an entry that his mail does not name. One that was opened with another address
    in Reply-To is meant by mail of the same two addresses, and by its opener if our server proved and proves
    him: anybody can have opened it in another's name, or with another's address to be answered at.
    """
    sender = reading.submission.parsed.sender.address
    founders = list(dict.fromkeys(each.address for each in entry.members if each.by == "founder"))
    if len(founders) < _OF_TWO or sender not in founders or is_official(writer):
        return writer
    as_opened = {sender, replies_to(reading.submission, reading.rules)} == set(founders)
    opened = sender == founders[0] and entry.members[0].authenticated
    if as_opened or (opened and writer.why == "authenticated"):
        return writer
    return Writer(Grade.STRANGER, "other-tie") if writer.grade in MEMBERS else writer


def _is_his(reading: Reading, entry: EntryState, writer: Writer) -> bool:
    """Whether the writer may mean this entry without naming it. The office does not mean one that somebody
    else's mail has only opened against another.
    """
    named = reading.submission.parsed.sender.address in {each.address for each in entry.members}
    return writer.grade in MEMBERS and (named or not contests(entry))


def _his(reading: Reading, seen: Iterable[tuple[EntryState, Writer]]) -> list[tuple[EntryState, Writer]]:
    """The entries that the writer may mean; those that only contest another one, if he has no others."""
    found = [pair for pair in seen if _is_his(reading, *pair)]
    found = [pair for pair in found if not contests(pair[0])] or found
    sender = reading.submission.parsed.sender.address
    # Anybody can put an address into his Reply-To: who opened an entry himself means that one.
    return [pair for pair in found if pair[0].members and pair[0].members[0].address == sender] or found


def _writer(reading: Reading, entry: EntryState, history: History, received: Sequence[SentLetter]) -> Writer:
    return writer_of(
        reading.submission,
        entry,
        reading.rules,
        received=received,
        domain_of_many=history.domain_of_many,
        machine=reading.machine is not None,
    )


def _tie(
    reading: Reading, entry: EntryState, writer: Writer, by: Literal["thread", "circle", "agency"]
) -> Tie:
    brings, answer = brings_to(reading, entry, writer, in_thread=by == "thread")
    return Tie(entry, writer, by, brings, answer)


def _continues(reading: Reading, entry: EntryState) -> bool:
    ids = answered_ids(reading.submission)
    ours = {letter.message_id for letter in entry.letters}
    quoted = references_in(reading.submission.parsed.subject, reading.rules)
    return bool(ids & (entry.message_ids | ours)) or entry.reference in quoted


def _is_none(reading: Reading, tie: Tie) -> bool:
    """Whether the thread says nothing: the files are another entry's, or two answer one circular."""
    circular = tie.entry.status is EntryStatus.ENQUIRY and tie.writer.grade is Grade.STRANGER
    return tie.cell.lands is Lands.ENTRY or (circular and reading.brings_files)


def _redirected(reading: Reading, tie: Tie, circle: Collection[tuple[EntryState, Writer]]) -> Tie:
    """An answer that what was held as a second work is a new version is about the entry it replaces."""
    text = reading.submission.parsed.text
    if reading.brings_files or not said.new_version(text) or said.another_work(text):
        return tie
    for entry, writer in circle if tie.joins else ():
        for waiting in entry.waiting:
            if waiting.kind == "second" and waiting.reference == tie.entry.reference:
                taken = Tie(entry, writer, "thread", Brings.ANSWER, Answer(accepts=waiting))
                return taken if may_accept(waiting, entry, writer) else tie
    return tie


def _again(reading: Reading, circle: Iterable[tuple[EntryState, Writer]]) -> Tie | None:
    """The writer's entry that has all of the files already; the newest, should several have them."""
    if not reading.brings_files:
        return None
    known = (pair for pair in circle if is_known_to(reading, pair[0], pair[1].grade))
    ties = (_tie(reading, entry, writer, "circle") for entry, writer in known)
    return max((tie for tie in ties if tie.joins), key=lambda tie: tie.entry.id, default=None)


def _waiting_for(
    reading: Reading, circle: Iterable[tuple[EntryState, Writer]]
) -> list[tuple[EntryState, Writer]]:
    """The writer's entries that lack something, if the message brings that or a whole set.

    Of several such entries it is the one whose agency the words name, if they name only one of these.
    """
    found = [
        (entry, writer)
        for entry, writer in circle
        if _waits(entry)
        and _fits(reading, entry, writer)
        and not is_further_work(reading, entry, in_thread=False)
    ]
    named = {body.place for body in reading.evidence.named} if len(found) > 1 else set()
    return [pair for pair in found if pair[0].agency.known and pair[0].agency.place in named] or found


def _by_words(reading: Reading, circle: Iterable[tuple[EntryState, Writer]]) -> Tie | None:
    """The writer's only entry that an answer in a mail of its own settles, or that its words can be about."""
    if reading.brings_files or reading.submission.files or not reading.submission.parsed.whole:
        return None
    entries = [(entry, writer) for entry, writer in circle if entry.status is not EntryStatus.ENQUIRY]
    ties = [_tie(reading, entry, writer, "circle") for entry, writer in entries]
    answers = [tie for tie in ties if tie.brings is Brings.ANSWER]
    if len(answers) == 1:
        return answers[0]
    if len(ties) != 1 or reading.speaks_of_submitting:
        return None
    return ties[0]


def _by_agency(reading: Reading, seen: Iterable[tuple[EntryState, Writer]]) -> Tie | None:
    """An entry of the same agency: the writer's own first, for that may be a second work; else a stranger's.

    What is itself only held against another entry stands in nobody's way.
    """
    if not reading.brings_files or not reading.roles_brought:
        return None
    same = [
        (entry, writer)
        for entry, writer in seen
        if _is_of(reading.identity.finding, entry) and not contests(entry)
    ]
    own = [(entry, writer) for entry, writer in same if writer.grade in MEMBERS]
    lone = _lone_part(reading, seen) if not own else []
    if own or lone:
        tie = _tie(reading, *(own or lone)[-1], "agency")
        return None if tie.cell.lands is Lands.ENTRY else tie
    others = [pair for pair in same if pair[1].grade not in MEMBERS]
    return _tie(reading, *others[0], "agency") if others else None


def _lone_part(
    reading: Reading, seen: Iterable[tuple[EntryState, Writer]]
) -> list[tuple[EntryState, Writer]]:
    """The writer's only entry, if it is complete, for a file that names no body: perhaps a new version."""
    own = [pair for pair in _his(reading, seen) if pair[0].status is not EntryStatus.ENQUIRY]
    unnamed = not reading.identity.finding.place and not reading.identity.reasons and not reading.is_whole_set
    complete = len(own) == 1 and own[0][0].status is EntryStatus.COMPLETE
    return own if unnamed and complete and not another_body(reading, *_graded(own[0])) else []


def _graded(pair: tuple[EntryState, Writer]) -> tuple[EntryState, Grade]:
    return pair[0], pair[1].grade


def contests(entry: EntryState) -> bool:
    """Whether an entry was only opened by somebody else's mail about another one."""
    return entry.outside or any(each.code == "sender-conflict" for each in entry.reasons)


def _is_of(agency: AgencyFinding, entry: EntryState) -> bool:
    return agency.known and entry.agency.known and entry.agency.place == agency.place


def _waits(entry: EntryState) -> bool:
    """An entry held for a person is waiting for its sender only as far as a form or a deck is missing.

    A mail that only withdraws waits for nothing, and neither does one that is held against another entry.
    """
    if contests(entry) or any(each.code == "withdrawal" for each in entry.reasons):
        return False
    lacks = any(entry.standing(role) is None for role in (Role.FORM, Role.DECK))
    return entry.status is EntryStatus.INCOMPLETE or (entry.status is EntryStatus.HELD and lacks)


def _fits(reading: Reading, entry: EntryState, writer: Writer) -> bool:
    if another_body(reading, entry, writer.grade):
        return False
    candidates = reading.identity.finding.candidates
    if candidates and entry.agency.known and entry.agency.place not in candidates:
        return False
    brings = {role for role in (Role.FORM, Role.DECK) if role in reading.roles}
    lacks = {role for role in (Role.FORM, Role.DECK) if entry.standing(role) is None}
    return bool(brings) and (brings <= lacks or reading.is_whole_set or not entry.agency.known)
