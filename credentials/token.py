"""What the providers give us, and what they are asked."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Token:
    """An access token until `ends`. The rest comes with a consent alone.

    `refresh` is what the next one is asked with; empty where the one before stays good. `whose` names the
    person who consented; `until` is the end of the consent, where the provider tells it.
    """

    access: str = field(repr=False)
    ends: datetime
    refresh: str = field(default="", repr=False)
    whose: str = ""
    until: datetime | None = None


class Person(Protocol):
    """Whoever sits at the terminal while a consent is given."""

    def visit(self, address: str, code: str) -> None:
        """Shows the address to open, and the code to type there; empty where none is asked for."""

    def paste(self) -> str:
        """Asks for the address to which the browser was sent at the end."""


class Provider(Protocol):
    """A provider's way to its tokens. Each method raises CredentialFault and ConfigError."""

    name: str

    def by_app(self, account: str) -> Token:
        """A token for an account by the program's own right."""

    def by_consent(self, refresh: str) -> Token:
        """A token by the consent that `refresh` stands for."""

    def log_in(self, person: Person) -> Token:
        """Has a person consent."""

    def key_ends(self) -> datetime | None:
        """When the key in `key_file` ends, if the file tells it."""
