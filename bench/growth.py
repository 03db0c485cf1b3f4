"""Whether a decision, and a look into the mailbox, cost more the more there is, as ratios in one run.

    PYTHONPATH=.:tests python bench/growth.py [decisions|polling]      (or: make bench-growth)

Decisions: installations with 0, 1,000, 10,000 and 100,000 messages on record, written straight into the
tables. In turn, round after round, each decides mails of new bodies that are read already: the whole
transaction with its letter. Polling: a Dovecot mailbox of 100, 10,000 and 50,000 messages, all on record;
ten new ones come, and are fetched and judged.
"""

import argparse
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from loguru import logger
from records import fill
from servers.dovecot import Dovecot
from servers.installation import Installation
from servers.mails import mail
from servers.office import Office, office
from servers.program import Program
from servers.smtp_sink import SmtpSink
from sqlalchemy import Engine, event

from credentials import Password
from ingest.poller import Poller
from parsers.pool import Pool
from parsers.process import Parser
from runtime.ready import make_ready
from storage.engine import writing
from storage.rows import write
from storage.states import SightingState
from storage.tables import Sighting

RECORDED = (0, 1_000, 10_000, 100_000)
ROUNDS, EACH = 12, 10
MAILBOXES = (100, 10_000, 50_000)
LOOKS, NEW = 7, 10


def decisions() -> None:
    with tempfile.TemporaryDirectory() as name, SmtpSink() as sink, ExitStack() as stack:
        desks = dict[int, Office]()
        for recorded in RECORDED:
            folder = Path(name, str(recorded))
            folder.mkdir()
            desks[recorded] = stack.enter_context(office(folder, sink, replies={"per_hour": 100_000}))
            fill(desks[recorded].parts.engine, desks[recorded].parts.contest, recorded, held=0)
        took: dict[int, list[float]] = {recorded: [] for recorded in RECORDED}
        asked = dict[int, int]()
        for round_ in range(ROUNDS):
            for recorded, desk in desks.items():
                with _counted(desk.parts.engine) as given:
                    start = time.perf_counter()
                    for number in range(round_ * EACH, round_ * EACH + EACH):
                        desk.entry(f"clerk{number}@new{number}.example", f"เทศบาลตำบลใหม่ที่{number}")
                    if round_:  # the first has everything met once
                        took[recorded].append((time.perf_counter() - start) / EACH * 1000)
                asked[recorded] = len(given) // EACH
        print(f"decisions: medians of {ROUNDS - 1} rounds of {EACH}")
        print(f"{'on record':>12}{'ms':>8}{'x':>7}{'statements':>12}")
        least = statistics.median(took[RECORDED[0]])
        for recorded, all_ in took.items():
            middle = statistics.median(all_)
            print(f"{recorded:12,}{middle:8.1f}{middle / least:7.2f}{asked[recorded]:12}")


@contextmanager
def _counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that an engine is given meanwhile."""
    given: list[str] = []

    def asks(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        given.append(statement)

    event.listen(engine, "before_cursor_execute", asks)
    try:
        yield given
    finally:
        event.remove(engine, "before_cursor_execute", asks)


def polling() -> None:
    print(f"polling: medians of {LOOKS} looks with {NEW} new messages")
    print(f"{'in the mailbox':>16}{'ms':>8}{'x':>7}{'nothing new':>13}")
    least = 0.0
    with (
        tempfile.TemporaryDirectory() as name,
        SmtpSink() as sink,
        closing(Dovecot().start()) as dovecot,
        closing(Program()) as program,
    ):
        for many in MAILBOXES:
            dovecot.use_fresh_account("growth")
            folder = Path(name, str(many))
            folder.mkdir()
            with_new, idle = _looks(Installation(folder, program, dovecot, sink), many)
            least = least or with_new
            print(f"{many:16,}{with_new:8.1f}{with_new / least:7.2f}{idle:13.1f}")


def _looks(installation: Installation, many: int) -> tuple[float, float]:
    """Milliseconds of a look with new mail, and of one without."""
    installation.configure(
        mailbox={"accepted_folder": "", "rejected_folder": "", "held_folder": "", "ignored_folder": ""}
    )
    dovecot = installation.dovecot
    dovecot.deliver([b"Subject: %d\r\n\r\n" % number for number in range(many)])
    with installation.parts() as parts, Parser(parts.settings.limits) as parser:
        make_ready(parts)
        fill(parts.engine, parts.contest, many, held=0)
        with writing(parts.engine) as session:
            write(session, Sighting, *_sightings(dovecot, many))
        poller = Poller(parts, Pool([parser]), Password(dovecot.password), threading.Event())
        poller.poll()
        new, idle, number = list[float](), list[float](), 0
        for _ in range(LOOKS):
            dovecot.deliver([mail(number + each, [], text="สอบถาม") for each in range(NEW)])
            number += NEW
            for took in (new, idle):
                start = time.perf_counter()
                polled = poller.poll()
                took.append((time.perf_counter() - start) * 1000)
                assert polled.fetched == (NEW if took is new else 0), polled
        poller.disconnect()
    return statistics.median(new), statistics.median(idle)


def _sightings(dovecot: Dovecot, many: int) -> Iterator[dict[str, object]]:
    """Of the messages that lie in the mailbox, each at its place."""
    with dovecot.client() as client:
        chosen = client.select_folder("INBOX", readonly=True)
        uids = client.search("ALL")
    at = datetime.now(UTC)
    for number, uid in zip(range(1, many + 1), uids, strict=True):
        yield {
            "message_id": number,
            "account": dovecot.username,
            "folder": "INBOX",
            "uidvalidity": chosen[b"UIDVALIDITY"],
            "uid": uid,
            "state": SightingState.FILED,
            "target": "",
            "last_error": "",
            "seen_at": at,
            "changed_at": at,
        }


if __name__ == "__main__":
    logger.remove()
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("what", nargs="*", choices=[[], "decisions", "polling"])
    wanted = asked.parse_args().what or ["decisions", "polling"]
    if "decisions" in wanted:
        decisions()
    if "polling" in wanted:
        polling()
