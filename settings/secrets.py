"""The passwords, from the environment alone, asked for only by the commands that use them."""

import os

from settings import Settings
from settings.errors import WrongUse


def mailbox_password() -> str:
    """The mailbox's password. Raises WrongUse when it is not set."""
    return _needed("INTAKE_MAILBOX_PASSWORD", "the mailbox")


def smtp_password(settings: Settings) -> str | None:
    """The SMTP server's password; None when `[smtp] username` is empty and no login is made."""
    return _needed("INTAKE_SMTP_PASSWORD", "the SMTP server") if settings.smtp.username else None


def _needed(name: str, whose: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise WrongUse(f"{name} is not set: put the password of {whose} into the environment")
    return value
