"""The chain of events tells of everything that leaves the house."""

import hashlib
from pathlib import Path

from sqlalchemy import Engine

from runtime.clock import now
from storage.chain.events import About, Happening, append
from storage.chain.kinds import HandedOut
from storage.engine import writing


def hand_out(
    engine: Engine,
    contest: str,
    path: Path,
    thing: str,
    count: int,
    *,
    who: str,
    to: str = "",
    entry: int | None = None,
) -> None:
    """Records that `who` has made the file at `path`, for `to`; of one `entry`, if it is about one alone."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    told = HandedOut(thing=thing, count=count, sha256=sha256)
    text = f"{path.name} → {to}" if to else path.name
    with writing(engine) as session:
        append(session, contest, now(), Happening(who, told, About(entry=entry), text))
