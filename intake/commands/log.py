"""`intake log`: what came, how it was judged, and what was answered."""

from datetime import datetime
from typing import Annotated

import typer

from intake.context import of, print_line, records
from review.contract import logged
from review.text import visible
from review.text.table import show_table
from runtime.records import Records
from screening.model.decision import Verdict
from settings.errors import WrongUse
from storage.engine import reading
from storage.intake_log import rows

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


def parse_moment(text: str, parts: Records) -> datetime:
    """An ISO time; one without an offset is in the contest's zone. Raises WrongUse."""
    try:
        return parts.settings.contest.local(datetime.fromisoformat(text))
    except ValueError:
        raise WrongUse(f"{text!r} is no ISO time; write it like 2023-07-20T10:00:00+07:00") from None
