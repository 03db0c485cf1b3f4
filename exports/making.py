"""One export from its order to the file: for the command line and for the pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, select

from exports.account.facts import account_of
from exports.account.page import account_page
from exports.choice import Choice, table_of, tables
from exports.landing import landing
from exports.record import hand_out
from exports.tables.csv import write_csv
from exports.tables.table import Progress, nothing
from exports.tables.xlsx import write_workbook
from exports.zips.contest import write_contest
from exports.zips.evidence import write_evidence
from runtime.records import Records
from settings.errors import WrongUse
from storage.chain.counters import counter_of
from storage.engine import reading
from storage.tables import Entry


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be written where: its ending says as what. `what` are tables, none for all of them (the log
    for a CSV); with a `reference` it is one entry.
    """

    file: Path
    what: Sequence[Choice] = ()
    reference: str = ""
    progress: Progress = nothing


def make(parts: Records, order: Order, who: str) -> int:
    """Writes it, records that it was handed out, and returns how many rows, accounts or files it tells of.

    Raises WrongUse for an order that makes no sense, PartFailed where there is no such entry.
    """
    known = _OF_ONE if order.reference else _OF_ALL
    maker = known.get(order.file.suffix.lower())
    if maker is None:
        raise WrongUse(f"{order.file}: what it becomes is told by its ending: {', '.join(known)}")
    if order.reference and order.what:
        raise WrongUse("--what chooses tables; --reference is one entry: name one of the two")
    with reading(parts.engine) as session:
        count = maker(session, parts, order)
        query = select(Entry.id).where(
            Entry.contest == parts.contest, Entry.reference == order.reference.strip().upper()
        )
        entry = session.exec(query).first() if order.reference else None
    thing = f"export{order.file.suffix.lower()}"
    hand_out(parts.engine, parts.contest, order.file, thing, count, who=who, entry=entry)
    return count


def _workbook(session: Session, parts: Records, order: Order) -> int:
    contest = parts.settings.contest
    found = tables(session, contest, order.what or tuple(Choice))
    return sum(write_workbook(order.file, found, contest.zone, order.progress).values())


def _csv(session: Session, parts: Records, order: Order) -> int:
    if len(order.what) > 1:
        raise WrongUse("a CSV holds one table: name one with --what, or write a workbook (.xlsx)")
    contest = parts.settings.contest
    table = table_of(session, contest, order.what[0] if order.what else Choice.LOG)
    return write_csv(order.file, table, contest.zone, order.progress)


def _contest(session: Session, parts: Records, order: Order) -> int:
    contest, which = parts.settings.contest, order.what or tuple(Choice)
    return write_contest(session, parts.desk, contest, order.file, which=which, progress=order.progress)


def _account(session: Session, parts: Records, order: Order) -> int:
    account = account_of(session, parts.contest, order.reference)
    head = counter_of(session, parts.contest).event_head
    with landing(order.file) as path:
        path.write_text(account_page(account, parts.desk, head=head), encoding="utf-8")
    return 1


def _evidence(session: Session, parts: Records, order: Order) -> int:
    lines = write_evidence(session, parts.files, parts.desk, order.reference, order.file)
    return sum(not line.left_out for line in lines)


_Maker = Callable[[Session, Records, Order], int]
_OF_ALL: Mapping[str, _Maker] = {".xlsx": _workbook, ".csv": _csv, ".zip": _contest}
_OF_ONE: Mapping[str, _Maker] = {".html": _account, ".zip": _evidence}
