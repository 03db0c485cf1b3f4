"""`intake queue`: what waits for a person, the most urgent first."""

from typing import Annotated

import typer

from intake.commands.log import AsJson
from intake.context import of, print_line, records
from review.queue import queue as in_order
from review.text import visible
from review.text.queue import as_json as card_json
from review.text.queue import show_queue
from runtime.clock import now
from storage.engine import reading
from storage.entries.cards import cards


def queue(
    context: typer.Context,
    code: Annotated[str, typer.Option(help="Only cards on which this waits, such as late.")] = "",
    to: Annotated[str, typer.Option(help="Only cards that are assigned to this person.")] = "",
    json_: AsJson = False,
) -> None:
    """What waits for a person: nobody told yet first, then what can still be mended, then by promised day."""
    parts = records(context)
    with reading(parts.engine) as session:
        found = in_order(cards(session, parts.contest, parts.settings.mailbox.sent_folder), parts.desk, now())
        found = [each for each in found if not code or code in {point.code for point in each.card.points}]
        found = [each for each in found if not to or each.card.to == to]
        if json_:
            for each in found:
                print_line(visible.as_json(card_json(each)))
            return
        show_queue(of(context).out, found, parts.desk.zone)
        of(context).err.print(f"{len(found)} รายการ cards", style="dim")
