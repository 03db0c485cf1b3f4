"""The entry that a mail is about where it names none: the writer's own, then one of his agency."""

from collections.abc import Iterable

from screening.addresses import replies_to
from screening.agency import agencies
from screening.agency.another_body import another_body
from screening.entry.bringing import is_further_work, is_known_to
from screening.entry.tie import Tie, tied
from screening.entry.trust import Brings, Lands
from screening.entry.writer import MEMBERS, is_official
from screening.model.decision import AgencyFinding, EntryStatus, Grade, Role, Writer
from screening.model.history import EntryState
from screening.reading import Reading
from screening.words import said

_OF_TWO = 2


def as_seen(reading: Reading, entry: EntryState, writer: Writer) -> Writer:
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
    return writer.grade in MEMBERS and (named or not _contests(entry))


def his(reading: Reading, seen: Iterable[tuple[EntryState, Writer]]) -> list[tuple[EntryState, Writer]]:
    """The entries that the writer may mean; those that only contest another one, if he has no others."""
    found = [pair for pair in seen if _is_his(reading, *pair)]
    found = [pair for pair in found if not _contests(pair[0])] or found
    sender = reading.submission.parsed.sender.address
    # Anybody can put an address into his Reply-To: who opened an entry himself means that one.
    return [pair for pair in found if pair[0].members and pair[0].members[0].address == sender] or found


def again(reading: Reading, circle: Iterable[tuple[EntryState, Writer]]) -> Tie | None:
    """The writer's entry that has all of the files already; the newest, should several have them."""
    if not reading.brings_files:
        return None
    known = (pair for pair in circle if is_known_to(reading, pair[0], pair[1].grade))
    ties = (tied(reading, entry, writer, "circle") for entry, writer in known)
    return max((tie for tie in ties if tie.joins), key=lambda tie: tie.entry.id, default=None)


def waiting_for(
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


def by_words(reading: Reading, circle: Iterable[tuple[EntryState, Writer]]) -> Tie | None:
    """The writer's only entry that an answer in a mail of its own settles, or that its words can be about."""
    if reading.brings_files or reading.submission.files or not reading.submission.parsed.whole:
        return None
    entries = [(entry, writer) for entry, writer in circle if entry.status is not EntryStatus.ENQUIRY]
    ties = [tied(reading, entry, writer, "circle") for entry, writer in entries]
    answers = [tie for tie in ties if tie.brings is Brings.ANSWER]
    if len(answers) == 1:
        return answers[0]
    lacking = [tie for tie in ties if tie.entry.standing(Role.DECK) is None and _waits(tie.entry)]
    if reading.shared_links and len(lacking) == 1:
        return lacking[0]  # a link is where the missing deck may be
    if len(ties) != 1 or reading.speaks_of_submitting:
        return None
    return ties[0]


def by_agency(reading: Reading, seen: Iterable[tuple[EntryState, Writer]]) -> Tie | None:
    """An entry of the same agency: the writer's own first, for that may be a second work; else a stranger's.

    What is itself only held against another entry stands in nobody's way.
    """
    if not reading.brings_files or not reading.roles_brought:
        return None
    same = [
        (entry, writer)
        for entry, writer in seen
        if _is_of(reading.identity.finding, entry) and not _contests(entry)
    ]
    own = [(entry, writer) for entry, writer in same if writer.grade in MEMBERS]
    lone = _lone_part(reading, seen) if not own else []
    if own or lone:
        tie = tied(reading, *(own or lone)[-1], "agency")
        return None if tie.cell.lands is Lands.ENTRY else tie
    others = [pair for pair in same or _contradicted(reading, seen) if pair[1].grade not in MEMBERS]
    return tied(reading, *others[0], "agency") if others else None


def _contradicted(
    reading: Reading, seen: Iterable[tuple[EntryState, Writer]]
) -> list[tuple[EntryState, Writer]]:
    """Entries of the body that the form names, where the rest of the mail speaks for another one."""
    identity = reading.identity
    if not any(each.code == "agency-conflict" for each in identity.reasons):
        return []
    bodies = agencies.lookup(identity.named, reading.rules.register)
    only = bodies[0].place if len(bodies) == 1 else None
    return [
        pair
        for pair in seen
        if only and pair[0].agency.known and pair[0].agency.place == only and not _contests(pair[0])
    ]


def _lone_part(
    reading: Reading, seen: Iterable[tuple[EntryState, Writer]]
) -> list[tuple[EntryState, Writer]]:
    """The writer's only entry, if it is complete, for a file that names no body: perhaps a new version."""
    own = [pair for pair in his(reading, seen) if pair[0].status is not EntryStatus.ENQUIRY]
    unnamed = not reading.identity.finding.known and not reading.identity.reasons and not reading.is_whole_set
    meant = len(own) == 1 and (own[0][0].status is EntryStatus.COMPLETE or _replaces(reading))
    return own if unnamed and meant and not another_body(reading, *_graded(own[0])) else []


def _replaces(reading: Reading) -> bool:
    return said.new_version(reading.evidence.words)


def _graded(pair: tuple[EntryState, Writer]) -> tuple[EntryState, Grade]:
    return pair[0], pair[1].grade


def _contests(entry: EntryState) -> bool:
    """Whether an entry was only opened by somebody else's mail about another one."""
    return entry.outside or any(each.code == "sender-conflict" for each in entry.reasons)


def _is_of(agency: AgencyFinding, entry: EntryState) -> bool:
    return agency.known and entry.agency.known and entry.agency.place == agency.place


def _waits(entry: EntryState) -> bool:
    """An entry held for a person is waiting for its sender only as far as a form or a deck is missing.

    A mail that only withdraws waits for nothing, and neither does one that is held against another entry.
    """
    if _contests(entry) or any(each.code == "withdrawal" for each in entry.reasons):
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
