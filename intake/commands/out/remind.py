"""`intake remind`: before the close one reminder to who still lacks something; after it, what stayed open."""

import typer
from sqlmodel import Session

from ingest.telling import Round
from intake.commands.doing import As, DryRun, Yes, runs
from intake.commands.out.telling import tell_all
from intake.context import all_parts, of, print_line, say_if_none
from runtime.clock import now
from runtime.parts import Parts
from screening.model.decision import EntryStatus, Template
from storage.engine import reading
from storage.entries.cards import cards
from storage.lists.left import Left, incomplete


def remind(context: typer.Context, yes: Yes = False, dry_run: DryRun = False, as_: As = "") -> None:
    """Remind each incomplete entry once of what it lacks; after the close, list what stayed incomplete."""
    parts = all_parts(context)
    with reading(parts.engine) as session:
        left = incomplete(session, parts.contest)
        if now() > parts.judge.rules.closes:
            _tell_what_is_left(context, parts, session, left)
            return
    runs(parts, as_, "intake remind")
    for each in left:
        print_line(_line(each))
    round_ = Round(Template.REMINDER, "reminder", EntryStatus.INCOMPLETE, [each.reference for each in left])
    tell_all(of(context), parts, round_, yes=yes, dry_run=dry_run)


def _tell_what_is_left(context: typer.Context, parts: Parts, session: Session, left: list[Left]) -> None:
    promised = [
        card
        for card in cards(session, parts.contest, parts.settings.mailbox.sent_folder)
        if card.promised_at is not None
    ]
    for each in left:
        print_line(_line(each))
    for card in promised:
        codes = " ".join(point.code for point in card.points)
        at = card.promised_at.astimezone(parts.desk.zone) if card.promised_at else None
        print_line(f"{card.entry.reference}\tpromised an answer on {at:%Y-%m-%d}\t{codes}")
    print_line(f"{len(left)} entries stayed incomplete; {len(promised)} promises of an answer are open")
    say_if_none(context, len(left) + len(promised))


def _line(each: Left) -> str:
    return "\t".join((each.reference, "incomplete", each.agency or "-", " ".join(each.lacks)))
