"""Which tables there are to choose from."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from sqlmodel import Session

from exports.tables.discretion import discretion_table
from exports.tables.entries import entries_table
from exports.tables.handed_out import handed_out_table
from exports.tables.log import log_table
from exports.tables.numbers import numbers_table
from exports.tables.table import Table
from settings.contest import Contest


class Choice(StrEnum):
    """The tables by the words of the command line."""

    LOG = "log"
    ENTRIES = "entries"
    NUMBERS = "numbers"
    DISCRETION = "discretion"
    HANDED_OUT = "handed-out"


def tables(session: Session, contest: Contest, which: Sequence[Choice]) -> Iterator[Table]:
    """The tables that are chosen, in that order."""
    for each in which:
        yield table_of(session, contest, each)


def table_of(session: Session, contest: Contest, which: Choice) -> Table:
    """One table; its rows are read as they are asked for."""
    if which is Choice.NUMBERS:
        return numbers_table(session, contest.id, contest.reference_prefix)
    if which is Choice.DISCRETION:
        return discretion_table(session, contest.id, contest.zone)
    simple = {Choice.LOG: log_table, Choice.ENTRIES: entries_table, Choice.HANDED_OUT: handed_out_table}
    return simple[which](session, contest.id)
