"""The whole program at a real mailbox in which those mails lie, judged and answered, and still at work."""

import re
import socket
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from held.bodies import write_awarded, write_register
from held.came import Came
from held.mails import JUNK, UNTOLD
from servers.clamd import Clamd
from servers.dovecot import Dovecot
from servers.imap_proxy import ImapProxy
from servers.installation import Installation
from servers.program import Program
from servers.smtp_sink import SmtpSink

from demo.samples import mime

_SECONDS = 240.0
"""Forty mails take twenty; beside a machine's other work ten times as long."""
_DAY = UNTOLD.strftime("%d-%b-%Y").encode()
_STAMP = re.compile(rb'INTERNALDATE "%s[^"]*"' % _DAY)


@contextmanager
def installed(dovecot: Dovecot, program: Program, mails: Iterable[Came]) -> Iterator[Installation]:
    """All of `mails` have been judged, and every letter has gone that does not wait for a person."""
    came = list(mails)
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as scanner,
        SmtpSink() as sink,
        Clamd(Path(scanner)) as clamd,
        _line_to(dovecot) as line,
    ):
        dovecot.use_fresh_account("held")
        made = Installation(Path(folder), program, dovecot, sink)
        _configure(made, line, clamd)
        for each in came:
            dovecot.deliver([each.raw], each.at, each.folder)
        try:
            made.start()
            made.wait_for(
                lambda: made.statuses() == ["filed"] * len(came), "mails judged and filed", _SECONDS
            )
            made.wait_for(lambda: not _pending(made), "letters on their way", _SECONDS)
            yield made
        finally:
            made.close()


def _configure(made: Installation, line: ImapProxy, clamd: Clamd) -> None:
    write_register(made.folder / "register.csv")
    write_awarded(made.folder / "awarded.csv")
    made.configure(
        mailbox={"port": line.port, "folders": ["INBOX", JUNK], "max_message_mb": 1},
        agencies={"register": "register.csv"},
        awarded={"works": "awarded.csv"},
        clamav={"socket": clamd.socket},
        trust={"authserv_id": mime.RECEIVING_HOST},
        web={"enabled": True, "port": _free_port()},
        review={"letter_waits": 10, "second_person": ["decision"]},
    )


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        number: int = unused.getsockname()[1]
    return number


def _pending(made: Installation) -> bool:
    return any(row["reply"] and row["reply"]["state"] in ("pending", "attempting") for row in made.rows())


@contextmanager
def _line_to(dovecot: Dovecot) -> Iterator[ImapProxy]:
    """A line on which the server does not tell the time of one mail."""
    line = ImapProxy(dovecot.port)
    line.change(answer=lambda said: _STAMP.sub(b"INTERNALDATE NIL", said))
    try:
        yield line
    finally:
        line.close()
