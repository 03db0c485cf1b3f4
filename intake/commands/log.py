"""`intake log` and `intake show`: what came, why it was judged so, and what was answered."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from ingest.looking import last_letter, last_mail
from intake.context import of, print_line, records
from review.contract import logged
from review.text import visible
from review.text.card import show_card
from review.text.open import show_open
from review.text.table import show_table
from runtime.parts import Parts
from screening.model.decision import Role, Verdict
from settings.errors import PartFailed, WrongUse
from storage.chain.timeline import of_entry, of_message
from storage.codec import agency_of, picture_of
from storage.engine import reading
from storage.entries.cards import cards
from storage.entries.filed import files_in
from storage.entries.linked import linked_to
from storage.entries.of_bodies import entries_of
from storage.intake_log import LedgerRow, lookup, rows

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")]


def log(
    context: typer.Context,
    verdict: Annotated[Verdict | None, typer.Option(help="Only this verdict.")] = None,
    agency: Annotated[str, typer.Option(help="Only agencies whose name has this in it.")] = "",
    since: Annotated[str, typer.Option(help="Only what was received from this ISO time on.")] = "",
    as_json: AsJson = False,
) -> None:
    """Every message, oldest first, the ignored ones too."""
    parts = records(context)
    start = parse_moment(since, parts) if since else None
    with reading(parts.engine) as session:
        found = rows(session, parts.contest, verdict=verdict, agency=agency, since=start)
        if as_json:
            for row in found:
                print_line(visible.as_json(logged(row)))
        elif not show_table(of(context).out, found, parts.desk.zone):
            of(context).err.print("no message matches", style="dim")


def show(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(help="A reference (DGTI-2566-0001) or a message's id.")],
    as_json: AsJson = False,
    picture: Annotated[
        Path | None, typer.Option(help="Write the picture of its form's first page (JPEG) to this file.")
    ] = None,
    letter: Annotated[
        bool, typer.Option("--letter", help="Only our last letter about it, as it reads.")
    ] = False,
    mail: Annotated[
        bool, typer.Option("--mail", help="Only what its last mail says, as it was read.")
    ] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Without boxes, for a screen reader.")] = False,
) -> None:
    """One entry or message in full: its files, its reasons, what was answered, what waits, what was done."""
    parts = records(context)
    if letter or mail:
        print_line(last_letter(parts, ref) if letter else last_mail(parts, ref))
        return
    with reading(parts.engine) as session:
        found = lookup(session, parts.contest, ref)
        if not found:
            raise PartFailed(f"nothing is recorded under {ref!r}; `intake log` lists what is")
        if picture:
            _write_picture(parts, found, picture)
        if as_json:
            for row in found:
                print_line(visible.as_json(logged(row)))
            return
        entry = found[0].entry_id
        contest = parts.contest
        events = (
            of_message(session, contest, found[0].id) if entry is None else of_entry(session, contest, entry)
        )
        linked = [] if entry is None else linked_to(session, contest, entry)
        show_card(of(context).out, found, events, parts.desk, linked, plain=plain)
        if entry is not None:
            (card,) = cards(session, contest, parts.settings.mailbox.sent_folder, entry)
            has = entries_of(session, contest, agency_of(card.entry.agency).candidates)
            register, files = parts.judge.rules.register, files_in(session, entry)
            show_open(of(context).out, card, files, parts.desk.zone, register, has)


def parse_moment(text: str, parts: Parts) -> datetime:
    """An ISO time; one without an offset is in the contest's zone. Raises WrongUse."""
    try:
        return parts.settings.contest.local(datetime.fromisoformat(text))
    except ValueError:
        raise WrongUse(f"{text!r} is no ISO time; write it like 2023-07-20T10:00:00+07:00") from None


def _write_picture(parts: Parts, rows: Sequence[LedgerRow], target: Path) -> None:
    """The form that came last is the one shown. Raises PartFailed."""
    forms = [file for row in rows for file in row.files if file.role is Role.FORM and picture_of(file)]
    if not forms:
        raise PartFailed("no picture is kept of a form of this entry; `intake show` names its files")
    try:
        with parts.files.files.open(picture_of(forms[-1])) as source:
            target.write_bytes(source.read())
    except OSError as error:
        raise PartFailed(f"the picture could not be written to {target}: {error}") from None
