"""Cuts of the power: where they fall, what they leave, and what becomes of it."""

import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from power.after import Outcome, decided, finished, kept
from power.disk import Disk
from power.pieces import Luck
from power.recording import Recording, World, copy_account, home_of, record
from servers.dovecot import Dovecot
from servers.installation import Installation
from servers.program import Program
from servers.smtp_sink import SmtpSink


@dataclass(frozen=True, slots=True)
class Cut:
    """After how many calls the power goes, with which chance something unsynced is kept, and its seed."""

    after: int
    chance: float
    seed: str


def cuts(recording: Recording, seed: int) -> Iterator[Cut]:
    """Cuts without end, the same for the same seed: a third anywhere, the others close to a promise or fsync.

    Of each three the first keeps nothing that was not synced, the others some of it.
    """
    promises, syncs = [0], [0]
    for number, call, promise, _, _ in recording.moments():
        if promise:
            promises.append(number)
        if call.name in ("fsync", "fdatasync"):
            syncs.append(number)
    number = 0
    while True:
        drawn = random.Random(f"{seed}-{number}")
        near = drawn.choice([promises, syncs, range(1, len(recording) + 1)])
        after = min(max(drawn.choice(near) + drawn.randrange(-1, 3), 1), len(recording))
        chance = 0.0 if number % 3 == 0 else drawn.choice([0.1, 0.5, 0.9])
        yield Cut(after, chance, f"{seed}-{number}")
        number += 1


class Bench:
    """A daemon, recorded once, and servers of its own on which it goes on after each cut.

    `mutant` names what is broken in it while it is recorded.
    """

    def __init__(self, dovecot: Dovecot, program: Program, folder: Path, *mutant: str) -> None:
        self._dovecot, self._program = dovecot, program
        dovecot.use_fresh_account("power")
        with SmtpSink() as sink:
            (folder / "recorded").mkdir()
            self.recording = record(self._installation(folder / "recorded", sink), folder, mutant)

    def cut(self, cut: Cut) -> Outcome:
        """Lets the power go there, starts the daemon on what is left, and looks at what comes of it."""
        world, disk = self.recording.at(cut.after)
        faults = self._look(world, disk, cut)
        with tempfile.TemporaryDirectory() as folder, SmtpSink() as sink:
            disk.write_to(Path(folder), Luck(cut.chance, cut.seed))
            installation = self._installation(Path(folder), sink)
            before = decided(installation)
            _restore_mailbox(installation, self.recording, world)
            done = installation.intake("run", "--once")
            if done.returncode:
                return Outcome([*faults, f"the daemon gives up: {done.stderr}"])
            outcome = finished(installation, self.recording, world, before)
        return Outcome(faults + outcome.faults, outcome.repeated)

    def first_fault(self) -> str:
        """What is lost first when the power goes at any promise and keeps nothing unsynced; "" if nothing."""
        for number, _, promise, world, disk in self.recording.moments():
            for fault in self._look(world, disk, Cut(number, 0, "")) if promise else ():
                return fault
        return ""

    def _look(self, world: World, disk: Disk, cut: Cut) -> list[str]:
        """The faults of what a cut leaves, before anyone has touched it."""
        with tempfile.TemporaryDirectory() as folder:
            disk.write_to(Path(folder), Luck(cut.chance, cut.seed))
            return kept(self._installation(Path(folder), SmtpSink()), self.recording, world)

    def _installation(self, folder: Path, sink: SmtpSink) -> Installation:
        made = Installation(folder, self._program, self._dovecot, sink)
        made.configure(
            storage={"database": "sqlite:///data/intake.db", "files": "data/files"},
            smtp={"port": sink.port or 1},  # of one that is not started: none is asked
        )
        return made


def _restore_mailbox(installation: Installation, recording: Recording, world: World) -> None:
    """The mailbox as its server, which did not lose power, had it at that moment."""
    copy_account(recording.mailboxes[world.run], home_of(installation))
    with installation.dovecot.client() as client:
        client.folder_encode = False  # the names are as the daemon wrote them
        for uids, target in world.moves:
            if not client.folder_exists(target):
                client.create_folder(target)
            client.select_folder("INBOX")
            client.move(uids, target)
