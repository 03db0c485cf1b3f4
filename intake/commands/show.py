"""`intake show`: one entry or message in full."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ingest.looking import last_letter, last_mail, raw_mails
from intake.commands.log import AsJson
from intake.context import all_parts, of, print_line
from review.contract import logged
from review.text import visible
from review.text.card import show_card
from review.text.open import show_open
from runtime.parts import Parts
from screening.model.decision import Role
from settings.errors import PartFailed
from storage.chain.timeline import of_entry, of_message
from storage.codec import agency_of
from storage.engine import reading
from storage.entries.cards import cards
from storage.entries.filed import files_in
from storage.entries.linked import linked_to
from storage.entries.numbers import is_void
from storage.entries.of_bodies import entries_of
from storage.intake_log import LedgerRow, lookup


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
    parts = all_parts(context)
    if letter or mail:
        print_line(last_letter(parts, ref) if letter else last_mail(parts, ref))
        return
    with reading(parts.engine) as session:
        found = lookup(session, parts.contest, ref)
        if not found and is_void(session, parts.contest, ref):
            raise PartFailed(
                f"{ref} is void: it was given before a backup was restored, and its mail is found nowhere"
            )
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
        raw = raw_mails(parts, [row.id for row in found])
        show_card(of(context).out, found, events, parts.desk, linked, raw=raw, plain=plain)
        if entry is not None:
            (card,) = cards(session, contest, parts.settings.mailbox.sent_folder, entry)
            has = entries_of(session, contest, agency_of(card.entry.agency).candidates)
            register, files = parts.judge.rules.register, files_in(session, entry)
            show_open(of(context).out, card, files, parts.desk.zone, register, has)


def _write_picture(parts: Parts, rows: Sequence[LedgerRow], target: Path) -> None:
    """The form that came last is the one shown. Raises PartFailed."""
    forms = [
        row.pictures[file.sha256]
        for row in rows
        for file in row.files
        if file.role is Role.FORM and row.pictures.get(file.sha256)
    ]
    if not forms:
        raise PartFailed("no picture is kept of a form of this entry; `intake show` names its files")
    try:
        with parts.files.files.open(forms[-1]) as source:
            target.write_bytes(source.read())
    except OSError as error:
        raise PartFailed(f"the picture could not be written to {target}: {error}") from None
