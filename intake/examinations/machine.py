"""Tries what lies on this machine: the database, the disks, the parser, the clock."""

from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from intake.backups import OLD
from intake.examinations.ailing import Ailing
from parsers.process import Parser
from parsers.scan import ScannerUnavailableError, ping
from runtime.clock import now
from runtime.disk_space import LITTLE_BYTES, least_free, probe, require_room
from runtime.parts import Parts
from runtime.rights import refusal
from storage.backup.generations import generations
from storage.backup.restoring import BROKEN_OFF, is_broken_off
from storage.chain.counters import counter_of
from storage.dialects import of
from storage.engine import reading, require_sound, require_writable
from storage.entries.numbers import RECOVER_FIRST
from storage.schema import SchemaState, database_file, place_of, schema_state
from storage.tables import Event

_BUILT = datetime(2026, 1, 1, tzinfo=UTC)


def database(parts: Parts) -> str:
    """Whether it is sound, of this version, and can be written."""
    if is_broken_off(parts.settings.storage.beside):
        raise Ailing(BROKEN_OFF)
    state = schema_state(parts.engine)
    if state is SchemaState.FRESH:
        return f"none yet; `intake run` makes it: {place_of(parts.engine)}"
    if state is not SchemaState.CURRENT:
        raise Ailing("it is of another version of this program: run `intake db upgrade`")
    with reading(parts.engine) as session:
        if counter_of(session, parts.contest).restored_at is not None:
            raise Ailing(RECOVER_FIRST)
        if problem := of(parts.engine.dialect.name).problem(session.connection()):
            raise Ailing(problem)
    require_sound(parts.engine)
    require_writable(parts.engine)
    return f"sound, of this version, and can be written: {place_of(parts.engine)}"


def refusal_of_database(parts: Parts) -> str:
    """Why this account may not use it; empty where it may."""
    file = database_file(parts.engine)
    return refusal(file) if file else ""


def disk(parts: Parts) -> str:
    """Whether there is room, and whether it can be written."""
    free, folder = least_free(parts)
    probe(parts)
    require_room(parts)
    if free < LITTLE_BYTES:
        raise Ailing(f"only {free / 1e9:.1f} GB free at {folder}: make room, or mail will have to wait")
    return f"{free / 1e9:.0f} GB free at {folder}, and can be written; the files of mail: {parts.files.place}"


def backup(parts: Parts) -> str:
    """Whether there is one of late."""
    settings = parts.settings.backup
    if settings.folder is None:
        return "none is made by itself: set [backup] folder"
    made = generations(settings.folder)
    if not made:
        raise Ailing(f"there is none in {settings.folder} yet; `intake backup` makes one")
    age = now() - made[-1].made_at
    told = f"the last of {len(made)} in {settings.folder} is {made[-1].path.name}"
    if age > OLD * timedelta(hours=settings.every_hours):
        raise Ailing(f"{told}, {age.days} days old; try `intake backup`")
    return told


def parser(parts: Parts) -> str:
    """Whether its process starts, and what holds its children."""
    with Parser(parts.settings.limits) as parser:
        parser.start()
        return f"its process starts; children are held to: {parser.confinement}"


def scanner(parts: Parts) -> str:
    """Whether the virus scanner answers, if there is one."""
    address = parts.settings.clamav.socket
    if not address:
        return "none; files are not scanned for viruses"
    try:
        return ping(address)
    except ScannerUnavailableError as error:
        raise Ailing(f"{error}; until it does, no mail is judged") from None


def clock(parts: Parts) -> str:
    """Whether it goes behind what is recorded already."""
    moment = now()
    latest = _BUILT
    if schema_state(parts.engine) is SchemaState.CURRENT:
        with reading(parts.engine) as session:
            last = session.exec(select(Event.at).order_by(col(Event.id).desc()).limit(1)).first()
            latest = last or _BUILT
    if moment + timedelta(minutes=1) < latest:
        raise Ailing(f"it says {moment:%Y-%m-%d %H:%M} UTC, which is before what is recorded already: set it")
    return f"{moment.astimezone(parts.desk.zone):%Y-%m-%d %H:%M:%S %Z}"
