"""The demonstration as a person at the terminal sees it."""

import signal
import time
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from demo import stage as demonstration
from demo.desk import login_link
from demo.outcomes import outcomes, table_of
from demo.servers import MailHostError
from demo.stage import Stage
from review.text.table import show_table
from runtime.parts import Parts
from screening.model.decision import Template
from settings.errors import PartFailed
from storage.engine import reading
from storage.intake_log import LedgerRow, rows

FOLDER = Path(".demo")
_SHOWN_IN_FULL = (Template.ACKNOWLEDGEMENT, Template.CORRECTION)


def perform(console: Console, *, once: bool) -> bool:
    """Plays the whole of it; False when a sample was not judged as it was made to be. Raises PartFailed.

    `once` ends it then; else it watches what is sent by hand, until Ctrl-C.
    """
    # A closed window must not leave the daemon running behind it; a shell's background ignores SIGINT.
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        with demonstration.set_up(FOLDER) as stage:
            console.print(
                f"A mail server runs on this machine, with {len(stage.samples)} sample mails in it."
            )
            if once:
                demonstration.run_once(stage)
                return _show(console, stage)
            with demonstration.running(stage) as daemon:
                demonstration.wait_until_answered(stage, daemon)
                _show(console, stage)
                _watch(console, stage)
            return True
    except MailHostError as error:
        raise PartFailed(str(error)) from None


def _show(console: Console, stage: Stage) -> bool:
    """What came in, what was decided and why, and what the applicants received; whether all was as meant."""
    found = outcomes(stage.parts(), stage.samples)
    console.print(table_of(found))
    _show_replies(console, stage)
    wrong = [outcome for outcome in found if not outcome.as_meant]
    for outcome in wrong:
        told = f"{outcome.sample.slug}: not as meant; it was made for {outcome.meant}"
        console.print(Text(told, "red"))
    good = len(found) - len(wrong)
    console.print(f"{good} of {len(found)} samples were judged as they were made to be.", style="bold")
    return not wrong


def _show_replies(console: Console, stage: Stage) -> None:
    """One reply of each telling kind in full, as the applicant reads it; the others by their subjects."""
    replies = stage.host.replies()
    shown = {row.row.reply.message_id: row for row in outcomes(stage.parts(), stage.samples) if row.row}
    kinds = set(_SHOWN_IN_FULL)
    console.print(f"\n{len(replies)} replies reached the applicants:", style="bold")
    for reply in replies:
        console.print(Text(f"  {reply.to}  ", "dim").append(reply.subject, "default"))
    for reply in replies:
        outcome = next((each for key, each in shown.items() if key and key.encode() in reply.raw), None)
        kind = outcome.row.reply.template if outcome and outcome.row else None
        if kind in kinds:
            kinds.discard(kind)
            console.print(Panel(Text(reply.text.strip()), title=Text(reply.subject), title_align="left"))


def _watch(console: Console, stage: Stage) -> None:
    """Shows what comes in by hand, until Ctrl-C."""
    host = stage.host
    console.print(
        Panel(
            Text(f"{login_link(stage.parts())}\n\n", "bold cyan").append(
                "โต๊ะเจ้าหน้าที่ ลิงก์นี้ใช้ได้ครั้งเดียว\nThe staff's desk: this link lets you in once. "
                "Seven samples wait for a person there.",
                "default",
            ),
            title="คิวงาน  The desk",
        ),
        soft_wrap=True,
    )
    console.print(
        f"\nThe daemon goes on watching. Send it a mail by hand, to {host.address},"
        f"\nby SMTP to {host.host} port {host.smtp_port} (no password, no TLS), for example:"
    )
    example = (
        f"  curl smtp://{host.host}:{host.smtp_port} --mail-from you@example.go.th"
        f" --mail-rcpt {host.address} --upload-file mail.eml"
    )
    console.print(Text(example, "cyan"), soft_wrap=True)
    console.print("See the log with:")
    console.print(Text(f"  .venv/bin/intake --config {stage.config} log", "cyan"), soft_wrap=True)
    console.print("Ctrl-C ends the demonstration.\n")
    parts = stage.parts()
    shown = {row.id for row in _decided(parts)}
    try:
        while True:
            time.sleep(1)
            new = [row for row in _decided(parts) if row.id not in shown]
            if new:
                show_table(console, new, parts.desk.zone)
                shown |= {row.id for row in new}
    except KeyboardInterrupt:
        console.print("ended")


def _decided(parts: Parts) -> list[LedgerRow]:
    with reading(parts.engine) as session:
        return [row for row in rows(session, parts.contest) if row.verdict]
