"""How the program says that something is wrong.

    PlainFault          ends a command with its text on standard error
      IntakeError
        WrongUse        the command or the configuration is wrong: exit 2
        PartFailed      mailbox, SMTP, database or disk does not answer: exit 1
      ServerFault       met by a round of work, which tries again: the base of MailboxError, TransportError

Bases of others are StorageError, RenderError and ConfigError. Each text is one line: what happened, what was
kept, what to do. It never holds a secret.
"""

from typing import ClassVar

from settings.alarm_kinds import AlarmKind


class PlainFault(Exception):
    """A foreseen fault; what it says is one clear line for a person."""

    exit_code = 1
    """How a command ends that meets it: 1, a part failed; 2, wrong use."""


class IntakeError(PlainFault):
    """A fault that ends a command, or a daemon, at once."""


class WrongUse(IntakeError):
    """The person who runs the command can mend it."""

    exit_code = 2


class PartFailed(IntakeError):
    """Something that the daemon needs does not answer; trying again later may help."""


class ServerFault(PlainFault):
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
