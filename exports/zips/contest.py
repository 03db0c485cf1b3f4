"""A whole contest as one zip, read without the program: every table, and the account of every number."""

from collections.abc import Sequence
from pathlib import Path

from sqlmodel import Session

from exports.account.facts import account_of
from exports.account.page import account_page
from exports.choice import Choice, table_of, tables
from exports.landing import landing
from exports.names import safe
from exports.pages import page
from exports.tables.csv import write_csv
from exports.tables.pages import entries_by_page
from exports.tables.table import Progress, nothing
from exports.tables.xlsx import write_workbook
from exports.zips.writing import Zip
from notifications.rendering.desk import Desk
from runtime.clock import now
from settings.contest import Contest
from storage.chain.counters import counter_of


def write_contest(
    session: Session,
    desk: Desk,
    contest: Contest,
    target: Path,
    *,
    which: Sequence[Choice] = tuple(Choice),
    progress: Progress = nothing,
) -> int:
    """Writes the zip and returns how many accounts are in it. Raises as `landing`."""
    head, at = counter_of(session, desk.contest).event_head, now()
    with landing(target) as path, Zip(path, desk.zone) as archive:
        piece = path.with_name("piece")
        write_workbook(piece, tables(session, contest, which), desk.zone, progress)
        archive.put_made("tables.xlsx", piece, at)
        for table in tables(session, contest, which):
            write_csv(piece, table, desk.zone, progress)
            archive.put_made(f"tables/{table.key}.csv", piece, at)
        there = list[str]()
        for entries in entries_by_page(session, desk.contest):
            for reference in [entry.reference for entry in entries]:
                shown = account_page(account_of(session, desk.contest, reference), desk, head=head)
                archive.put_text(f"accounts/{safe(reference)}.html", shown.encode(), at)
                there.append(reference)
                progress("accounts", len(there))
        rows = table_of(session, contest, Choice.NUMBERS).rows
        index = page("contest.html", desk, rows=rows, there=set(there), tables=which, at=at, head=head)
        archive.put_text("00_index.html", index.encode(), at)
    return len(there)
