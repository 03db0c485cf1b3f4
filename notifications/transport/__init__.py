"""The way out: mails over SMTP (RFC 5321), one conversation in steps fine enough for the outbox.

Every end but success is one of these exceptions. Each says at which step it came (`step`), the server's
code if it gave one (`code`), what was said, in one short line (`said`), and whether another try of the
same mail can help (`temporary`).

    TransportError
    ├── OwnFault             temporary   connect, banner, ehlo, starttls, auth, mail: us, our settings or our
    │   │                                server. At rcpt, data and final: 5xx that is not about the recipient.
    │   │                                An alarm is due.
    │   ├── ConnectionBroken             The connection ended before any content was sent.
    │   ├── NoCredential                 There is no access token to log in with.
    │   └── TokenRefused                 The server takes none of ours.
    ├── Deferred             temporary   4xx to RCPT, to DATA or after the final dot; the mail was not taken.
    ├── Refused              permanent   5xx there about the recipient; the mail will not be taken.
    │   ├── AddressUnsupported           The address or headers need SMTPUTF8; the server does not offer it.
    │   └── Unsendable                   The mail is not in a form that SMTP can carry.
    └── Ambiguous            temporary   Content went out and no final answer came: it may have been sent.
"""

from notifications.transport.connection import Timeouts
from notifications.transport.outcomes import (
    AddressUnsupported,
    Ambiguous,
    ConnectionBroken,
    Deferred,
    OwnFault,
    Receipt,
    Refused,
    Step,
    TransportError,
    Unsendable,
    nobodys,
)
from notifications.transport.smtp import Smtp, check
from notifications.transport.streak import ALIKE, of_one_mail

__all__ = [
    "ALIKE",
    "AddressUnsupported",
    "Ambiguous",
    "ConnectionBroken",
    "Deferred",
    "OwnFault",
    "Receipt",
    "Refused",
    "Smtp",
    "Step",
    "Timeouts",
    "TransportError",
    "Unsendable",
    "check",
    "nobodys",
    "of_one_mail",
]
