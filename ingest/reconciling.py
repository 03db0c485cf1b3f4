"""Holds each folder against the ledger: what is to be fetched, and what neither of them can explain."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from loguru import logger

from ingest.mailbox import Folder
from runtime.clock import now
from runtime.parts import Parts
from settings.alarm_kinds import AlarmKind
from storage.engine import reading, writing
from storage.mail.messages import last_uid, recorded_uids
from storage.mail.sightings import forget_absent, ledger_count, ledger_uids, take_back
from storage.mail.unfetched import forget_unfetched, unfetched
from storage.tables import Unfetched

REPEAT_SECONDS = 3600.0
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Found:
    """What a look found in a folder.

    `mailbox` messages lie there; `missing` are the UIDs that the ledger lacks, ascending, of which `waiting`
    were tried before. `strays` lie there though the ledger says that we moved them away. `unlisted`: what the
    server counts and what it lists, where these differ.
    """

    mailbox: int
    missing: Sequence[int]
    waiting: Mapping[int, Unfetched]
    strays: Sequence[int] = ()
    unlisted: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """A folder's count beside the ledger's; `awaited` is what the server announces and has not given yet.

    `unlisted` is known where the server counts (EXISTS) another number than it lists (SEARCH).
    """

    folder: str
    mailbox: int
    ledger: int
    awaited: int
    strays: Sequence[int] = ()
    unlisted: tuple[int, int] | None = None

    @property
    def agrees(self) -> bool:
        """Whether every message there has its record, and every record its message."""
        return self.mailbox == self.ledger + self.awaited and not self.strays and not self.unlisted

    def __str__(self) -> str:
        awaited = f" + {self.awaited} not fetched yet" if self.awaited else ""
        sign = "=" if self.agrees else "≠"
        strays = f"; moved away by us and still there: UID {numbers(self.strays)}" if self.strays else ""
        lists = f"; {_differs(*self.unlisted)}" if self.unlisted else ""
        return f"{self.folder}: mailbox {self.mailbox} {sign} ledger {self.ledger}{awaited}{strays}{lists}"

    def by_count(self, counted: int, listed: int) -> "Tally":
        """With the server's own count in place of its list, where the two differ."""
        return replace(self, mailbox=self.mailbox + counted - listed, unlisted=(counted, listed))


def _differs(counted: int, listed: int) -> str:
    return (
        f"the server counts {counted} messages and lists {listed}: see the folder in a mail program, and have"
        " the server's index made anew"
    )


def unlisted(folder: Folder) -> tuple[int, int] | None:
    """What the server counts and what it lists, where these differ twice: mail may come between the two."""
    for _ in range(2):
        listed = len(folder.new_uids(0))
        if folder.exists == listed:
            return None
    return folder.exists, listed


def incomplete_list(folder: Folder) -> str:
    """What is wrong with the folder's list, for a person; empty where it is complete."""
    differing = unlisted(folder)
    return f"{folder.name}: {_differs(*differing)}" if differing else ""


def numbers(uids: Sequence[int]) -> str:
    """UIDs for people to read, not more than a line of them."""
    more = f" and {len(uids) - _SHOWN} more" if len(uids) > _SHOWN else ""
    return f"{', '.join(map(str, uids[:_SHOWN]))}{more}"


def look(parts: Parts, folder: Folder, *, thorough: bool) -> Found:
    """Finds what to fetch, and marks what others have taken out of the folder.

    All UIDs are listed if `thorough`, else only when the counts differ: a poll stays cheap.
    """
    account = parts.settings.mailbox.username
    place = (account, folder.name, folder.uidvalidity)
    with reading(parts.engine) as session:
        cursor = last_uid(session, *place)
        expected = ledger_count(session, *place)
        waiting = unfetched(session, *place)
    _watch_numbers(parts, folder, cursor)
    missing = sorted({*folder.new_uids(cursor), *waiting})
    if thorough or folder.exists != expected + len(missing):
        return _listed(parts, folder)
    return Found(folder.exists, missing, waiting)


