"""What keeps us from an access token, each as one clear line for the organiser, without any secret.

CredentialFault        no token now; `lasting` where only a person can mend it
└── ConsentMissing     nobody has logged in yet, or INTAKE_SECRET_KEY is another than then
"""

from settings.alarm_kinds import AlarmKind
from settings.errors import ServerFault


class CredentialFault(ServerFault):
    """The provider gives no access token. Its text says what to do."""

    alarm = refusal = AlarmKind.CONSENT

    def __init__(self, message: str, *, lasting: bool) -> None:
        super().__init__(message)
        self._lasting = lasting

    @property
    def lasting(self) -> bool:
        """Whether the provider has refused us: trying again does not help."""
        return self._lasting


class ConsentMissing(CredentialFault):
    """There is no consent that could be used. A command ends with wrong use: its caller can mend it."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(message, lasting=True)
