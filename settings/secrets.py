"""Passwords and keys, from the environment alone, asked for only by the commands that use them."""

import os

from settings import Settings
from settings.errors import WrongUse

LEAST_KEY = 20
"""Characters of INTAKE_SECRET_KEY: fewer could be guessed by whoever finds the file that it locks."""


def mailbox_password() -> str:
    """The mailbox's password. Raises WrongUse when it is not set."""
    return _needed("INTAKE_MAILBOX_PASSWORD", "put the password of the mailbox into the environment")


def smtp_password(settings: Settings) -> str | None:
    """The SMTP server's password; None when `[smtp] username` is empty and no login is made."""
    if not settings.smtp.username:
        return None
    return _needed("INTAKE_SMTP_PASSWORD", "put the password of the SMTP server into the environment")


def client_secret() -> str:
    """What the provider knows this program by. Raises WrongUse when it is not set."""
    return _needed("INTAKE_OAUTH2_CLIENT_SECRET", "put the client secret of [oauth2] into the environment")


def secret_key() -> str:
    """The key of what is kept encrypted. Raises WrongUse when it is not set, or too short."""
    cure = "put a long random text into the environment (`openssl rand -base64 32` makes one), and keep it"
    key = _needed("INTAKE_SECRET_KEY", cure)
    if len(key) < LEAST_KEY:
        raise WrongUse(f"INTAKE_SECRET_KEY is shorter than {LEAST_KEY} characters: {cure}")
    return key


def _needed(name: str, cure: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise WrongUse(f"{name} is not set: {cure}")
    return value
