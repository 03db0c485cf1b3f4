"""How an examination says that a part does not work."""

from credentials import CredentialFault
from ingest.mailbox.errors import MailboxError
from notifications.alarms import NotDelivered
from parsers.errors import ParserUnavailableError
from settings import ConfigError
from settings.errors import IntakeError


class Ailing(Exception):
    """A part does not work; the text says what is wrong and what to do."""


KNOWN = (
    Ailing,
    ConfigError,
    CredentialFault,
    IntakeError,
    MailboxError,
    NotDelivered,
    ParserUnavailableError,
)
"""What speaks to the organiser in its own words."""
