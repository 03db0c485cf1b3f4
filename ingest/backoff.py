"""How long to wait after a look that failed: soon at first, and never so long that a return goes unseen."""

from credentials import CredentialFault
from ingest.mailbox.errors import LoginRefused

STEPS = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
REFUSED_SECONDS = 45.0
"""Servers lock an account, or its address out, after many refused logins; token servers slow us down."""


class Backoff:
    """Counts failures in a row. With connecting, what it says keeps a return unseen for a minute at most."""

    def __init__(self) -> None:
        self._failures = 0
        self._refused = False

    def succeeded(self) -> None:
        """The next failure is a first one again."""
        self._failures = 0

    def failed(self, error: Exception) -> None:
        """One more failure in a row."""
        self._failures += 1
        self._refused = isinstance(error, LoginRefused | CredentialFault) and error.lasting

    @property
    def seconds(self) -> float:
        """How long to wait now; 0 after a success."""
        if not self._failures:
            return 0.0
        return REFUSED_SECONDS if self._refused else STEPS[min(self._failures, len(STEPS)) - 1]
