"""Tells staff by mail what waits (`[review] digest_to`)."""

from loguru import logger

from credentials import Credential
from notifications.alarms.mail import plain_mail
from notifications.errors import RenderError
from notifications.transport import Smtp, Timeouts, TransportError
from review.digest import is_due, may_be_due, words
from review.queue import queue
from runtime.parts import Parts
from storage.engine import reading, writing
from storage.entries.cards import cards
from storage.switches import digest_told, switches_of

_PATIENCE = Timeouts(command=10.0, final=30.0)


class Digest:
    """Looked at in every round of the sender; it costs one row while none is due."""

    def __init__(self, parts: Parts, smtp: Credential | None) -> None:
        self._parts, self._credential = parts, smtp

    def tell_if_due(self) -> None:
        """One mail to each; one who cannot be reached is left to the next.

        That it was told is written down first: a death between costs a mail, and never sends two.
        """
        parts, now = self._parts, self._parts.judge.clock()
        if not parts.settings.review.digest_to:
            return
        with reading(parts.engine) as session:
            told = switches_of(session, parts.contest).digest_at
            if not may_be_due(parts.desk, told, now):
                return
            found = queue(cards(session, parts.contest, parts.settings.mailbox.sent_folder), parts.desk, now)
        if not is_due(parts.desk, told, now, found):
            return
        with writing(parts.engine) as session:
            digest_told(session, parts.contest, now)
        web = parts.settings.web
        subject, text = words(parts.desk, now, found, web.address if web.enabled else "")
        for to in parts.settings.review.digest_to:
            self._send(to, subject, text)

    def _send(self, to: str, subject: str, text: str) -> None:
        parts = self._parts
        try:
            mail = plain_mail(parts.desk, to, subject, text, parts.judge.clock(), "digest")
            with Smtp(parts.settings.smtp, self._credential, timeouts=_PATIENCE) as smtp:
                smtp.send(mail, to, before_data=lambda: None)
        except (TransportError, RenderError) as error:
            logger.warning("a member of staff could not be told what waits: {}", error)
