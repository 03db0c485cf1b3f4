"""Alarms in their words, the letters' pause, a look into the mailbox."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from sqlmodel import Session, func, select
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from review.titles import Title
from runtime.disk_space import least_free
from storage import switches as turning
from storage.accounts.roles import StaffRole
from storage.engine import reading, writing
from storage.outbox.breaker import breaker_of
from storage.switches import ask_look, pause_of, switches_of
from storage.tables import Message, Outbox
from web.desk.fields import text
from web.rendering import show
from web.site import site_of
from web.visitor import visitor_of

_DONE: dict[str, Title] = {
    "look": ("จะดูกล่องจดหมายโดยเร็วที่สุด", "the mailbox will be looked into as soon as can be"),
    "pause": ("พักการส่งจดหมายแล้ว", "letters are paused"),
    "resume": ("ส่งจดหมายต่อแล้ว", "letters go out again"),
}
"""What was done, said afterwards."""


def machine(request: Request) -> Response:
    """How the daemon does, as far as the records and its alarms say."""
    site = site_of(request)
    contest = site.parts.contest
    with reading(site.parts.engine) as session:
        switches = switches_of(session, contest)
        pause = pause_of(session, contest) if switches.paused_since else None
        breaker = breaker_of(session, contest)
        query = select(func.max(Message.first_seen_at)).where(Message.contest == contest)
        last_mail = session.exec(query).first()
        query_sent = select(func.max(Outbox.sent_at)).where(Outbox.contest == contest)
        last_letter = session.exec(query_sent).first()
    free, folder = least_free(site.parts)
    values = {
        "switches": switches,
        "pause": pause,
        "done": _DONE.get(request.query_params.get("done", "")),
        "breaker": breaker,
        "last_mail": last_mail,
        "last_letter": last_letter,
        "free": free,
        "folder": folder.name,
        "approver": StaffRole.APPROVER,
    }
    return show(request, "machine.html", values)


def pause_letters(request: Request) -> Response:
    """No letter goes out from here on."""
    return _switched(request, turning.pause, "pause")


def resume_letters(request: Request) -> Response:
    """What waits goes out."""
    return _switched(request, turning.resume, "resume")


def look_now(request: Request) -> Response:
    """The daemon looks into the mailbox as soon as it can."""
    site = site_of(request)
    with writing(site.parts.engine) as session:
        ask_look(session, site.parts.contest, site.now)
    return RedirectResponse("/machine?done=look", HTTPStatus.SEE_OTHER)


Switch = Callable[[Session, str, str, str, datetime], bool]


def _switched(request: Request, switch: Switch, done: str) -> Response:
    site, why = site_of(request), text(request.state.form, "why")
    with writing(site.parts.engine) as session:
        switch(session, site.parts.contest, visitor_of(request).name, why, site.now)
    return RedirectResponse(f"/machine?done={done}", HTTPStatus.SEE_OTHER)
