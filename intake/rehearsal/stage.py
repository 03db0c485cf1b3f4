"""What a rehearsal works with: the installation's servers, limits and texts; records that are forgotten."""

import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from credentials import Credentials
from demo.samples import REGISTER, Sample, samples
from notifications.alarms import Alarms
from runtime.clock import now
from runtime.parts import Parts, open_parts
from runtime.ready import make_ready
from settings import Settings

PREFIX = "intake-rehearsal-"
"""Begins the name of every folder that a rehearsal makes in the mailbox."""
_HALF_WINDOW = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Stage:
    """`folder`: where in the mailbox the samples are put. `samples`: those that came before this moment."""

    parts: Parts
    folder: str
    samples: Sequence[Sample]


@contextmanager
def set_up(settings: Settings) -> Iterator[Stage]:
    """A stage beside the installation, whose records are not touched. Raises WrongUse, PartFailed.

    Its contest is open now, a month before and after, and knows the samples' invented agencies.
    """
    today = now().astimezone(settings.contest.zone).replace(minute=0, second=0, microsecond=0)
    opens, closes = today - _HALF_WINDOW, today + _HALF_WINDOW
    folder = f"{PREFIX}{secrets.token_hex(4)}"
    with TemporaryDirectory(prefix=PREFIX) as place:
        shutil.copy(REGISTER, place)
        changed = _rehearsing(settings, Path(place), folder)
        contest = changed.contest.model_copy(update={"opens": opens, "closes": closes})
        parts = open_parts(changed.model_copy(update={"contest": contest}))
        # A consent that was given is kept beside the installation's own records; nobody is alarmed.
        parts = replace(parts, credentials=Credentials(settings), alarms=Alarms(None, now))
        try:
            make_ready(parts)
            made = samples(opens, closes, settings.smtp.from_address)
            yield Stage(parts, folder, [each for each in made if each.received <= now()])
        finally:
            parts.engine.dispose()


def _rehearsing(settings: Settings, place: Path, folder: str) -> Settings:
    """No number looks like one of the contest's. Letters are due at once, as they would be; no sender runs,
    and `letters.send` knows one address alone.
    """
    names = ("accepted", "rejected", "held", "ignored")
    filing = {f"{name}_folder": f"{folder}-{name}" for name in names}
    mailbox = {"folders": (folder,), "sent_folder": "", "sent_copies": False, **filing}
    changes = {
        "contest": {"id": folder, "reference_prefix": "REHEARSAL"},
        "mailbox": mailbox,
        "replies": {"mode": "send", "hold_first": 0, "answer_received_after": None},
        "storage": {"database": f"sqlite:///{place}/intake.db", "files": (place / "files").as_uri()},
        "agencies": {"register_": place / REGISTER.name},
        "awarded": {"works": None},
    }
    tables = {table: getattr(settings, table).model_copy(update=update) for table, update in changes.items()}
    return settings.model_copy(update=tables)
