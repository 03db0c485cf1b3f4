"""What the first start tells the organiser, once, of settings that only the mailbox itself can suggest."""

from contextlib import suppress
from functools import partial

from loguru import logger

from ingest.mailbox.errors import MailboxError
from ingest.poller import Poller
from ingest.senders.authserv import Weight, examine
from ingest.senders.heads import newest_heads
from settings import Settings


def advise(poller: Poller, settings: Settings) -> None:
    """Logs in one line what `[trust] authserv_id` should be; nothing where it is set already.

    A mailbox that fails now is told by the next look; `intake doctor` says the same at any time.
    """
    if settings.trust.authserv_id:
        return
    with suppress(MailboxError):
        heads = poller.ask(partial(newest_heads, settings=settings.mailbox))
        found = examine(heads, "", settings.mailbox.host)
        logger.log("INFO" if found.weight is Weight.FINE else "WARNING", "senders: {}", found.text)
