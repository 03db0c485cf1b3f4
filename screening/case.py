"""A message laid out for judging: its files with their roles, its agency, and the entry it is about."""

from dataclasses import dataclass
from functools import cached_property

from screening.addresses import recipient
from screening.agency.findings import Identity
from screening.checks.fitness import passes
from screening.entry import bringing, entries
from screening.entry.answers import Answer, in_entry
from screening.entry.bringing import is_late
from screening.entry.thread import answered_ids, references_in
from screening.entry.tie import Tie
from screening.entry.trust import Brings, Files
from screening.entry.writer import is_official
from screening.machines.automatic import Machine
from screening.model.decision import AgencyFinding, EntryStatus, Grade, Role, Writer
from screening.model.facts import NONE, Facts
from screening.model.history import EntryState, History, HistoryKeys, KeptFile
from screening.model.rules import Rules
from screening.model.submission import File, Submission
from screening.reading import Reading

_MOST_NAMES = 10
_MAY_HOLD_IT = {"deck-by-link", "archive-unreadable", "sealed-message", "malware", "unparsable"}
_REPEATS = (Brings.SAME_BYTES, Brings.FAULTY_AGAIN)


@dataclass(frozen=True)
class Case:
    """What every rule looks at. `tie` is the entry that the message is about, which it need not join.

    `rivals` are entries of which the message completes one, and does not say which.
    """

    reading: Reading
    history: History
    tie: Tie | None
    rivals: tuple[EntryState, ...] = ()

    @property
    def submission(self) -> Submission:
        """The message."""
        return self.reading.submission

    @property
    def rules(self) -> Rules:
        """The contest's rules."""
        return self.reading.rules

    @property
    def facts(self) -> Facts:
        """What persons have settled about the message."""
        return self.reading.facts

    @property
    def machine(self) -> Machine | None:
        """The machine that wrote, None for a person."""
        return self.reading.machine

    @property
    def joined(self) -> Tie | None:
        """The entry that the message joins."""
        return self.tie if self.tie and self.tie.joins else None

    @property
    def entry(self) -> EntryState | None:
        """The entry that the message joins."""
        return self.joined.entry if self.joined else None

    @property
    def linked(self) -> EntryState | None:
        """The entry that the message is about, and does not join."""
        return self.tie.entry if self.tie and not self.tie.joins else None

    @property
    def writer(self) -> Writer | None:
        """Who wrote, as seen from the entry that the message is about."""
        return self.tie.writer if self.tie else None

    @property
    def code(self) -> str:
        """The reason that the decision table gives; empty where there is none."""
        return self.tie.cell.code if self.tie else ""

    @property
    def answer(self) -> Answer:
        """What the words settle."""
        return self.joined.answer if self.joined else Answer()

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """A role for each file, in order. What looks like no entry, and belongs to none, plays no role."""
        if self.tie is None and not self.rivals and self.reading.is_no_entry:
            return tuple(Role.OTHER for _ in self.submission.files)
        return self.reading.roles if self.names_matter else self.reading.roles_by_bytes

    @cached_property
    def identity(self) -> Identity:
        """What is known of the agency, and what a clerk has to say about it."""
        if self.facts.agency is not None:
            return self.reading.identity
        return in_entry(self.entry, self.reading) if self.entry else self.reading.identity

    def new(self, role: Role) -> tuple[File, ...]:
        """The files that the message brings for a role, in order."""
        pairs = zip(self.submission.files, self.roles, strict=True)
        return tuple(file for file, its_role in pairs if its_role is role)

    def standing(self, role: Role) -> KeptFile | None:
        """The file that already stands for a role in the entry, or that the applicant's word makes stand."""
        return self._by_word[role] if role in self._by_word else self.before(role)

    def before(self, role: Role) -> KeptFile | None:
        """The file that stood for a role in the entry when the message came."""
        return self.entry.standing(role) if self.entry else None

    @cached_property
    def _by_word(self) -> dict[Role, KeptFile | None]:
        """What the applicant's yes or no has put in the place of what stood."""
        if self.entry and (yes := self.answer.accepts) and yes.kind != "added":
            good = [kept for kept in yes.files if passes(kept.file, kept.role, self.rules)]
            return {kept.role: kept for kept in reversed(good) if kept.role is not Role.OTHER}
        if self.entry and (no := self.answer.declines) and no.kind == "added":
            came = {kept.file.sha256 for kept in no.files}
            before = {Role.FORM: no.form, Role.DECK: no.deck}
            return {
                role: self.entry.kept(role, before[role])
                for role, sha256 in ((Role.FORM, self.entry.form), (Role.DECK, self.entry.deck))
                if sha256 in came
            }
        return {}

    def takes(self, role: Role) -> bool:
        """Whether a good file of this message may stand for a role."""
        if self.joined is None:
            return self.code != "late"
        if self.joined.cell.files is Files.NOTHING:
            return False
        if self.facts.joins:
            return True
        if self.joined.entry.by_person:
            return False
        # Of a mixed mail each role is taken as its own row says.
        old, writer = self.before(role), self.joined.writer
        if old is None or (self.entry and self.entry.in_doubt(role)):
            return True
        # Who opened an entry first need not be the office: what that has sent, only the office replaces.
        return writer.grade is Grade.PROVEN and (not old.official or is_official(writer))

    def keeps_aside(self, role: Role, file: File) -> bool:
        """Whether a good file waits for the applicant's word before it may stand."""
        if self.joined is None or self.joined.cell.files is Files.NOTHING or self.takes(role):
            return False
        if self.joined.entry.by_person:
            return False  # a person has decided on the entry, and looks at what comes after
        old = self.before(role)
        return old is not None and old.file.sha256 != file.sha256 and passes(file, role, self.rules)

    @property
    def brings_files(self) -> bool:
        """Whether there is a form, a deck, or an archive that may hold them."""
        return any(role is not Role.OTHER for role in self.roles) or bool(self.archives)

    @property
    def archives(self) -> tuple[File, ...]:
        """Archives that were not opened to their last file, or must not be."""
        return self.reading.archives

    @property
    def names_seen(self) -> list[str]:
        """What the message brought, for whoever asks why something is called missing."""
        return [file.name for file in self.submission.files[:_MOST_NAMES]]

    @property
    def stands_in_for_missing(self) -> bool:
        """Whether what is missing may be where a person has to look, or is not asked of this message."""
        entry, apart = self.entry, self.code in ("sender-conflict", "agency-conflict", "second-work")
        held = entry is not None and entry.status is EntryStatus.HELD
        codes = {each.code for each in entry.reasons} if entry and held else set()
        if any(passes(file, Role.DECK, self.rules) for file in self.new(Role.DECK)):
            codes -= {"deck-by-link"}  # the deck is here, and the form need not have been behind the link
        return bool(self.linked and apart) or bool(codes & _MAY_HOLD_IT)

    @property
    def repeats(self) -> bool:
        """Whether the message says no more than what the entry has already."""
        return bool(self.joined and self.joined.brings in _REPEATS)

    @property
    def gives_what_waited(self) -> bool:
        """Whether the files are those that had come, and waited for the applicant's word."""
        return bool(self.joined and self.joined.brings is Brings.KEPT_ASIDE)

    @property
    def renames_timely_files(self) -> bool:
        """Whether files that came in time are only sent once more under the name that we asked for."""
        return bool(self.entry and bringing.renames_timely_files(self.reading, self.entry))

    @cached_property
    def names_matter(self) -> bool:
        """In an entry whose agency is known file names never matter, nor where staff say whose it is that was
        brought to them.
        """
        brought = self.facts.by_hand and self.facts.agency is not None
        return not brought and not (self.entry and self.entry.agency.known)

    @property
    def after_close(self) -> bool:
        """Whether the message came after the last second of the contest, or of the entry's own time."""
        return is_late(self.reading, self.entry)

    @property
    def agency(self) -> AgencyFinding:
        """The agency that the entry stands under from now on."""
        return self.identity.finding

    @property
    def was_complete(self) -> bool:
        """Whether the entry that the message joins is complete without it."""
        return self.entry is not None and self.entry.status is EntryStatus.COMPLETE


def keys_of(submission: Submission, rules: Rules, facts: Facts = NONE) -> HistoryKeys:
    """What must be looked up before `submission` can be judged."""
    reading = Reading(submission, rules, facts)
    place = reading.identity.finding.place
    names = {place.name} if place else set()
    return HistoryKeys(
        sender=submission.parsed.sender.address,
        message_ids=answered_ids(submission),
        references=references_in(submission.parsed.subject, rules) | facts.references,
        agencies=frozenset({*names, *(body.place.name for body in reading.evidence.official)}),
        reply_address=recipient(submission, rules),
    )


def read_case(submission: Submission, history: History, rules: Rules) -> Case:
    """Lays out `submission` under `history`."""
    reading = Reading(submission, rules, history.facts)
    tie, rivals = entries.tie_of(reading, history)
    return Case(reading, history, tie, rivals)
