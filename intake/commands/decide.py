"""`intake decide` and `intake attach`: a person's acts, each shown before it is done."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from decisions.acts.order import Order
from decisions.acts.spoken import Before, Spoken, spoken_act
from decisions.acts.targets import targets_among
from ingest.acting import act, files_from, stamps_on
from intake.commands.log import AsJson, parse_moment
from intake.context import Context, of, print_line, records
from parsers.process import Parser, ParserUnavailableError
from review.text import visible
from review.text.queue import done_json, outcome
from runtime.parts import Parts
from screening.model.act import Act, ActKind
from settings.errors import PartFailed, WrongUse
from storage.engine import reading
from storage.entries.cards import Card, cards
from storage.entries.filed import files_in
from storage.intake_log import lookup

Ref = Annotated[str, typer.Argument(help="A reference (DGTI-2566-0001) or a message's id.")]
Why = Annotated[str, typer.Option("--reason", help="Why: it is kept with the act.")]
Reply = Annotated[bool, typer.Option(help="Whether the applicants are written to.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]
Seen = Annotated[str, typer.Option(help="The version of the card that was seen (`intake queue --json`).")]
As = Annotated[str, typer.Option("--as", help="Who does it, if not whose terminal it is.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what it would come to.")]


def decide(
    context: typer.Context,
    ref: Ref,
    kind: Annotated[
        ActKind, typer.Argument(metavar="ACT", help="What is done: docs/staff.md has the table.")
    ],
    arguments: Annotated[list[str] | None, typer.Argument(help="What the act is about.")] = None,
    reason: Why = "",
    words: Annotated[str, typer.Option(help="What the applicant is to read.")] = "",
    to: Annotated[str, typer.Option(help="To whom the words go, if not to who wrote last.")] = "",
    at: Annotated[str, typer.Option(help="An ISO time: when it came, or until when the card rests.")] = "",
    reply: Reply = True,
    yes: Yes = False,
    dry_run: DryRun = False,
    seen: Seen = "",
    as_: As = "",
    json_: AsJson = False,
) -> None:
    """End what waits on an entry: show what the act comes to and which letter goes, then ask, then do it."""
    if kind is ActKind.ATTACH:
        raise WrongUse("files are added by `intake attach REF FILE… --reason TEXT`")
    parts = records(context)
    card, message = _card(parts, ref)
    with reading(parts.engine) as session:
        files = files_in(session, card.entry.id)
    spoken = Spoken(arguments or [], words, to, parse_moment(at, parts) if at else None)
    with _parser(parts) as parser:
        stamps = _stamps(parts, parser, card, message) if kind is ActKind.TIME else ()
        wanted = spoken_act(kind, spoken, Before(card, files, stamps, parts.judge.rules))
        order = Order(
            card.entry.reference,
            wanted,
            as_ or getpass.getuser(),
            reason,
            message,
            seen or card.version,
            reply,
        )
        _run(of(context), parts, parser, order, _Manner(yes, dry_run, json_))


def attach(
    context: typer.Context,
    ref: Ref,
    files: Annotated[list[Path], typer.Argument(help="The files that belong to the entry.")],
    reason: Why = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    seen: Seen = "",
    as_: As = "",
    json_: AsJson = False,
) -> None:
    """Add files to an entry that came another way: by a link, a telephone, an archive that staff unpacked."""
    parts = records(context)
    card, message = _card(parts, ref)
    with _parser(parts) as parser:
        wanted = Act(ActKind.ATTACH, files=files_from(parts, parser, files))
        order = Order(
            card.entry.reference, wanted, as_ or getpass.getuser(), reason, message, seen or card.version
        )
        _run(of(context), parts, parser, order, _Manner(yes, dry_run, json_))


def _stamps(parts: Parts, parser: Parser, card: Card, message: int | None) -> list[datetime]:
    """Those of the message whose time the act says. Raises ActRefusedError where it is about none."""
    about = message or targets_among(Act(ActKind.TIME), card.lying)[-1]
    return stamps_on(parts, parser, about)


@dataclass(frozen=True, slots=True)
class _Manner:
    """How the act is done: without asking, only shown, told to a program."""

    yes: bool
    dry_run: bool
    json_: bool


def _run(context: Context, parts: Parts, parser: Parser, order: Order, manner: _Manner) -> None:
    """Shows what the act comes to, asks, and does it. Raises StorageError; then nothing is done."""
    if manner.dry_run or not (manner.yes or manner.json_):
        shown = act(parts, parser, order, partial(done_json, preview=True), preview=True)
        _tell(shown, json_=manner.json_)
        if manner.dry_run:
            return
        if not typer.confirm("ดำเนินการหรือไม่ Do it?", err=True):
            raise PartFailed("nothing is done")
    done = act(parts, parser, order, partial(done_json, preview=False))
    if manner.json_ or manner.yes:
        _tell(done, json_=manner.json_)
    waits = (
        f", จดหมายส่งหลัง its letter goes after {done['letters'][0]['not_before']}" if done["letters"] else ""
    )
    context.err.print(
        f"เสร็จแล้ว done{waits}; ย้อนได้ด้วย to take it back: "
        f"intake decide {order.reference} undo {done['act']} --reason …",
        markup=False,
        soft_wrap=True,
    )


def _tell(told: dict[str, Any], *, json_: bool) -> None:
    if json_:
        print_line(visible.as_json(told))
        return
    for line in outcome(told):
        print_line(line)


def _card(parts: Parts, ref: str) -> tuple[Card, int | None]:
    """The card of an entry, and the message where one was named. Raises PartFailed."""
    with reading(parts.engine) as session:
        found = lookup(session, parts.contest, ref)
        if not found:
            raise PartFailed(f"nothing is recorded under {ref!r}; `intake queue` lists what waits")
        entry = found[-1].entry_id
        if entry is None:
            raise PartFailed(f"message {ref} lies in no entry: `intake reprocess {ref}` judges it again")
        (card,) = cards(session, parts.contest, parts.settings.mailbox.sent_folder, entry)
    return card, found[0].id if ref.isdigit() else None


@contextmanager
def _parser(parts: Parts) -> Iterator[Parser]:
    """Raises PartFailed where messages cannot be read: nothing is done then."""
    try:
        with Parser(parts.settings.limits, parts.settings.clamav.socket) as parser:
            yield parser
    except ParserUnavailableError as error:
        raise PartFailed(f"{error}; nothing is done") from None
