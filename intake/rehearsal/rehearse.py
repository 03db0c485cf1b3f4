"""One rehearsal, from the samples in the mailbox to the mailbox as it was."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from demo.outcomes import Outcome, outcomes
from ingest.mailbox import connect
from ingest.mailbox.errors import FolderMissing, MailboxError
from ingest.poller import Poller
from intake.rehearsal import letters
from intake.rehearsal.letters import Back, Letter
from intake.rehearsal.stage import PREFIX, Stage
from parsers.pool import Pool
from parsers.process import Parser
from settings import Settings
from settings.errors import PartFailed

Progress = Callable[[str, int, int], None]
"""What is under way, how many are done, and of how many."""


def judge(stage: Stage, parsers: Sequence[Parser], progress: Progress) -> list[Outcome]:
    """Puts the samples into a folder of their own in the mailbox, and takes them in as the daemon does.

    Raises as `Poller.poll` does.
    """
    parts, total = stage.parts, len(stage.samples)
    with connect(parts.settings.mailbox, parts.credentials.mailbox()) as connection:
        connection.make(stage.folder)
        for number, sample in enumerate(stage.samples, start=1):
            connection.append(stage.folder, sample.message, sample.received, unread=True)
            progress("ส่งเข้า put into the mailbox", number, total)
    decided: list[int] = []

    def on_decided(_: object) -> None:
        decided.append(1)
        progress("ตรวจแล้ว judged", len(decided), total)

    poller = Poller(parts, Pool(parsers), parts.credentials.mailbox(), threading.Event(), on_decided)
    try:
        poller.poll()
    finally:
        poller.disconnect()
    return outcomes(parts, stage.samples)


def answer(
    stage: Stage, home: Settings, parser: Parser, to: str, progress: Progress, patience: float
) -> tuple[list[Letter], list[Back]]:
    """Sends every letter to `to`; where that is the mailbox itself, waits for them and takes them away.

    Raises TransportError, MailboxError, ParserUnavailableError, CredentialFault.
    """
    parts, back = stage.parts, list[Back]()
    written = letters.written(parts)
    letters.send(parts, written, to, lambda done: progress("ส่งคำตอบ answers sent", done, len(written)))
    if to != home.smtp.from_address:
        return written, back
    with connect(home.mailbox, parts.credentials.mailbox()) as connection:
        for each in letters.come_back(connection, _arrivals(home), written, parser, patience):
            back.append(each)
            progress("กลับมาแล้ว came back", len(back), len(written))
    return written, back


@contextmanager
def taken_away(stage: Stage, home: Settings) -> Iterator[None]:
    """At the end, whatever it is, the mailbox is as it was; what an earlier rehearsal left goes first.

    Raises PartFailed where that fails: it names what is left.
    """
    _take_away(stage, home, before=True)
    try:
        yield
    finally:
        _take_away(stage, home)


def _take_away(stage: Stage, home: Settings, *, before: bool = False) -> None:
    try:
        with connect(home.mailbox, stage.parts.credentials.mailbox()) as connection:
            connection.take_away(PREFIX)
            for name in () if before else _all_with_letters(home):
                try:
                    folder = connection.select(name, readonly=False)
                except FolderMissing:
                    continue
                for letter in letters.written(stage.parts):
                    if uids := folder.find(letter.message_id):
                        folder.remove(uids)
    except MailboxError as error:
        if before:
            raise
        cure = f"say `intake rehearse` once more, or delete the folders {PREFIX}* by hand"
        raise PartFailed(f"the mailbox could not be put back as it was ({error}): {cure}") from None


def _arrivals(home: Settings) -> list[str]:
    """Where a letter to ourselves may lie."""
    return list(dict.fromkeys(filter(None, (*home.mailbox.folders, home.mailbox.ignored_folder))))


def _all_with_letters(home: Settings) -> list[str]:
    """The same, and where a server puts its own copy of what is sent."""
    return list(dict.fromkeys(filter(None, (*_arrivals(home), home.mailbox.sent_folder))))
