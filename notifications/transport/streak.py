"""Refusals that are alike, one after the other: the first may be the applicants' fault, more are ours."""

import re

from notifications.transport.outcomes import (
    AddressUnsupported,
    OwnFault,
    Refused,
    TransportError,
    Unsendable,
    nobodys,
)

ALIKE = 3
"""So many in a row. A blocked account, or a filter that dislikes our texts, refuses all three thousand."""

_STATUS = re.compile(r"5\.(\d{1,3})\.\d{1,3}\b")


class Streak:
    """Counts refusals of the same kind since a mail was last taken."""

    def __init__(self) -> None:
        self._kind: tuple[str, int | None, str] | None = None
        self._count = 0

    def end(self) -> None:
        """A mail was taken."""
        self._kind, self._count = None, 0

    def judge(self, refused: Refused) -> TransportError:
        """The refusal itself; from the third alike on our own fault, without the applicant's address.

        What is about the address itself (5.1.x and 5.2.x, RFC 3463: no such user, mailbox full) and what
        never reached the server is not counted: three invented senders in a row are no fault of ours.
        """
        status = _STATUS.match(refused.said)
        if isinstance(refused, AddressUnsupported | Unsendable) or (status and status[1] in ("1", "2")):
            return refused
        kind = (refused.step, refused.code, status[0] if status else "")
        self._count = self._count + 1 if kind == self._kind else 1
        self._kind = kind
        if self._count < ALIKE:
            return refused
        said = f"{self._count} mails in a row refused alike: {nobodys(refused.said)}"
        return OwnFault(refused.step, refused.code, said)
