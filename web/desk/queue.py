"""The cards that wait, read anew only when something has happened."""

from datetime import datetime
from threading import Lock

from review.queue import Waiting, queue
from runtime.parts import Parts
from storage.engine import reading
from storage.entries.cards import Card, cards
from storage.tables import Counter

_SECONDS = 10


class Queue:
    """Whatever changes a card is an event of the chain: while its last number stands, so do the cards."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._read: tuple[int, list[Card]] = (-1, [])
        self._ordered: tuple[tuple[int, int], list[Waiting]] = ((-1, -1), [])

    def waiting(self, parts: Parts, now: datetime) -> list[Waiting]:
        """Every card on which something waits, in the order in which they are to be taken at `now`."""
        with self._guard:
            with reading(parts.engine) as session:
                counter = session.get(Counter, parts.contest)
                last = counter.last_event if counter else 0
                if last != self._read[0]:
                    self._read = last, cards(session, parts.contest, parts.settings.mailbox.sent_folder)
            # What rests, and what is due, changes by the minute at most.
            moment = (last, int(now.timestamp()) // _SECONDS)
            if moment != self._ordered[0]:
                self._ordered = moment, queue(self._read[1], parts.desk, now)
            return list(self._ordered[1])
