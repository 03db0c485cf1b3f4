"""How fast mail is taken in, as ratios to what the network alone would take, in one run.

    PYTHONPATH=.:tests python bench/speed.py [MESSAGES] [KILOBYTES]      (or: make bench)

A real Dovecot on loopback holds MESSAGES entries of about KILOBYTES each. Timed one after the other:
  socket   a bare socket that fetches every message and throws it away: the limit
  stored   our fetching alone: hashed, on disk, synced, its row committed
  whole    `intake run --once`, start included: parsed in the child, judged, recorded, filed, answered
"""

import socket
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from servers.dovecot import Dovecot
from servers.installation import Installation
from servers.mails import entry
from servers.program import Program
from servers.smtp_sink import SmtpSink

from ingest.fetching import Fetching
from ingest.mailbox import connect
from ingest.reconciling import look
from runtime.parts import open_parts
from runtime.ready import make_ready
from settings import load


def discard_everything(dovecot: Dovecot) -> None:
    """Fetches all bodies over a plain socket into one reused buffer."""
    commands = (
        f"LOGIN {dovecot.username} {dovecot.password}", "EXAMINE INBOX", "UID FETCH 1:* (BODY.PEEK[])"
    )  # fmt: skip
    with socket.create_connection(("127.0.0.1", dovecot.port), timeout=60) as line:
        buffer = bytearray(1 << 20)
        line.recv_into(buffer)
        for number, command in enumerate(commands):
            line.sendall(f"t{number} {command}\r\n".encode())
            tail = b""
            while f"t{number} OK".encode() not in tail:
                size = line.recv_into(buffer)
                if not size or f"t{number} BAD".encode() in tail:
                    raise ConnectionError(f"{command.split()[0]}: {tail!r}")
                tail = (tail + bytes(buffer[max(0, size - 2000) : size]))[-4000:]


def store_everything(installation: Installation) -> None:
    """Our own fetching, in this process."""
    parts = open_parts(load(installation.config, {}))
    make_ready(parts)
    with connect(parts.settings.mailbox, installation.dovecot.password) as connection:
        folder = connection.select("INBOX", readonly=True)
        for _ in Fetching(parts, folder, look(parts, folder, thorough=True)).batches():
            pass


def timed(work: Callable[[], object]) -> float:
    """Wall seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(messages: int, kilobytes: int) -> None:
    with tempfile.TemporaryDirectory() as folder, SmtpSink() as sink:
        root = Path(folder)
        with closing(Dovecot().start()) as dovecot, closing(Program()) as program:
            mails = [entry(number, media=kilobytes * 740) for number in range(messages)]
            megabytes = sum(map(len, mails)) / 1e6
            for name in ("stored", "whole"):
                (root / name).mkdir()
            stored, whole = (
                Installation(root / name, program, dovecot, sink) for name in ("stored", "whole")
            )
            stored.deliver(*mails)
            discard_everything(dovecot)
            seconds = {
                "socket": timed(lambda: discard_everything(dovecot)),
                "stored": timed(lambda: store_everything(stored)),
                "whole": timed(whole.run_once),
            }
    print(f"{messages} messages, {megabytes:.0f} MB")
    print(f"{'':8}{'seconds':>9}{'x socket':>10}{'msg/s':>8}{'MB/s':>8}")
    for name, took in seconds.items():
        ratio = took / seconds["socket"]
        print(f"{name:8}{took:9.2f}{ratio:10.1f}{messages / took:8.0f}{megabytes / took:8.0f}")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:] or ("100", "1000")))
