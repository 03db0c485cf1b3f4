"""How a person's act is done from a terminal: shown first, then asked for, then done."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import typer

from decisions.acts.erase import TYPED
from decisions.acts.order import Order
from decisions.acts.who_may import require_may_run
from ingest.acting import act
from ingest.making import Mail
from intake.context import Context, print_line
from parsers.errors import ParserUnavailableError
from parsers.process import Parser
from review.text import visible
from review.text.queue import done_json, local, outcome
from runtime.parts import Parts
from runtime.records import Records
from settings.errors import PartFailed
from storage.engine import reading

Why = Annotated[str, typer.Option("--reason", help="Why: it is kept with the act.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]
As = Annotated[str, typer.Option("--as", help="Who does it, if not whose terminal it is.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what it would come to.")]


@dataclass(frozen=True, slots=True)
class Manner:
    """How the act is done: without asking, only shown, told to a program."""

    yes: bool
    dry_run: bool
    json_: bool


def run_act(
    context: Context, parts: Parts, parser: Parser, order: Order, manner: Manner, mail: Mail | None = None
) -> None:
    """Shows what the act comes to, asks, and does it. Raises StorageError; then nothing is done."""
    if manner.dry_run or not (manner.yes or manner.json_):
        shown = act(parts, parser, order, partial(done_json, preview=True), preview=True, mail=mail)
        _tell(shown, parts, json_=manner.json_)
        if manner.dry_run:
            return
        _agree(shown)
    done = act(parts, parser, order, partial(done_json, preview=False), mail=mail)
    if manner.json_ or manner.yes:
        _tell(done, parts, json_=manner.json_)
    if "erased" in done:
        context.err.print("เสร็จแล้ว เรียกคืนไม่ได้ done; it cannot be taken back", markup=False)
        return
    after = local(done["letters"][0]["not_before"], parts.desk.zone) if done["letters"] else ""
    waits = f", จดหมายส่งหลัง its letter goes after {after}" if after else ""
    context.err.print(
        f"เสร็จแล้ว done{waits}; ย้อนได้ด้วย to take it back: "
        f"intake decide {done['reference']} undo {done['act']} --reason …",
        markup=False,
        soft_wrap=True,
    )


def _agree(shown: dict[str, Any]) -> None:
    """Asks, and has what can never be taken back typed. Raises PartFailed for a no."""
    if "erased" not in shown:
        if not typer.confirm("ดำเนินการหรือไม่ Do it?", err=True):
            raise PartFailed("nothing is done")
        return
    wanted = shown["erased"]["sha256"][:TYPED]
    typed = typer.prompt(
        f"ลบแล้วเรียกคืนไม่ได้ พิมพ์ {TYPED} ตัวแรกของ SHA-256 "
        f"erasing is for good: type the first {TYPED} letters of its SHA-256",
        err=True,
    )
    if typed.strip().lower() != wanted:
        raise PartFailed("ไม่ตรงกัน ไม่ได้ลบ that is another: nothing is done")


def _tell(told: dict[str, Any], parts: Records, *, json_: bool) -> None:
    if json_:
        print_line(visible.as_json(told))
        return
    for line in outcome(told, parts.desk.zone):
        print_line(line)


def runs(parts: Records, as_: str, command: str) -> str:
    """Who runs the command, by his name. Raises StorageError where his role is too small for it."""
    name = as_ or getpass.getuser()
    with reading(parts.engine) as session:
        require_may_run(session, name, command)
    return name


@contextmanager
def parser_of(parts: Records) -> Iterator[Parser]:
    """Raises PartFailed where messages cannot be read: nothing is done then."""
    try:
        with Parser(parts.settings.limits, parts.settings.clamav.socket) as parser:
            yield parser
    except ParserUnavailableError as error:
        raise PartFailed(f"{error}; nothing is done") from None
