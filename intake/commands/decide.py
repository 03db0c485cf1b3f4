"""`intake decide` and `intake attach`: a person's acts, each shown before it is done."""

import getpass
import re
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from decisions.acts.order import Order
from decisions.acts.spoken import spoken_act
from decisions.acts.targets import targets_among
from decisions.acts.typed import Before, Spoken
from ingest.acting import bytes_of, files_from, stamps_on
from ingest.making import Mail, split_off
from intake.commands.doing import As, DryRun, Manner, Why, Yes, parser_of, run_act
from intake.commands.log import AsJson, parse_moment
from intake.context import all_parts, of
from parsers.process import Parser
from runtime.parts import Parts
from screening.model.act import Act, ActKind
from settings.errors import PartFailed, WrongUse
from storage.codec import agency_of
from storage.engine import reading
from storage.entries.cards import Card, cards
from storage.entries.filed import files_in
from storage.entries.of_bodies import entries_of
from storage.intake_log import lookup

Ref = Annotated[str, typer.Argument(help="A reference (DGTI-2566-0001) or a message's id.")]
Reply = Annotated[bool, typer.Option(help="Whether the applicants are written to.")]
Seen = Annotated[str, typer.Option(help="The version of the card that was seen (`intake queue --json`).")]


def decide(
    context: typer.Context,
    ref: Ref,
    kind: Annotated[
        ActKind, typer.Argument(metavar="ACT", help="What is done: docs/staff.md has the table.")
    ],
    arguments: Annotated[list[str] | None, typer.Argument(help="What the act is about.")] = None,
    reason: Why = "",
    file: Annotated[
        list[str] | None, typer.Option(help="A file that is split off: its number or its SHA-256.")
    ] = None,
    agency: Annotated[str, typer.Option(help="Whose the files are that are split off.")] = "",
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
    if kind is ActKind.NEW:
        raise WrongUse("an entry by hand has no number yet: `intake new FILE… --at TIME --reason TEXT`")
    if kind is ActKind.ERASE and (yes or json_) and not dry_run and not _is_whole(arguments):
        raise WrongUse("ลบโดยไม่ถาม: to erase without being asked, name the file by its whole SHA-256")
    parts = all_parts(context)
    card, message = _card(parts, ref)
    with reading(parts.engine) as session:
        files = files_in(session, card.entry.id)
        entries = entries_of(session, parts.contest, agency_of(card.entry.agency).candidates)
    spoken = Spoken(arguments or [], file or [], agency, words, to, parse_moment(at, parts) if at else None)
    with parser_of(parts) as parser:
        stamps = _stamps(parts, parser, card, message) if kind is ActKind.TIME else ()
        wanted = spoken_act(kind, spoken, Before(card, files, stamps, parts.judge.rules, entries))
        order = Order(
            card.entry.reference,
            wanted,
            as_ or getpass.getuser(),
            reason,
            message,
            seen or card.version,
            reply,
        )
        mail = _split_off(parts, parser, order.act, card) if kind is ActKind.SPLIT else None
        run_act(of(context), parts, parser, order, Manner(yes, dry_run, json_), mail)


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
    parts = all_parts(context)
    card, message = _card(parts, ref)
    with parser_of(parts) as parser:
        wanted = Act(ActKind.ATTACH, files=files_from(parts, parser, bytes_of(files)))
        order = Order(
            card.entry.reference, wanted, as_ or getpass.getuser(), reason, message, seen or card.version
        )
        run_act(of(context), parts, parser, order, Manner(yes, dry_run, json_))


def _is_whole(arguments: list[str] | None) -> bool:
    """Whether a file is named by its hash: a number may mean another file by now."""
    return len(arguments or []) == 1 and bool(re.fullmatch("[0-9a-f]{64}", (arguments or [""])[0]))


def _split_off(parts: Parts, parser: Parser, wanted: Act, card: Card) -> Mail:
    """The mail of the files that leave the first message that brought them."""
    return split_off(parts, parser, targets_among(wanted, card.lying)[0], wanted.parts)


def _stamps(parts: Parts, parser: Parser, card: Card, message: int | None) -> list[datetime]:
    """Those of the message whose time the act says. Raises ActRefusedError where it is about none."""
    about = message or targets_among(Act(ActKind.TIME), card.lying)[-1]
    return stamps_on(parts, parser, about)


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
