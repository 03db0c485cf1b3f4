"""Moves messages to another folder, and makes sure that they went."""

import imaplib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from ingest.mailbox.earlier_copy import copied
from ingest.mailbox.session import Session
from ingest.mailbox.wire import Client

CHUNK = 200


@dataclass(frozen=True, slots=True)
class NewUid:
    """Where a message lies in its new folder, as COPYUID tells (RFC 4315)."""

    uidvalidity: int
    uid: int


def file_away(session: Session, source: str, uids: Sequence[int], target: str) -> dict[int, NewUid | None]:
    """Moves `uids` of the selected folder `source` to `target`; both are the server's names, and exist.

    Returns those that are no longer here (a message somebody else removed is one of them), each with its
    new place if the server told it (RFC 4315); what is missing in the answer is to be tried again. With
    neither MOVE nor UIDPLUS a message is copied and flagged \\Deleted; a plain EXPUNGE would remove what
    others have flagged. Without MOVE, what an earlier copying left in `target` is not copied again.
    """
    filed: dict[int, NewUid | None] = {}
    for start in range(0, len(uids), CHUNK):
        chunk = list(uids[start : start + CHUNK])
        with session.exchange("move messages") as client:
            client.noop()  # what the server has not announced yet, it would not find
            client.taken("COPYUID")
            # One that an earlier try moved before its connection ended is not asked for again.
            here = _still_here(client, chunk)
            if here and client.has_capability("MOVE"):
                client.move(sorted(here), target)
            elif here:
                _copy_and_delete(client, source, sorted(here), target)
            found = _new_uids(client.taken("COPYUID"), len(chunk))
            here = _still_here(client, sorted(here)) if here else here
        filed |= {uid: found.get(uid) for uid in chunk if uid not in here}
    return filed


def create_folder(session: Session, name: str) -> None:
    """Makes the folder `name` (the server's name) and subscribes to it, unless it is there."""
    with session.exchange(f"create the folder {name}") as client:
        for flags, _, _ in client.list_folders("", name):
            if not {b"\\noselect", b"\\nonexistent"} & {flag.lower() for flag in flags}:
                return
        client.create_folder(name)
        # Only mail programs that hide other folders care; no reason to leave the mail where it is.
        with suppress(imaplib.IMAP4.error):
            client.subscribe_folder(name)


def _copy_and_delete(client: Client, source: str, uids: list[int], target: str) -> None:
    there = copied(client, source, uids, target)
    if left := [uid for uid in uids if uid not in there]:
        client.copy(left, target)
    client.add_flags(uids, [b"\\Deleted"], silent=True)
    if client.has_capability("UIDPLUS"):
        client.uid_expunge(uids)


def _still_here(client: Client, uids: list[int]) -> set[int]:
    """The server answers OK to moving what is not there, so that only looking tells."""
    criteria = ["UID", ",".join(map(str, uids))]
    if not (client.has_capability("MOVE") or client.has_capability("UIDPLUS")):
        criteria.append("UNDELETED")
    return set(client.search(criteria))


def _new_uids(told: Iterable[bytes], most: int) -> dict[int, NewUid]:
    """Reads COPYUID: `validity old-uids new-uids` (RFC 4315, section 3); one that cannot be is left out."""
    found: dict[int, NewUid] = {}
    for line in told:
        with suppress(ValueError):
            validity, old, new = line.decode("ascii").split(" ")
            pairs = zip(_numbers(old, most), _numbers(new, most), strict=True)
            found |= {before: NewUid(int(validity), after) for before, after in pairs}
    return found


def _numbers(uid_set: str, most: int) -> Iterator[int]:
    """The numbers of a UID set such as `304,319:320`; ValueError beyond `most` of them."""
    for span in uid_set.split(","):
        first, _, last = span.partition(":")
        low, high = sorted((int(first), int(last or first)))
        most -= high - low + 1
        if most < 0:
            raise ValueError("more numbers than were asked for")
        yield from range(low, high + 1)
