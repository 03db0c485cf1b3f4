"""The pages of the entrance: login, logout, language, and what was typed when a session had ended."""

import re
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from loguru import logger
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from storage.accounts import kept, sessions
from storage.accounts.accounts import required
from storage.engine import reading, writing
from web.entrance import cookies
from web.entrance.gate import entrance_of
from web.entrance.proof import BusyError, Claim, Refused, proven
from web.rendering import show
from web.views_log import Action, record
from web.visitor import visitor_of

_OF_OURS = re.compile(r"/(?![/\\])[^\x00-\x20\\]*")
"""A path on this server: `//host` and `/\\host` are read as other servers by browsers."""


def login(request: Request) -> Response:
    """Asks for name, password and code."""
    return _asked(request, "", HTTPStatus.OK)


def log_in(request: Request) -> Response:
    """Lets in whoever proves himself, under a new session."""
    entrance, form = entrance_of(request), request.state.form
    claim = Claim(
        _text(form, "name"),
        _text(form, "password"),
        _text(form, "code"),
        entrance.cookies.get(request, cookies.KNOWN),
    )
    try:
        found = proven(entrance, claim)
    except BusyError:
        raise HTTPException(HTTPStatus.TOO_MANY_REQUESTS) from None
    if isinstance(found, Refused):
        _note_refusal(request, found)
        return _asked(request, claim.name, HTTPStatus.FORBIDDEN)
    _end_session(request)
    answer = RedirectResponse(_onwards(request, found.name), HTTPStatus.SEE_OTHER)
    entrance.cookies.put(answer, cookies.SESSION, found.token)
    entrance.cookies.put(answer, cookies.KNOWN, found.known, stays=True)
    record(request, Action.LOGIN, "", name=found.name)
    return answer


def _note_refusal(request: Request, found: Refused) -> None:
    """A name that nobody bears is not written down: people type their password there."""
    if found.seen:
        logger.warning("web: a login was refused, from {}", request.client.host if request.client else "-")
    if found.name:
        record(request, Action.LOGIN_FAILED, "", name=found.name)


def log_out(request: Request) -> Response:
    """Ends the session, here and on the server."""
    _end_session(request)
    record(request, Action.LOGOUT, "")
    answer = RedirectResponse("/login", HTTPStatus.SEE_OTHER)
    entrance_of(request).cookies.drop(answer, cookies.SESSION)
    return answer


def language(request: Request) -> Response:
    """Changes the language of the pages, and goes back to the one it was asked from."""
    chosen = "en" if _text(request.state.form, "language") == "en" else "th"
    came = urlsplit(request.headers.get("referer", ""))
    back = f"{came.path}?{came.query}" if came.query else came.path
    answer = RedirectResponse(_path_of_ours(back), HTTPStatus.SEE_OTHER)
    entrance_of(request).cookies.put(answer, cookies.LANGUAGE, chosen, stays=True)
    return answer


def lasting(request: Request) -> Response:
    """When the session ends now: to ask is to go on with it."""
    ends = request.state.session_ends_at
    return JSONResponse({"ends": ends.isoformat(), "now": entrance_of(request).clock().isoformat()})


def typed(request: Request) -> Response:
    """Shows what was typed into a form that came too late. It is sent again by its person alone."""
    entrance = entrance_of(request)
    with reading(entrance.parts.engine) as session:
        account = required(session, visitor_of(request).name)
        row = kept.kept_of(session, account.id, entrance.clock())
    if row is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return show(request, "entrance/kept.html", {"to": row.path, "fields": row.fields})


def forget_typed(request: Request) -> Response:
    """Forgets it."""
    with writing(entrance_of(request).parts.engine) as session:
        kept.forget(session, required(session, visitor_of(request).name).id)
    return RedirectResponse("/", HTTPStatus.SEE_OTHER)


def _asked(request: Request, name: str, status: int) -> Response:
    entrance, knock = entrance_of(request), ""
    visitor = getattr(request.state, "visitor", None)
    if not (visitor or entrance.cookies.get(request, cookies.KNOCK)):
        knock = cookies.new_knock()
    token = entrance.token_for(knock) if knock else entrance.stranger_token(request)
    values = {
        "name": name,
        "failed": status != HTTPStatus.OK,
        "next": _path_of_ours(_from(request, "next")),
        "kept": _from(request, "kept") == "1",
        "token": visitor.token if visitor else token,
        "code_needed": entrance.settings.is_beyond,
    }
    answer = show(request, "entrance/login.html", values, status)
    if knock:
        entrance.cookies.put(answer, cookies.KNOCK, knock)
    return answer


def _end_session(request: Request) -> None:
    """The one that the browser has come with: an identifier that others may know is worth nothing then."""
    entrance = entrance_of(request)
    if token := entrance.cookies.get(request, cookies.SESSION):
        with writing(entrance.parts.engine) as session:
            sessions.end(session, token, entrance.clock())


def _onwards(request: Request, name: str) -> str:
    """Where he wanted to go; to what he had typed, where it was kept for him."""
    entrance, form = entrance_of(request), request.state.form
    if _text(form, "kept") == "1":
        with reading(entrance.parts.engine) as session:
            account = required(session, name)
            if kept.kept_of(session, account.id, entrance.clock()) is not None:
                return "/kept"
    return _path_of_ours(_text(form, "next"))


def _path_of_ours(path: str) -> str:
    return quote(path, safe="/?&=%#+,;:@!$'()*~-._") if _OF_OURS.fullmatch(path) else "/"


def _from(request: Request, field: str) -> str:
    """A field of the form that has come, or of the address."""
    form = getattr(request.state, "form", None)
    return _text(form, field) if form is not None else request.query_params.get(field, "")


def _text(form: FormData, field: str) -> str:
    value = form.get(field, "")
    return value if isinstance(value, str) else ""
