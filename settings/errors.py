"""How the program says that something is wrong.

    IntakeError
      WrongUse        the command or the configuration is wrong: exit 2
      PartFailed      mailbox, SMTP, database or disk does not answer: exit 1
    ServerFault       met by a round of work, which tries again: the base of MailboxError and TransportError

Each text is one line: what happened, what was kept, what to do. It never holds a secret.
"""

from typing import ClassVar

from settings.alarm_kinds import AlarmKind


class IntakeError(Exception):
    """A fault that ends a command with one clear line on standard error."""

    exit_code = 1


class WrongUse(IntakeError):
    """The person who runs the command can mend it."""

    exit_code = 2


class PartFailed(IntakeError):
    """Something that the daemon needs does not answer; trying again later may help."""


class ServerFault(Exception):
    """A server that the daemon works with cannot be used. Its text never holds a mail's words."""

    alarm: ClassVar[AlarmKind]
    """The alarm that it raises."""
    refusal: ClassVar[AlarmKind]
    """The alarm that it raises where it is `lasting`."""

    @property
    def lasting(self) -> bool:
        """Whether the server has refused us: trying again does not help; the organiser is told at once."""
        raise NotImplementedError

    @property
    def cure(self) -> str:
        """What to do, where the error's own text does not say it; else empty."""
        return ""
