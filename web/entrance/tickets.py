"""Coming in by a link that works once: the demonstration prints one. On this machine alone."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from storage.accounts import sessions
from storage.engine import writing
from web.entrance import cookies
from web.entrance.gate import Entrance, entrance_of
from web.rendering import show
from web.views_log import Action, record


def ticket(request: Request) -> Response:
    """Asks before the link is used up: whatever looks at addresses by itself does not press a button."""
    entrance = _on_this_machine(request)
    knock = cookies.new_knock()
    answer = show(request, "entrance/ticket.html", {"token": entrance.token_for(knock)})
    entrance.cookies.put(answer, cookies.KNOCK, knock)
    return answer


def use_ticket(request: Request) -> Response:
    """Lets its person in."""
    entrance = _on_this_machine(request)
    with writing(entrance.parts.engine) as session:
        account = sessions.redeem(session, request.path_params["ticket"], entrance.clock())
        if account is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        name, token = account.name, sessions.begin(session, account, entrance.clock())
    answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    entrance.cookies.put(answer, cookies.SESSION, token)
    record(request, Action.LOGIN, "", name=name)
    return answer


def _on_this_machine(request: Request) -> Entrance:
    """Raises HTTPException where the pages are read from afar: there a second factor is demanded."""
    entrance = entrance_of(request)
    if entrance.settings.is_beyond:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return entrance
