"""The kinds of alarm."""

from enum import StrEnum


class AlarmKind(StrEnum):
    """What is wrong. The word is the alarm's key, in the JSON of webhook and /healthz as well; where several
    of one kind are told apart, a colon and what each is about follow it (`reconciliation:INBOX`).

    `notifications.alarms.words` has heading and cure of each.
    """

    MAILBOX = "mailbox"
    MAILBOX_REFUSED = "mailbox-refused"
    CONSENT = "consent"
    CONSENT_ENDS = "consent-ends"
    SMTP = "smtp"
    SMTP_REFUSED = "smtp-refused"
    DISK_FULL = "disk-full"
    DISK_LOW = "disk-low"
    DISK = "disk"
    DATABASE = "database"
    DATABASE_DAMAGED = "database-damaged"
    PARSER = "parser"
    PROGRAM = "program"
    RENDER = "render"
    RECONCILIATION = "reconciliation"
    REPLY = "reply"
    BREAKER = "breaker"
    MANY = "many"
    REGISTER = "register"
    POISON = "poison"
    BOUNCE = "bounce"
    WEB = "web"
    VIEWS = "views"
    BACKUP = "backup"
    TEST = "test"

    def about(self, what: str) -> str:
        """The key of the alarm of this kind about one thing; of the kind itself where that is empty."""
        return f"{self}:{what}" if what else str(self)
