"""A person's act: its command dies at a point, alone or beside the daemon; it is done again, and told."""

import os
import re
import signal
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from shutil import copytree
from typing import Any

from crash.holding import misplaced
from crash.life import KILLED, Life, armed, command, end_when_settled, live
from crash.points import NEVER, Point
from servers.installation import Installation, message_id
from servers.mails import entry, form, mail, presentation
from sqlmodel import select

from decisions.acts.refusals import of_acts, of_files, of_typing
from ingest.making import SOURCE
from storage.engine import reading
from storage.entries.lying import version_of
from storage.tables import Entry
from storage.tables.base import Base

WHOLE, LINKED, ASKED = (f"DGTI-2566-{number:04}" for number in (1, 2, 3))
MAILS = (
    entry(1),
    mail(2, [form(2)], text="ขอส่งผลงาน เอกสารนำเสนออยู่ที่ https://drive.google.com/file/d/1"),
    mail(3, [], subject="สอบถาม", text="ใช้คลิปวิดีโอแทนได้หรือไม่"),
)
_DECK = "ผลงาน.pptx"


@dataclass(frozen=True, slots=True)
class Deed:
    """What is typed. `first` is an act done before it; `told`: whose letter has gone out meanwhile.

    `judges`: messages with files are judged. `opens`: there is no entry yet of which a version could be seen.
    """

    typed: tuple[str, ...]
    first: tuple[str, ...] = ()
    told: bool = False
    judges: bool = True
    opens: bool = False

    @property
    def erases(self) -> bool:
        return "erase" in self.typed

    @property
    def reference(self) -> str:
        return next(each for each in self.typed if each in (WHOLE, LINKED, ASKED))


_REJECT = ("decide", WHOLE, "reject", "form-unreadable")
_SPLIT = ("decide", WHOLE, "split", "--file", "2")
DEEDS = (
    Deed(("attach", LINKED, _DECK)),
    Deed(("decide", WHOLE, "undo", "1"), first=_REJECT),
    Deed(("decide", WHOLE, "undo", "1"), first=_REJECT, told=True),
    Deed(_REJECT),
    Deed(("decide", LINKED, "settled", "deck-by-link")),
    Deed(("decide", WHOLE, "hold")),
    Deed(("decide", WHOLE, "withdraw")),
    Deed(("decide", ASKED, "answer", "--words", "ใช้ได้ครับ"), judges=False),
    Deed(("new", _DECK, "--from", "a@one.example", "--at", "2023-07-20T10:00"), opens=True),
    Deed(_SPLIT),
    Deed(("decide", WHOLE, "undo", "1"), first=_SPLIT, told=True),
    Deed(("decide", WHOLE, "erase", sha256(presentation(1).data).hexdigest()), judges=False),
)

OF_THE_ACT = ("act_target", "decision", "reason", "entry", "stored_file", "erased")
"""What the daemon does not touch while it only sends and moves."""
_BY_CHANCE = ("facts", "hash", "prev", "salt", "text_hash", "event_head", "done_at")
"""Columns of the chain of events; and when a file was off the disk, which `verify` looks after."""
_DONE_ALREADY = [
    max(re.split(r"\{\w+\}", words), key=len)
    for refusal in (of_acts.STALE, of_files.HERE_ALREADY, of_typing.NOTHING_TO_UNDO)
    for words in (refusal.typed, refusal.thai)
]
_ONLY_ERASING = ("act-cut", "act-gone")


def deed_for(point: Point, seed: int) -> Deed:
    """The deed of that seed, among those that come to the point."""
    if point.what in _ONLY_ERASING:
        return next(each for each in DEEDS if each.erases)
    fit = [each for each in DEEDS if each.judges or point.what not in ("act-settled", "rename")]
    return fit[seed % len(fit)]