def _watch_numbers(parts: Parts, folder: Folder, cursor: int) -> None:
    """Numbers given again under one UIDVALIDITY (a backup restored; RFC 3501, 2.3.1.1, forbids it): no list
    of numbers shows the new mail behind the old ones.
    """
    about = f"{folder.name} (numbers)"
    if 0 < folder.uidnext <= cursor:
        again = f"the next is {folder.uidnext}, {cursor} is recorded"
        cure = "Was it restored from a backup? Move the mail received since then out of the folder and back"
        told = f"{folder.name}: the server gives numbers again: {again}. {cure}."
        parts.alarms.raise_(AlarmKind.RECONCILIATION, told, about=about)
    else:
        parts.alarms.clear(AlarmKind.RECONCILIATION, about=about)


def _listed(parts: Parts, folder: Folder) -> Found:
    place = (parts.settings.mailbox.username, folder.name, folder.uidvalidity)
    listed = folder.new_uids(0)
    differs = (folder.exists, len(listed)) if folder.exists != len(listed) else None
    present = set(listed)
    with writing(parts.engine) as session:
        gone = forget_absent(session, *place, present, now())
        back = take_back(session, *place, present, now())
        forget_unfetched(session, *place, present)
        waiting = unfetched(session, *place)
        recorded = recorded_uids(session, *place)
        moved = sorted((present & recorded) - ledger_uids(session, *place))
    if gone:
        logger.info("{}: {} messages were taken out by somebody else; their records stand", folder.name, gone)
    if back:
        logger.info("{}: {} messages lie there again", folder.name, back)
    # Without MOVE and UIDPLUS what we filed lies there, flagged, until somebody expunges it.
    flagged = folder.flagged_deleted(moved)
    strays = [uid for uid in moved if uid not in flagged]
    missing = [uid for uid in listed if uid not in recorded]
    return Found(len(present) - len(flagged), missing, waiting, strays, differs)


def tally(parts: Parts, folder: str, uidvalidity: int, mailbox: int, strays: Sequence[int] = ()) -> Tally:
    """Holds the number of messages in a folder against the records as they are now."""
    place = (parts.settings.mailbox.username, folder, uidvalidity)
    with reading(parts.engine) as session:
        return Tally(folder, mailbox, ledger_count(session, *place), len(unfetched(session, *place)), strays)


def compared(parts: Parts, folder: Folder) -> tuple[Tally, list[str]]:
    """Holds a folder against the ledger and changes neither; with it a line for each kind of difference.

    Always number by number: with one message new and another gone the counts agree.
    """
    place = (parts.settings.mailbox.username, folder.name, folder.uidvalidity)
    differs = unlisted(folder)
    present = set(folder.new_uids(0))
    with reading(parts.engine) as session:
        lying = ledger_uids(session, *place)
        known = lying | unfetched(session, *place).keys()
        moved = sorted((present & recorded_uids(session, *place)) - lying)
    flagged = folder.flagged_deleted(moved)
    here, there = sorted(present - known - flagged), sorted(lying - present)
    differences = [f"only in the mailbox: UID {numbers(here)}; the next poll fetches it"] if here else []
    differences += (
        [f"only in the ledger: UID {numbers(there)}; taken out, its record stands"] if there else []
    )
    counted = tally(parts, folder.name, folder.uidvalidity, len(present) - len(flagged))
    return counted.by_count(*differs) if differs else counted, differences


class Reporter:
    """Says whether a folder agrees: at each change and once an hour, and by an alarm when it does not."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._said: dict[str, tuple[str, float]] = {}
        self._differed: set[str] = set()

    def tell(self, found: Tally, unlisted: tuple[int, int] | None = None) -> None:
        """What one look came to. A list that differs from the server's count is told at the second such look:
        mail may come, or be taken away, between the two.
        """
        if unlisted and found.folder in self._differed:
            found = found.by_count(*unlisted)
        (self._differed.add if unlisted else self._differed.discard)(found.folder)
        line, (said, when) = str(found), self._said.get(found.folder, ("", 0.0))
        fresh = line != said or time.monotonic() - when >= REPEAT_SECONDS
        if fresh:
            self._said[found.folder] = (line, time.monotonic())
        level = ("INFO" if found.agrees else "WARNING") if fresh else "DEBUG"
        logger.log(level, "{}", line)
        if found.agrees:
            self._parts.alarms.clear(AlarmKind.RECONCILIATION, about=found.folder)
        else:
            self._parts.alarms.raise_(AlarmKind.RECONCILIATION, line, about=found.folder)
