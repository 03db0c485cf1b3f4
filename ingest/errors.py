"""How the command line says that something is wrong.

    IntakeError
      WrongUse        the command or the configuration is wrong: exit 2
      PartFailed      mailbox, SMTP, database or disk does not answer: exit 1

Each text is one line: what happened, what was kept, what to do. It never holds a secret.
"""


class IntakeError(Exception):
    """A fault that ends a command with one clear line on standard error."""

    exit_code = 1


class WrongUse(IntakeError):
    """The person who runs the command can mend it."""

    exit_code = 2


class PartFailed(IntakeError):
    """Something that the daemon needs does not answer; trying again later may help."""