@dataclass
class Trial:
    """An installation that has taken its mails in, and one in the state in which the act is wholly done.

    `beside` is the same installation for a daemon that runs meanwhile.
    """

    installation: Installation
    beside: Installation | None
    deed: Deed
    mutant: str

    def run(self, point: Point) -> tuple[list[Life], list[str]]:
        """The lives of the command, and what did not hold."""
        self._take_in()
        before, version = records(self.installation), self._version()
        twin = self._twin()
        whole = self._do(twin, NEVER, version)
        if whole.code != 0:
            return [], [f"the act itself: {whole.told}"]
        after = records(twin)
        with self._daemon():
            killed = self._do(self.installation, point, version)
            found = self._half_done(before, after)
            again = self._do(self.installation, NEVER, version)
            found += self._done_once(killed, again, after)
        return [killed], [*found, *self._told()]

    def _take_in(self) -> None:
        """The mails are answered, unless the daemon is to be busy with that beside the act."""
        self._configure(self.installation)
        (self.installation.folder / _DECK).write_bytes(presentation(2).data)
        self.installation.deliver(*MAILS)
        if self.beside:
            self._configure(self.beside)
            self.installation.sink.fail("rcpt", "450 4.7.1 not now", times=9)
        self._look(self.installation)
        self.installation.sink.heal()
        if self.deed.first:
            done = command(self.installation, NEVER, "", *self.deed.first, "--reason", "ตรวจแล้ว", "--json")
            assert done.code == 0, done.told
        if self.deed.told or self.beside:
            self.installation.make_due()
        if self.deed.told and not self.beside:
            self._look(self.installation)

    def _configure(self, installation: Installation) -> None:
        installation.configure(review={"letter_waits": 0 if self.beside else 10})

    def _look(self, installation: Installation) -> None:
        life = live(installation, NEVER, "", len(MAILS))
        assert life.code == 0, life.told

    def _version(self) -> str:
        if self.deed.opens:
            return ""
        with self.installation.parts() as parts, reading(parts.engine) as session:
            wanted = select(Entry).where(Entry.reference == self.deed.reference)
            return version_of(session, session.exec(wanted).one().id)

    def _twin(self) -> Installation:
        """A copy of all that is on disk, to see what the act comes to when nobody dies."""
        folder = self.installation.folder.with_name("twin")
        copytree(self.installation.folder, folder)
        twin = self.installation.twin(folder)
        self._configure(twin)
        return twin

    def _do(self, installation: Installation, point: Point, version: str) -> Life:
        seen = ("--seen", version) if version else ()
        typed = (*self.deed.typed, "--reason", "ตรวจแล้ว", *seen, "--json")
        return command(installation, point, self.mutant if installation is self.installation else "", *typed)

    @contextmanager
    def _daemon(self) -> Iterator[None]:
        """The daemon runs beside the block, and ends once all is dealt with."""
        if self.beside is None:
            yield
            return
        with armed(self.beside, NEVER, "") as gate, ThreadPoolExecutor(1) as pool:
            ending = pool.submit(self.beside.intake, "run")
            end = time.monotonic() + 60
            while not (gate / "listens").exists():
                assert not ending.done() and time.monotonic() < end, "the daemon does not begin"
                time.sleep(0.01)
            try:
                yield
                end_when_settled(self.beside, gate, ending, len(MAILS))
            finally:
                if not ending.done():
                    os.kill(int((gate / "pid").read_text()), signal.SIGTERM)
            assert ending.result().returncode == 0, ending.result().stderr

    def _half_done(self, before: dict[str, Any], after: dict[str, Any]) -> list[str]:
        """Killed, the act is wholly there or wholly not."""
        found = self._only_of_acts(records(self.installation))
        if found in map(self._only_of_acts, (before, after)):
            return []
        differs = [name for name, rows in found.items() if rows not in (before[name], after[name])]
        return [f"half done: {', '.join(differs) or 'some tables as before, some as after'}"]

    def _done_once(self, killed: Life, again: Life, after: dict[str, Any]) -> list[str]:
        """Done again it is either done now, or refused because it is done."""
        found = [] if killed.code in (0, KILLED) else [f"it ended with {killed.code}: {killed.told}"]
        is_done = any(each in again.told for each in _DONE_ALREADY)
        if again.code != 0 and not is_done:
            found += [f"done again, it ended with {again.code}: {again.told}"]
        now = self._only_of_acts(records(self.installation))
        wanted = self._only_of_acts(after)
        return found + [f"done again, it left another {name}" for name in wanted if now[name] != wanted[name]]

    def _only_of_acts(self, found: dict[str, Any]) -> dict[str, Any]:
        if self.beside is None:
            return found
        # What was not sent yet when the act was done may have been, and is not over then.
        acts = [{**row, "over": None} for row in found["act"]]
        return {"act": acts} | {name: found[name] for name in OF_THE_ACT}

    def _told(self) -> list[str]:
        """Each letter goes once, each mail lies where it should, and nothing is left behind."""
        self.installation.make_due()
        self._look(self.installation)
        found = list(_letters(self.installation))
        found += misplaced(
            self.installation, [row for row in self.installation.rows() if row["source"] != SOURCE]
        )
        left = sorted(path.name for path in Path(self.installation.folder / "files" / "tmp").iterdir())
        found += [f"left behind in files/tmp: {left}"] if left else []
        found += list(self._left_of_erased())
        done = self.installation.intake("verify")
        return found + (
            [] if done.returncode == 0 else [f"verify: {done.stdout.strip()} {done.stderr.strip()}"]
        )

    def _left_of_erased(self) -> Iterator[str]:
        """What still has the bytes that were to be erased, or their code."""
        if not self.deed.erases:
            return
        data = presentation(1).data
        pieces = (data[:200], b64encode(data)[:57])
        for path in (self.installation.folder / "files").rglob("*"):
            if path.is_file() and any(each in path.read_bytes() for each in pieces):
                yield f"not erased: {path.name}"


def _letters(installation: Installation) -> Iterator[str]:
    came = Counter(message_id(each.data) for each in installation.sink.mails)
    rows = records(installation)["outbox"]
    sent = {row["rfc_message_id"] for row in rows if row["state"] == "sent"}
    yield from (f"{name} went out {times} times" for name, times in came.items() if times > 1)
    if sent != set(came):
        yield f"recorded as sent: {sorted(sent - set(came))}, and sent: {sorted(set(came) - sent)}"
    open_ = [row for row in rows if row["state"] in ("pending", "attempting")]
    yield from (f"letter {row['id']} is {row['state']}" for row in open_)
    gone = [row for row in rows if row["act_id"] and row["state"] == "sent"]
    of_acts = Counter((row["act_id"], row["to_address"]) for row in gone)
    yield from (f"act {act} wrote {times} times to {to}" for (act, to), times in of_acts.items() if times > 1)


def records(installation: Installation) -> dict[str, list[dict[str, Any]]]:
    """All tables with all rows, but for their times and what is made of these, or by chance."""
    with installation.parts() as parts, reading(parts.engine) as session:
        found = {}
        for table in Base.metadata.sorted_tables:
            rows = session.connection().execute(table.select().order_by(*table.primary_key)).mappings()
            found[table.name] = [_lasting(row) for row in rows]
        return found


def _lasting(row: Mapping[Any, Any]) -> dict[str, Any]:
    kept = {str(name): value for name, value in row.items() if name not in _BY_CHANCE}
    return {name: value for name, value in kept.items() if not isinstance(value, datetime | bytes)}
