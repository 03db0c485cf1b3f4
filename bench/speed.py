"""How fast mail is taken in, beside what others take and what the network alone would, in one run.

    PYTHONPATH=.:tests python bench/speed.py [PROFILE…] [--rounds N] [--json FILE]     (or: make bench)

A real Dovecot on loopback holds the same mails for each contestant, in a mailbox of its own. They run in
turn, each as a whole process, N times over; told are medians. One that has not kept every file of every mail,
byte for byte, does not count.
"""

import argparse
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from contestants import Contestant, Course, able
from measuring import Measured, measured
from profiles import PROFILES, Profile
from servers.dovecot import Dovecot
from servers.mails import MIDDLE
from servers.program import Program
from servers.smtp_sink import SmtpSink


class Race:
    """One profile's mailbox, and what each contestant made of it."""

    def __init__(self, course: Course, profile: Profile, folder: Path) -> None:
        self._course, self._profile, self._folder = course, profile, folder
        self._hashes: set[str] = set()
        self.bytes = 0
        course.dovecot.use_fresh_account("filled")
        self._filled = course.dovecot.username
        for mail in profile.mails():
            course.dovecot.deliver([mail.data], MIDDLE)
            self._hashes |= mail.hashes
            self.bytes += len(mail.data)

    def run(self, contestant: Contestant) -> Measured:
        """One contestant, once. Raises RuntimeError when it fails, or has lost a byte."""
        with self._mailbox(), tempfile.TemporaryDirectory(dir=self._folder) as name:
            folder = Path(name)
            command = contestant.start(self._course, folder)
            began = time.time()
            took = measured(command, folder, contestant.environment(self._course))
            if contestant.ends:
                took = replace(took, done=contestant.ends(folder) - began)
            if contestant.files is not None and (lost := self._hashes - contestant.kept(folder)):
                raise RuntimeError(f"{contestant.name} has lost {len(lost)} of {len(self._hashes)} files")
            return took

    @contextmanager
    def _mailbox(self) -> Iterator[None]:
        """A copy of the filled mailbox: some take mails away."""
        server = self._course.dovecot
        server.use_fresh_account("bench")
        mail = server.root / "mail"
        server.deliver([], user=server.username)
        shutil.rmtree(mail / server.username)
        shutil.copytree(mail / self._filled, mail / server.username)
        server.give(mail / server.username)
        try:
            yield
        finally:
            shutil.rmtree(mail / server.username)


def main(profiles: Sequence[Profile], rounds: int, told: Path | None) -> None:
    found: dict[str, dict[str, list[Measured]]] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        SmtpSink() as sink,
        closing(Dovecot().start()) as dovecot,
        closing(Program()) as program,
    ):
        for profile in profiles:
            race = Race(Course(dovecot, sink, program), profile, Path(folder))
            runs: dict[str, list[Measured]] = {each.name: [] for each in able()}
            found[profile.name] = runs
            for _ in range(rounds):
                for contestant in able():
                    runs[contestant.name].append(race.run(contestant))
            _say(profile, race.bytes, runs)
    if told:
        told.write_text(json.dumps(found, indent=1, default=asdict))


def _say(profile: Profile, size: int, runs: dict[str, list[Measured]]) -> None:
    """The table of a profile; `x` is the time over the bare socket's."""
    print(f"\n{profile.name}: {profile.count} mails, {size / 1e6:.0f} MB; medians")
    columns = ("seconds", "x", "msg/s", "MB/s", "to its end", "CPU s", "MiB", "child MiB")
    print(f"{'':16}" + "".join(f"{name:>{max(10, len(name) + 2)}}" for name in columns) + "  to disk")
    limit = statistics.median(each.wall for each in runs["socket"])
    for contestant in able():
        all_ = runs[contestant.name]
        figures = ("done", "wall", "cpu", "own_kib", "child_kib")
        done, wall, cpu, own, child = (
            statistics.median(getattr(each, name) for each in all_) for name in figures
        )
        print(
            f"{contestant.name:16}{done:10.2f}{done / limit:10.1f}{profile.count / done:10.1f}"
            f"{size / 1e6 / done:10.1f}{wall:12.2f}{cpu:10.1f}"
            f"{own / 1024:10.0f}{child / 1024:10.0f}  {contestant.syncs}"
        )


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("profiles", nargs="*", choices=[[], *PROFILES], metavar="PROFILE")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--json", type=Path)
    given = asked.parse_args()
    main([PROFILES[name] for name in given.profiles or PROFILES], given.rounds, given.json)
