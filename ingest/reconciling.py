"""Holds each folder against the ledger: what is to be fetched, and what neither of them can explain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loguru import logger

from ingest.mailbox import Folder
from ingest.tally import Tally, counts_differ, numbers
from runtime.clock import now
from runtime.parts import Parts
from runtime.records import Records
from settings.alarm_kinds import AlarmKind
from storage.engine import reading, writing
from storage.mail.messages import last_uid, recorded_uids
from storage.mail.sightings import forget_absent, ledger_count, ledger_uids, take_back
from storage.mail.unfetched import forget_unfetched, unfetched
from storage.tables import Unfetched


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
    return f"{folder.name}: {counts_differ(*differing)}" if differing else ""


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


def _listed(parts: Records, folder: Folder) -> Found:
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
        logger.info("{}: {} messages are in it again", folder.name, back)
    # Without MOVE and UIDPLUS what we filed lies there, flagged, until somebody expunges it.
    flagged = folder.flagged_deleted(moved)
    strays = [uid for uid in moved if uid not in flagged]
    missing = [uid for uid in listed if uid not in recorded]
    return Found(len(present) - len(flagged), missing, waiting, strays, differs)


def tally(parts: Records, folder: str, uidvalidity: int, mailbox: int, strays: Sequence[int] = ()) -> Tally:
    """Holds the number of messages in a folder against the records as they are now."""
    place = (parts.settings.mailbox.username, folder, uidvalidity)
    with reading(parts.engine) as session:
        return Tally(folder, mailbox, ledger_count(session, *place), len(unfetched(session, *place)), strays)


def compared(parts: Records, folder: Folder) -> tuple[Tally, list[str]]:
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
