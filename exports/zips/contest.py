"""A whole contest as one zip, read without the program: every table, and the account of every number."""

from collections.abc import Sequence
from pathlib import Path

from sqlmodel import Session

from exports.account.facts import account_of
from exports.account.page import account_page
from exports.choice import Choice, tables
from exports.landing import landing
from exports.names import safe
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
        count = 0
        for page in entries_by_page(session, desk.contest):
            for reference in [entry.reference for entry in page]:
                shown = account_page(account_of(session, desk.contest, reference), desk, head=head)
                archive.put_text(f"accounts/{safe(reference)}.html", shown.encode(), at)
                count += 1
                progress("accounts", count)
    return count
