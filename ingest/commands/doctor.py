"""`intake doctor`: tries each part that the daemon needs, and says what is wrong and what to do."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import typer
from rich import box
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from ingest.commands.context import Context, of, print_line
from ingest.errors import IntakeError
from ingest.mailbox import connect
from ingest.mailbox.errors import MailboxError
from ingest.parts import Parts, now, open_parts
from ingest.secrets import mailbox_password, smtp_password
from notifications import check_templates
from notifications.transport import TransportError
from notifications.transport import check as check_smtp
from parsers.process import Parser, ParserUnavailableError
from parsers.scan import ScannerUnavailableError, ping
from settings import ConfigError
from storage.engine import reading
from storage.schema import SchemaState, schema_state
from storage.tables import Event

LEAST_FREE_BYTES = 2_000_000_000
"""Thirty of the largest messages with their files: below this the organiser should hear of it."""

_BUILT = datetime(2026, 1, 1, tzinfo=UTC)


class Ailing(Exception):
    """A part does not work; the text says what is wrong and what to do."""


def doctor(context: typer.Context) -> None:
    """Try mailbox, SMTP, database, disk, parser, scanner, reply texts and clock; exit 1 when one ails."""
    parts = open_parts(of(context).settings())
    outcomes = [(name, *_examine(examination, parts)) for name, examination in EXAMINATIONS.items()]
    _show(of(context), outcomes)
    if not all(well for _, well, _ in outcomes):
        raise typer.Exit(1)


def _examine(examination: Callable[[Parts], str], parts: Parts) -> tuple[bool, str]:
    try:
        return True, examination(parts)
    except (Ailing, ConfigError, IntakeError, MailboxError, TransportError, ParserUnavailableError) as error:
        return False, str(error)
    except (OSError, SQLAlchemyError) as error:
        return False, f"{getattr(error, 'orig', None) or error}"


def _mailbox(parts: Parts) -> str:
    with connect(parts.settings.mailbox, mailbox_password()) as connection:
        told = [
            f"{name} {connection.status(name).messages} messages" for name in parts.settings.mailbox.folders
        ]
    return f"logged in to {parts.settings.mailbox.host}; {', '.join(told)}"


def _smtp(parts: Parts) -> str:
    return check_smtp(parts.settings.smtp, smtp_password(parts.settings))


def _database(parts: Parts) -> str:
    state = schema_state(parts.engine)
    if state is SchemaState.FRESH:
        return "none yet; `intake run` makes it"
    if state is not SchemaState.CURRENT:
        raise Ailing("it is of another version of this program: run `intake db upgrade`")
    with reading(parts.engine) as session:
        session.connection().exec_driver_sql("SELECT 1")
    return "opens, and is of this version"


def _disk(parts: Parts) -> str:
    folder = parts.files.root
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise Ailing(f"only {free / 1e9:.1f} GB free at {folder}: make room, or mail will have to wait")
    return f"{free / 1e9:.0f} GB free at {folder}"


def _parser(parts: Parts) -> str:
    with Parser(parts.settings.limits) as parser:
        parser.start()
        return f"its process starts; children are held to: {parser.confinement}"


def _scanner(parts: Parts) -> str:
    address = parts.settings.clamav.socket
    if not address:
        return "none; files are not scanned for viruses"
    try:
        return ping(address)
    except ScannerUnavailableError as error:
        raise Ailing(f"{error}; until it does, no mail is judged") from None


def _texts(parts: Parts) -> str:
    problems = list(check_templates(parts.desk))
    if problems:
        raise Ailing(problems[0])
    empty = [name for name, value in parts.settings.privacy.model_dump().items() if not value]
    if empty:
        raise Ailing(f"[privacy] {empty[0]} is empty, and the privacy notice under every reply needs it")
    return "every text can be written"


def _register(parts: Parts) -> str:
    register = parts.judge.rules.register
    if not register:
        return "none; an agency counts as local by its legal type"
    return f"{sum(len(group) for group in register.by_name.values()):,} agencies"


def _clock(parts: Parts) -> str:
    moment = now()
    latest = _BUILT
    if schema_state(parts.engine) is SchemaState.CURRENT:
        with reading(parts.engine) as session:
            last = session.exec(select(Event.at).order_by(col(Event.id).desc()).limit(1)).first()
            latest = last or _BUILT
    if moment + timedelta(minutes=1) < latest:
        raise Ailing(f"it says {moment:%Y-%m-%d %H:%M} UTC, which is before what is recorded already: set it")
    return f"{moment.astimezone(parts.desk.zone):%Y-%m-%d %H:%M:%S %Z}"


EXAMINATIONS: dict[str, Callable[[Parts], str]] = {
    "mailbox": _mailbox,
    "smtp": _smtp,
    "database": _database,
    "disk": _disk,
    "parser": _parser,
    "scanner": _scanner,
    "texts": _texts,
    "register": _register,
    "clock": _clock,
}


def _show(context: Context, outcomes: list[tuple[str, bool, str]]) -> None:
    if not context.out.is_terminal:
        for name, well, told in outcomes:
            print_line(f"{name}\t{'ok' if well else 'FAIL'}\t{told}")
        return
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for column in ("ส่วน part", "", "ผล finding"):
        table.add_column(column, overflow="fold")
    for name, well, told in outcomes:
        # A server's words may look like markup.
        table.add_row(name, "[green]✓[/]" if well else "[red]✗[/]", Text(told))
    context.out.print(table)
