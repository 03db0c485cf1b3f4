"""A message laid out for judging: its files with their roles, its agency, and the entry it joins."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from screening import entries, roles
from screening.addresses import recipient
from screening.answers import by_answer, in_entry
from screening.decision import AgencyFinding, EntryStatus, Role, Severity
from screening.entries import Joined
from screening.evidence import Evidence
from screening.findings import Identity
from screening.history import EntryState, History, HistoryKeys, KeptFile
from screening.identity import identify
from screening.machines import Machine, machine_of
from screening.rules import Rules
from screening.submission import ContentState, File, Submission

_MOST_NAMES = 10
MENDED_BY_SENDING_AGAIN = frozenset({"early", "automatic", "sender-unverified"})
"""Holds for when or by whom a mail was sent, which the same files sent otherwise do not earn."""


@dataclass(frozen=True)
class Case:
    """What every rule looks at. `roles` follows `submission.files`."""

    submission: Submission
    history: History
    rules: Rules
    machine: Machine | None
    roles: tuple[Role, ...]
    identity: Identity
    joined: Joined | None
    rivals: tuple[EntryState, ...] = ()  # of which the message completes one, and does not say which

    def new(self, role: Role) -> tuple[File, ...]:
        """The files that the message brings for a role, in order."""
        pairs = zip(self.submission.files, self.roles, strict=True)
        return tuple(file for file, its_role in pairs if its_role is role)

    def standing(self, role: Role) -> KeptFile | None:
        """The file that already stands for a role in the entry that the message joins."""
        return self.joined.entry.standing(role) if self.joined else None

    @property
    def entry(self) -> EntryState | None:
        """The entry that the message joins."""
        return self.joined.entry if self.joined else None

    @property
    def brings_files(self) -> bool:
        """Whether there is a form, a deck, or an archive that may hold them."""
        return any(role is not Role.OTHER for role in self.roles) or bool(self.archives)

    @property
    def archives(self) -> tuple[File, ...]:
        """Archives that were not opened to their last file, or must not be."""
        return tuple(
            file
            for file in self.submission.files
            if roles.is_archive(file) and (file.content.state is not ContentState.OK or file.content.malware)
        )

    @property
    def names_seen(self) -> list[str]:
        """What the message brought, for whoever asks why something is called missing."""
        return [file.name for file in self.submission.files[:_MOST_NAMES]]

    @property
    def brings_known_files(self) -> bool:
        """Whether the entry has every form and deck of this message already."""
        brought = {file.sha256 for file in (*self.new(Role.FORM), *self.new(Role.DECK))}
        kept = self.entry.files if self.entry else ()
        return bool(brought) and brought <= {each.file.sha256 for each in kept}

    @property
    def repeats(self) -> bool:
        """Whether the message says no more than what the entry has already.

        What was held only for how it was sent is judged anew when it is sent again, and so is a form that was
        renamed, or whose agency is named now: that is the cure we ask for.
        """
        return self.brings_known_files and not self._was_held_for_its_mail and not self._mends_the_name

    @property
    def renames_timely_files(self) -> bool:
        """Whether files that came in time are only sent once more under the name that we asked for."""
        kept = self.entry.files if self.entry else ()
        timely = {each.file.sha256 for each in kept if not self._is_after_close(each.received_at)}
        brought = {file.sha256 for file in (*self.new(Role.FORM), *self.new(Role.DECK))}
        known = self.brings_known_files and brought <= timely
        return known and self._mends_the_name and not self._was_held_for_its_mail

    @property
    def _was_held_for_its_mail(self) -> bool:
        if self.entry is None or self.entry.status is not EntryStatus.HELD:
            return False
        holds = {each.code for each in self.entry.reasons if each.severity is Severity.HOLD}
        return bool(holds) and holds <= MENDED_BY_SENDING_AGAIN

    @property
    def _mends_the_name(self) -> bool:
        if self.entry is None or self.entry.status is EntryStatus.COMPLETE:
            return False
        names = {(kept.file.sha256, kept.file.name) for kept in self.entry.files}
        renamed = any((file.sha256, file.name) not in names for file in self.new(Role.FORM))
        return renamed or (self.agency.known and not self.entry.agency.known)

    @cached_property
    def names_matter(self) -> bool:
        """In an entry whose agency is known file names never matter."""
        return not (self.entry and self.entry.agency.known)

    @property
    def after_close(self) -> bool:
        """Whether the message came after the last second of the contest."""
        return self._is_after_close(self.submission.received_at)

    def _is_after_close(self, moment: datetime) -> bool:
        return moment.replace(microsecond=0) > self.rules.closes

    @property
    def agency(self) -> AgencyFinding:
        """The agency that the entry stands under from now on."""
        return self.identity.finding


def keys_of(submission: Submission, rules: Rules) -> HistoryKeys:
    """What must be looked up before `submission` can be judged."""
    files = submission.files
    file_roles = roles.roles_of(files, rules, names_matter=True)
    forms = [file for file, role in zip(files, file_roles, strict=True) if role is Role.FORM]
    place = identify(submission, forms, rules).finding.place
    return HistoryKeys(
        sender=submission.parsed.sender.address,
        message_ids=entries.answered_ids(submission),
        references=entries.references_in(submission.parsed.subject, rules),
        hashes=frozenset(file.sha256 for file in files if file.size),
        agencies=frozenset({place.name} if place else ()),
        reply_address=recipient(submission, rules),
    )


def read_case(submission: Submission, history: History, rules: Rules) -> Case:
    """Lays out `submission` under `history`."""
    thread = entries.by_thread(submission, history, rules)
    known = bool(thread and thread.entry.agency.known)
    file_roles = roles.roles_of(submission.files, rules, names_matter=not known)
    pairs = tuple(zip(submission.files, file_roles, strict=True))
    forms = [file for file, role in pairs if role is Role.FORM]
    brought = [file for file, role in pairs if role is not Role.OTHER]
    identity = identify(submission, forms, rules)
    evidence = Evidence(submission, rules.register)
    waiting = entries.waiting_for(evidence, file_roles, identity.finding, history)
    joined = (
        thread
        or entries.by_repeat(submission, brought, history)
        or entries.by_sender(submission, waiting)
        or by_answer(evidence, history)
    )
    if joined:
        identity = in_entry(joined, identity, evidence)
    whole_set = Role.FORM in file_roles and Role.DECK in file_roles
    rivals = () if joined or whole_set else waiting
    machine = machine_of(submission, rules, file_roles)
    return Case(submission, history, rules, machine, file_roles, identity, joined, rivals)
