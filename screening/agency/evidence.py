"""What a mail says about its agency beside the form's name: subject, text, and who sent it."""

import re
from dataclasses import dataclass
from functools import cached_property

from screening.agency import agencies
from screening.agency.places import LONGEST_TEXT
from screening.model.register import Agency, Register
from screening.model.submission import Submission
from screening.sender import domain_of, is_authenticated

_SIGNATURE_LINES = 6
_OUR_SUBJECT = re.compile(r"\[[A-Z][A-Z0-9-]{0,40}-[0-9]{4,9}\].*", re.DOTALL)


@dataclass(frozen=True)
class Evidence:
    """The words and the sender of one message, against one register."""

    submission: Submission
    register: Register

    @cached_property
    def words(self) -> str:
        """Subject and text."""
        return f"{self.subject}\n{self.submission.parsed.text[:LONGEST_TEXT]}"

    @cached_property
    def subject(self) -> str:
        """The subject without what a letter of ours put there, which names its own entry's agency."""
        return _OUR_SUBJECT.sub("", self.submission.parsed.subject)

    @cached_property
    def named(self) -> tuple[Agency, ...]:
        """Every body that the words name."""
        return agencies.in_text(self.words, self.register)

    @cached_property
    def signed(self) -> tuple[Agency, ...]:
        """The bodies that subject and signature name: for whom the mail speaks."""
        parsed = self.submission.parsed
        lines = [line for line in parsed.text[:LONGEST_TEXT].splitlines() if line.strip()]
        return agencies.in_text("\n".join((self.subject, *lines[-_SIGNATURE_LINES:])), self.register)

    @property
    def sender(self) -> str:
        """The sender's address."""
        return self.submission.parsed.sender.address

    @cached_property
    def official(self) -> tuple[Agency, ...]:
        """The bodies whose official address the sender uses, proven or not."""
        return self.register.by_saraban.get(self.sender, ())

    @cached_property
    def is_proven(self) -> bool:
        """Whether the sender's domain is authenticated."""
        return is_authenticated(self.submission)

    def sent_by(self, bodies: tuple[Agency, ...]) -> tuple[Agency, ...]:
        """Those of `bodies` that an authenticated sender speaks for: by official address, else by own host.

        A host singles out one of several candidates, no more: web hosts change hands, so only those under
        .go.th count.
        """
        if not self.is_proven:
            return ()
        official = tuple(body for body in bodies if body in self.official)
        domain = domain_of(self.sender)
        hosts = tuple(body for body in bodies if domain.endswith(".go.th") and domain in body.domains)
        return official or hosts
