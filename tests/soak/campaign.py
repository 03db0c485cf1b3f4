"""One long run of the real daemon: mail comes all the time, troubles come at random, nothing may grow."""

import random
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from servers.installation import Installation, message_id
from servers.mails import NAMES, entry, form, mail
from soak.meters import Sample, Trend, sample, trends
from soak.troubles import Troubles

HASTY = str(Path(__file__).parents[1] / "faults" / "hasty.py")
MAIL_SECONDS, SAMPLE_SECONDS, ROW_SECONDS = 1.5, 2.0, 60.0
QUIET = 8.0
"""Seconds between two troubles, on average."""
CATCHING_UP_SECONDS = 600.0


@dataclass
class Soak:
    """One run; `say` gets each line of the table."""

    installation: Installation
    seconds: float
    say: Callable[[str], None]
    chance: random.Random
    delivered: list[bytes] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    troubles: Counter[str] = field(default_factory=Counter)

    def run(self) -> list[Trend]:
        """Works for `seconds`, lets the daemon catch up, and holds it to its promises; its meters."""
        caps = {"per_hour": 1_000_000, "per_address_per_day": 1_000_000}
        self.installation.configure(replies=caps, limits={"parse_wall_seconds": 5})
        daemon = self.installation.start(program=(HASTY,))
        self.installation.wait_for(lambda: self.installation.rows() == [], "start")
        self.say("   min  mails  decided  replies  troubles   daemon MiB  files   helper MiB  files")
        self._live(daemon)
        self._catch_up()
        self.installation.stop(daemon)
        self._hold()
        return trends(self.samples, warm_up=self.seconds / 4)

    def _live(self, daemon: "subprocess.Popen[str]") -> None:
        troubles = Troubles(self.installation, daemon.pid, self.chance)
        began = time.monotonic()
        mail_at = row_at = sample_at = 0.0
        trouble_at = QUIET
        while (now := time.monotonic() - began) < self.seconds:
            assert daemon.poll() is None, self.installation.daemon_log.read_text()
            if now >= mail_at:
                self._deliver()
                mail_at = now + MAIL_SECONDS
            if now >= sample_at and (found := sample(now, daemon.pid)):
                self.samples.append(found)
                sample_at = now + SAMPLE_SECONDS
            if now >= row_at and self.samples:
                self._row(now)
                row_at = now + min(ROW_SECONDS, self.seconds / 4)
            if now >= trouble_at:
                self.troubles[troubles.one()] += 1
                trouble_at = time.monotonic() - began + self.chance.expovariate(1 / QUIET)
            time.sleep(0.05)
        self._row(self.seconds)

    def _deliver(self) -> None:
        """Mostly entries, one in eight of some megabytes; and what others send."""
        count = len(self.delivered)
        number, slug = count % len(NAMES), f"soak{count}"
        kind = self.chance.randrange(8)
        if kind == 0:
            raw = mail(number, [form(number)], slug=slug)
        elif kind == 1:
            raw = mail(number, [], slug=slug, subject="สอบถาม", text="ขอทราบวันประกาศผล")
        elif kind == 2:
            raw = mail(number, [], slug=slug, subject="ตอบกลับอัตโนมัติ", text="ไม่อยู่ที่สำนักงาน")
        else:
            raw = entry(number, slug=slug, media=3_000_000 if kind == 3 else 0)
        self.delivered.append(raw)
        self.installation.deliver(raw)

    def _row(self, now: float) -> None:
        last = self.samples[-1]
        decided = sum(row["verdict"] is not None for row in self.installation.rows())
        self.say(
            f"{now / 60:6.1f} {len(self.delivered):6} {decided:8} {len(self.installation.sink.mails):8}"
            f" {self.troubles.total():9}   {last.daemon_mib:10.1f} {last.daemon_files:6}"
            f"   {last.helper_mib:10.1f} {last.helper_files:6}"
        )

    def _catch_up(self) -> None:
        self.installation.sink.heal()

        def done() -> bool:
            rows = self.installation.rows()
            waiting = {row["reply"]["state"] for row in rows} & {"pending", "attempting"}
            return (
                len(rows) == len(self.delivered) and {r["status"] for r in rows} == {"filed"} and not waiting
            )

        self.installation.wait_for(done, "end of the work", CATCHING_UP_SECONDS)

    def _hold(self) -> None:
        """Each message once, each answer once or, where it may have been lost, twice the same."""
        rows = {row["message_id"]: row for row in self.installation.rows()}
        assert sorted(rows) == sorted(map(message_id, self.delivered))
        sent = defaultdict(list)
        for answered, received in zip(
            self.installation.answered(), self.installation.sink.mails, strict=True
        ):
            sent[answered].append(received.data)
        assert all(len(set(versions)) == 1 and len(versions) <= 2 for versions in sent.values())
        due = {key for key, row in rows.items() if row["reply"]["state"] == "sent"}
        assert due == set(sent), due ^ set(sent)
        aside = [r["params"] for row in rows.values() for r in row["reasons"] if r["code"] == "unparsable"]
        assert not aside, aside
        self.installation.verify()
