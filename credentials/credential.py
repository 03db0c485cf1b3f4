"""The one interface of whatever logs us in."""

from dataclasses import dataclass, field
from typing import Protocol


class Credential(Protocol):
    """What proves to a server that we may use an account. For all threads."""

    @property
    def bearer(self) -> bool:
        """Whether `secret` is an access token (RFC 6750), not a password."""

    def secret(self) -> str:
        """What to log in with now. Raises CredentialFault where there is none."""

    def renewed(self, refused: str) -> str:
        """What to log in with in place of what a server has refused; empty where there is nothing else.

        Raises CredentialFault.
        """


@dataclass(frozen=True, slots=True)
class Password:
    """A password, which is as it is."""

    text: str = field(repr=False)
    bearer: bool = field(default=False, init=False)

    def secret(self) -> str:
        """The password."""
        return self.text

    def renewed(self, refused: str) -> str:
        """A refused password stays wrong, and a second try could lock the account."""
        return ""
