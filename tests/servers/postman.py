"""An SMTP server that delivers into a mailbox of Dovecot what it takes."""

from servers.dovecot import Dovecot
from servers.smtp_script import Received
from servers.smtp_sink import SmtpSink


class Postman(SmtpSink):
    """Delivers into the mailbox whatever it takes."""

    def __init__(self, dovecot: Dovecot) -> None:
        super().__init__()
        self._dovecot = dovecot

    def keep(self, received: Received) -> None:
        super().keep(received)
        self._dovecot.deliver([received.data])
