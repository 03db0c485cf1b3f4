"""What a copying that was broken off has left in its target: a copy must not be made twice.

Only for servers without MOVE (RFC 6851): there the copy and the removal of the original are two commands.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from ingest.mailbox.wire import Client

# A copying that was broken off is the last thing that we did there; staff may have added some since.
TAIL = 400
_KEYS = ["RFC822.SIZE", "INTERNALDATE"]


class _Digest:
    """Takes a body and keeps its hash alone; `taken` counts its bytes."""

    def __init__(self) -> None:
        self.hash = hashlib.sha256()
        self.taken = 0

    def announce(self, size: int) -> None:
        """Any size: nothing is kept."""

    def write(self, piece: bytes | memoryview) -> None:
        """Takes the next bytes."""
        self.hash.update(piece)
        self.taken += len(piece)


def copied(client: Client, source: str, uids: Sequence[int], target: str) -> set[int]:
    """Those of `uids` whose bytes lie at the end of `target` already; `source` is selected before and after.

    COPY keeps size and date (RFC 3501, section 6.4.7); where these agree, the bytes are held together.
    """
    wanted = client.fetch(uids, _KEYS)
    told = client.select_folder(target, readonly=True)
    try:
        if not told[b"EXISTS"]:
            return set()
        there: dict[Any, list[int]] = defaultdict(list)
        for uid, row in _tail(client, told[b"EXISTS"]).items():
            there[_key(row)].append(uid)
        alike = {uid: there[_key(row)] for uid, row in wanted.items() if _key(row) in there}
        digests = {other: _digest(client, other) for others in alike.values() for other in others}
    finally:
        client.select_folder(source)
    copies = {uid: {digests[other] for other in others} - {""} for uid, others in alike.items()}
    return {uid for uid in copies if _digest(client, uid) in copies[uid]}


def _tail(client: Client, exists: int) -> dict[int, dict[bytes, Any]]:
    """The last messages of the selected folder by UID; sequence numbers alone find them cheaply."""
    client.use_uid = False
    try:
        rows = client.fetch(range(max(1, exists - TAIL + 1), exists + 1), ["UID", *_KEYS])
    finally:
        client.use_uid = True
    return {row[b"UID"]: row for row in rows.values() if b"UID" in row}


def _key(row: dict[bytes, Any]) -> tuple[Any, Any]:
    return row.get(b"RFC822.SIZE"), row.get(b"INTERNALDATE")


def _digest(client: Client, uid: int) -> str:
    """The hash of a message's bytes; empty where there are none, which are like no others."""
    sink = _Digest()
    body = client.stream_body(uid, sink).get(uid, {}).get(b"BODY[]")
    if body and not sink.taken:  # a quoted string: too short for the server to call it a literal
        sink.write(body)
    return sink.hash.hexdigest() if sink.taken else ""
