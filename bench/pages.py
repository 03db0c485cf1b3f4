"""How the staff's pages bear a long log, as ratios to a short one, in one run.

    PYTHONPATH=.:tests python bench/pages.py [MESSAGES]      (or: make bench-desk)

Two installations: 100 messages, and MESSAGES of them (100,000 by default), of which 300 wait for a person.
Their records are written straight into the tables. Each page is asked for over a real server, on loopback,
in turn; told are the medians of fifteen, in milliseconds, and how many times the short log's that is.
"""

import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
from records import fill
from servers.office import office
from servers.pages import pages_of
from servers.smtp_sink import SmtpSink

from parsers.process import Parser
from storage.accounts.roles import StaffRole
from storage.engine import reading
from storage.entries.cards import cards

ROUNDS = 15
PAGES = {
    "first screen": "/",
    "card": "/desk/{card}",
    "log": "/log",
    "log, returned": "/log?tab=returned",
    "log, ignored": "/log?tab=ignored",
    "log, needs a person": "/log?tab=person",
    "search": "/log?q=บ้านที่ 7",
    "search, province": "/log?q=ระยอง",
    "search, rare": "/log?q=sender9@",
    "search, nothing": "/log?q=ไม่มีอยู่จริง",
    "entry": "/entry/{entry}",
}


def main(messages: int) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sink = stack.enter_context(SmtpSink())
        clients: list[tuple[httpx.Client, dict[str, str]]] = []
        for name, count in (("short", 100), ("long", messages)):
            (folder / name).mkdir()
            made = stack.enter_context(office(folder / name, sink))
            parser = stack.enter_context(Parser(made.parts.settings.limits))
            fill(made.parts.engine, made.parts.contest, count, held=min(300, count // 3))
            pages = stack.enter_context(pages_of(made.parts, parser))
            with reading(made.parts.engine) as session:
                waiting = cards(session, made.parts.contest)
            named = {"card": waiting[0].entry.reference, "entry": waiting[-1].entry.reference}
            clients.append((pages.client(StaffRole.ADMIN), named))
        print(f"{messages:,} messages; milliseconds, medians of {ROUNDS}")
        print(f"{'':22}{'short':>8}{'long':>8}{'x':>7}")
        for title, path in PAGES.items():
            took: list[list[float]] = [[], []]
            for _ in range(ROUNDS):
                for place, (client, named) in enumerate(clients):
                    start = time.perf_counter()
                    answer = client.get(path.format(**named))
                    took[place].append((time.perf_counter() - start) * 1000)
                    if answer.status_code != 200:
                        raise SystemExit(f"{path}: {answer.status_code}")
            short, long = (statistics.median(each) for each in took)
            print(f"{title:22}{short:8.1f}{long:8.1f}{long / short:7.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 100_000)
