"""What one message says by itself: whatever can be read of it without knowing any entry."""

from dataclasses import dataclass
from functools import cached_property

from screening import links, roles
from screening.agency.evidence import Evidence
from screening.agency.findings import Identity
from screening.agency.identity import identify
from screening.checks.fitness import marker_number
from screening.machines.automatic import Machine, machine_of, told_by
from screening.model.decision import Role
from screening.model.facts import NONE, Facts
from screening.model.rules import Rules
from screening.model.submission import ContentState, File, Submission
from screening.words import said


@dataclass(frozen=True)
class Reading:
    """A message under one set of rules. Each property is worked out once, when it is first asked for.

    `facts` are what a person has said of it; what they correct of the message itself is corrected already.
    """

    submission: Submission
    rules: Rules
    facts: Facts = NONE

    @cached_property
    def evidence(self) -> Evidence:
        """Its words and its sender."""
        return Evidence(self.submission, self.rules.register)

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """A role for each file, as its name and its bytes tell."""
        return self._as_told(roles.roles_of(self.submission.files, self.rules, names_matter=True))

    @cached_property
    def roles_by_bytes(self) -> tuple[Role, ...]:
        """A role for each file, where names do not matter: in an entry whose agency is known."""
        return self._as_told(roles.roles_of(self.submission.files, self.rules, names_matter=False))

    def _as_told(self, found: tuple[Role, ...]) -> tuple[Role, ...]:
        if self.facts.evidence:
            return tuple(Role.OTHER for _ in found)
        told = self.facts.roles
        pairs = zip(self.submission.files, found, strict=True)
        # What was erased keeps its role: nobody can look at it any more.
        return tuple(
            told.get(file.sha256, Role(file.content.erased) if file.content.erased else role)
            for file, role in pairs
        )

    @cached_property
    def identity(self) -> Identity:
        """The agency that it speaks for."""
        if self.facts.agency is not None:
            return Identity(self.facts.agency)
        return identify(self.submission, self.files_of(Role.FORM), self.rules)

    @cached_property
    def machine(self) -> Machine | None:
        """The machine that wrote it, None for a person."""
        if self.facts.by_hand or "automatic" in self.facts.passed:
            return None
        return machine_of(self.submission, self.rules, self.roles)

    @property
    def machine_sign(self) -> str:
        """The line of its head that tells the machine; empty where its words do, or no machine wrote it."""
        told = told_by(self.submission, self.rules, self.roles)
        return told[1] if told else ""

    @property
    def is_whole_set(self) -> bool:
        """Whether it brings a form and a deck."""
        return {Role.FORM, Role.DECK} <= set(self.roles)

    @cached_property
    def archives(self) -> tuple[File, ...]:
        """Archives that were not opened to their last file, or must not be."""
        if self.facts.evidence:
            return ()
        return tuple(
            file
            for file in self.submission.files
            if roles.is_archive(file) and (file.content.state is not ContentState.OK or file.content.malware)
        )

    @cached_property
    def shared_links(self) -> tuple[str, ...]:
        """Links, and shortcuts, to places where files are shared."""
        return links.shared_links(self.submission)

    @cached_property
    def is_no_entry(self) -> bool:
        """Whether its files are those of another letter, or of a question: a report, a screenshot.

        No deck, no link, no agency in a name, no marker or title of a form, no word of entering a work. Who
        asks may attach the empty form, or a picture of what he sees.
        """
        files = [file for file in self.submission.files if not roles.in_letter(file)]
        told = self.facts.by_hand or self.facts.roles or self.facts.agency is not None
        if not files or told or not self.submission.parsed.whole or self.submission.too_large:
            return False
        if Role.DECK in self.roles or self.archives or self.shared_links:
            return False
        if any(roles.bears_agency(file, self.rules) for file in files):
            return False
        asks, scans = said.asking(self.words), [file for file in files if roles.is_scan(file)]
        if any(marker_number(file) > 0 and (file in scans or not asks) for file in files):
            return False
        if said.entering(self.words):
            return asks and not scans
        return asks or not any(roles.has_form_title(file) for file in files)

    @property
    def brings_files(self) -> bool:
        """Whether there is a form, a deck, or an archive that may hold them."""
        return any(role is not Role.OTHER for role in self.roles) or bool(self.archives)

    @property
    def roles_brought(self) -> frozenset[Role]:
        """The roles that its files are for."""
        return frozenset(self.roles) - {Role.OTHER}

    def files_of(self, role: Role, *, by_bytes: bool = False) -> tuple[File, ...]:
        """The files that it brings for a role, in order."""
        its_roles = self.roles_by_bytes if by_bytes else self.roles
        pairs = zip(self.submission.files, its_roles, strict=True)
        return tuple(file for file, its_role in pairs if its_role is role)

    @property
    def words(self) -> str:
        """Subject and text."""
        return f"{self.submission.parsed.subject}\n{self.submission.parsed.text}"

    @cached_property
    def speaks_of_submitting(self) -> bool:
        """Whether a mail without files, in time, means to submit: then the attachment was forgotten."""
        in_time = not (self.after_close or self.may_be_late)
        return in_time and bool(said.submitting(self.words))

    @property
    def after_close(self) -> bool:
        """Whether it came after the contest's last second. A time that is not told makes no mail late."""
        return self.submission.time_told and self._beyond_close

    @property
    def may_be_late(self) -> bool:
        """Whether its time is not told, and the latest possible one is after the close."""
        return not self.submission.time_told and self._beyond_close

    @property
    def _beyond_close(self) -> bool:
        return self.submission.received_at.replace(microsecond=0) > self.rules.closes
