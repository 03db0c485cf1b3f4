"""`intake doctor`: tries each part that the daemon needs, and says what is wrong and what to do."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from ingest.mailbox import connect
from ingest.mailbox.errors import MailboxError
from ingest.reconciling import incomplete_list
from ingest.senders import authserv, rewritten
from ingest.senders.heads import newest_heads
from intake import deadline
from intake.context import Context, of, print_line
from notifications import check_templates
from notifications.alarms import NotDelivered, Notice
from notifications.alarms.channels import channels_of
from notifications.transport import TransportError
from notifications.transport import check as check_smtp
from parsers.process import Parser, ParserUnavailableError
from parsers.scan import ScannerUnavailableError, ping
from registers.agencies.in_force import register_in_force
from runtime.clock import now
from runtime.disk_space import LITTLE_BYTES, least_free, probe, require_room
from runtime.faults import DAMAGED, fault_of, problem_of
from runtime.parts import Parts, open_parts
from settings import ConfigError
from settings.alarm_kinds import AlarmKind
from settings.errors import IntakeError
from settings.secrets import mailbox_password, smtp_password
from storage.engine import reading, require_sound, require_writable
from storage.errors import DatabaseDamaged
from storage.outbox import queue
from storage.outbox.breaker import breaker_of
from storage.schema import SchemaState, schema_state
from storage.states import OutboxState
from storage.tables import Event

_BUILT = datetime(2026, 1, 1, tzinfo=UTC)


class Ailing(Exception):
    """A part does not work; the text says what is wrong and what to do."""


KNOWN = (Ailing, ConfigError, IntakeError, MailboxError, NotDelivered, ParserUnavailableError)
"""What speaks to the organiser in its own words."""


def doctor(
    context: typer.Context,
    alarm: Annotated[bool, typer.Option("--alarm", help="Send a test by each way of [alarm].")] = False,
) -> None:
    """Try mailbox, SMTP, database, disk, parser, scanner, reply texts and clock; exit 1 when one ails."""
    parts = open_parts(of(context).settings())
    examinations = EXAMINATIONS | ({"alarm": _test_alarm} if alarm else {})
    outcomes = [(name, *_examine(examination, parts)) for name, examination in examinations.items()]
    _show(of(context), outcomes)
    if not all(well for _, well, _ in outcomes):
        raise typer.Exit(1)


def _examine(examination: Callable[[Parts], str], parts: Parts) -> tuple[bool, str]:
    try:
        return True, examination(parts)
    except KNOWN as error:
        return False, str(error)
    except (OSError, SQLAlchemyError, DatabaseDamaged, TransportError) as error:
        if fault_of(error).alarm is DAMAGED and examination is not _database:
            return False, "not known: the database is damaged"
        return False, problem_of(error)


def _mailbox(parts: Parts) -> str:
    with connect(parts.settings.mailbox, mailbox_password()) as connection:
        names = parts.settings.mailbox.folders
        told = [f"{name} {connection.status(name).messages} messages" for name in names]
        wrong = [incomplete_list(connection.select(name, readonly=True)) for name in names]
    if any(wrong):
        raise Ailing("; ".join(filter(None, wrong)))
    return f"logged in to {parts.settings.mailbox.host}; {', '.join(told)}"


def _senders(parts: Parts) -> str:
    settings = parts.settings
    try:
        with connect(settings.mailbox, mailbox_password()) as connection:
            heads = newest_heads(connection, settings.mailbox)
    except (MailboxError, ConfigError, IntakeError):
        return "not known while the mailbox cannot be read"
    stamped = authserv.examine(heads, settings.trust.authserv_id, settings.mailbox.host)
    found = [stamped, rewritten.examine(heads, parts.judge.rules.own_addresses)]
    told = "; ".join(each.text for each in found)
    if any(each.weight is authserv.Weight.WRONG for each in found):
        raise Ailing(told)
    return told


def _smtp(parts: Parts) -> str:
    return check_smtp(parts.settings.smtp, smtp_password(parts.settings))


def _database(parts: Parts) -> str:
    state = schema_state(parts.engine)
    if state is SchemaState.FRESH:
        return "none yet; `intake run` makes it"
    if state is not SchemaState.CURRENT:
        raise Ailing("it is of another version of this program: run `intake db upgrade`")
    require_sound(parts.engine)
    require_writable(parts.engine)
    return "sound, of this version, and can be written"


def _disk(parts: Parts) -> str:
    free, folder = least_free(parts)
    probe(parts)
    require_room(parts)
    if free < LITTLE_BYTES:
        raise Ailing(f"only {free / 1e9:.1f} GB free at {folder}: make room, or mail will have to wait")
    return f"{free / 1e9:.0f} GB free at {folder}, and can be written"


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
    found = register_in_force(parts.settings.agencies.register_, parts.engine, parts.contest)
    if found.problem:
        raise Ailing(f"{found.problem}: `intake register import FILE --dry-run` shows more")
    if not found.register:
        return "none; an agency counts as local by its legal type"
    return f"{len(found.register.agencies):,} agencies"


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


def _alarm(parts: Parts) -> str:
    alarm = parts.settings.alarm
    ways = [name for name, set_ in (("webhook", alarm.webhook), ("mail", alarm.email)) if set_]
    if not ways:
        return "none: what needs a person stands in the log alone; set [alarm] webhook or email"
    return f"by {' and '.join(ways)}; `intake doctor --alarm` sends a test"


def _test_alarm(parts: Parts) -> str:
    settings = parts.settings
    password = smtp_password(settings) if settings.alarm.email else None
    channels = channels_of(settings, parts.desk, password, now)
    if not channels:
        raise Ailing("there is nobody to tell: set [alarm] webhook or email")
    for channel in channels:
        channel.deliver([Notice(AlarmKind.TEST, "report", "intake doctor --alarm", now())])
    return f"a test was sent by {' and '.join(channel.name for channel in channels)}"


def _replies(parts: Parts) -> str:
    if schema_state(parts.engine) is not SchemaState.CURRENT:
        return "none yet"
    with reading(parts.engine) as session:
        since = breaker_of(session, parts.contest).open_since
        waiting = len(queue.behind_breaker(session, parts.contest))
        counts = queue.tally(session, parts.contest)
    if since:
        start = since.astimezone(parts.desk.zone)
        raise Ailing(
            f"held since {start:%Y-%m-%d %H:%M}: too many answers in an hour, perhaps a loop."
            f" {waiting} wait: see `intake outbox list --state held`, then `intake outbox release"
            " --breaker` or `intake outbox drop --breaker`"
        )
    told = ", ".join(f"{count} {state.value}" for state, count in sorted(counts.items())) or "none yet"
    untold = counts.keys() & {OutboxState.FAILED, OutboxState.UNCERTAIN}
    options = "".join(f" --state {state.value}" for state in sorted(untold))
    return f"{told}; who does not know, or may not: `intake outbox list{options}`" if untold else told


def _contest(parts: Parts) -> str:
    contest, moment = parts.settings.contest, now()
    first = schema_state(parts.engine) is SchemaState.FRESH
    return ". ".join([deadline.told(contest, moment), *deadline.doubts(contest, moment, first_start=first)])


EXAMINATIONS: dict[str, Callable[[Parts], str]] = {
    "contest": _contest,
    "mailbox": _mailbox,
    "senders": _senders,
    "smtp": _smtp,
    "database": _database,
    "disk": _disk,
    "parser": _parser,
    "scanner": _scanner,
    "texts": _texts,
    "register": _register,
    "clock": _clock,
    "replies": _replies,
    "alarm": _alarm,
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
