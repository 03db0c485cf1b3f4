"""`intake verify`: holds the records, the files and the mailbox against each other."""

from collections.abc import Iterator
from typing import Annotated

import typer
from sqlmodel import Session, select

from ingest.mailbox import connect
from ingest.reconciling import compared
from intake.context import Context, of, print_line, records
from intake.progress import bars
from runtime.records import Records
from storage.chain.kinds import Kind
from storage.engine import reading
from storage.invariants import Finding, check
from storage.tables import Event
from storage.view_files import log_of
from storage.views import Head, breaks


def verify(
    context: typer.Context,
    offline: Annotated[bool, typer.Option("--offline", help="Leave the mailbox out.")] = False,
) -> None:
    """Check every invariant; exit 1 when one does not hold, with a line for each finding."""
    if examine(of(context), records(context), offline=offline):
        raise typer.Exit(1)


def examine(context: Context, parts: Records, *, offline: bool) -> bool:
    """Prints what was found, a line each, or that everything holds. Whether anything was found."""
    with bars(context) as progress, reading(parts.engine) as session:
        findings = list(check(session, parts.contest, parts.files, progress))
        findings += _views(session, parts)
    if not offline:
        findings += _against_mailbox(parts)
    for finding in findings:
        print_line(f"{finding.invariant}: {finding.line}")
    if not findings:
        print_line("everything holds")
    return bool(findings)


def _views(session: Session, parts: Records) -> Iterator[Finding]:
    """The log of views is the one whose heads the chain of events holds."""
    told = session.exec(select(Event).where(Event.what == Kind.VIEWS_LOGGED)).all()
    heads = [Head(event.facts["lines"], event.facts["head"]) for event in told]
    for line in breaks(log_of(parts.settings.storage.beside), heads):
        yield Finding("views-log", line)


def _against_mailbox(parts: Records) -> Iterator[Finding]:
    """The number of messages in each folder equals the ledger's; where it does not, which differ."""
    with connect(parts.settings.mailbox, parts.credentials.mailbox()) as connection:
        for name in parts.settings.mailbox.watched:
            counted, differences = compared(parts, connection.select(name, readonly=True))
            if counted.agrees and not differences:
                print_line(str(counted))
            else:
                yield Finding("mailbox-count", "; ".join([str(counted), *differences]))
