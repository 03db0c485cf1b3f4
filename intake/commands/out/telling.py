"""How many letters at once are written from a terminal: one is shown, then it is asked, then all are laid."""

import threading
from collections import Counter
from email import message_from_bytes
from email.policy import default

import typer
from rich.progress import track

from ingest.telling import Round, preview, tell
from intake.commands.doing import parser_of
from intake.context import Context, print_line
from intake.signals import end_on_signal
from runtime.parts import Parts
from settings.errors import PartFailed


def tell_all(context: Context, parts: Parts, round_: Round, *, yes: bool, dry_run: bool) -> None:
    """Shows the first letter, asks, and lays all into the outbox. Raises PartFailed for a no."""
    if not round_.references:
        print_line("ไม่มีผู้ที่ต้องแจ้ง nobody is to be written to")
        return
    with parser_of(parts) as parser:
        first = preview(parts, parser, round_)
        if first is None:
            print_line("แจ้งครบแล้ว all of them have this letter already")
            return
        shown = message_from_bytes(first.data, policy=default)
        body = shown.get_body(("plain",))
        print_line(f"{len(round_.references)} entries; the first letter, to {first.to}: {first.subject}")
        for line in str(body.get_content() if body else "").splitlines():
            print_line(f"  {line}")
        if dry_run:
            return
        if not yes and not typer.confirm("ส่งถึงทุกรายหรือไม่ Write to all of them?", err=True):
            raise PartFailed("nobody is written to")
        stop = threading.Event()
        end_on_signal(stop.set)
        done = Counter[str]()
        for each in track(
            tell(parts, parser, round_, stop.is_set),
            "จดหมาย letters",
            len(round_.references),
            console=context.err,
            transient=True,
        ):
            done.update(goes=each.goes, waits=each.waits, not_sent=each.not_sent, entries=1)
            if each.problem:
                print_line(f"{each.reference}\tpassed over: {each.problem}")
    print_line(
        f"{done['goes']} letters go, {done['waits']} wait (`intake outbox list`), {done['not_sent']} have no"
        f" address that works; {done['entries']} of {len(round_.references)} entries"
    )
    if stop.is_set():
        raise PartFailed("broken off; the same command goes on from there, and writes to nobody twice")
