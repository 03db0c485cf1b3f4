"""Stands before every page: who asks, whether he may, and whether his form comes from a page of ours."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from web.forms import has_token, read_form, require_our_page
from web.page import Page
from web.refusals import failed
from web.visitor import Visitor


class Gate(Protocol):
    """Knows the visitors. Its methods may read records and wait."""

    origins: frozenset[str]
    """The origins under which browsers know our pages."""

    def visitor(self, request: Request) -> Visitor | None:
        """Who asks, if he is logged in."""

    def stranger_token(self, request: Request) -> str:
        """What a form must carry that is for anybody."""

    def was_here(self, request: Request) -> bool:
        """Whether it is the session of a person, which has ended by itself."""

    def turn_away(self, request: Request, form: FormData | None) -> Response:
        """To the login. What was typed into `form` is kept where it is certain whose it is."""

    def grown_old(self, request: Request, form: FormData) -> Response:
        """The answer to a form that does not carry what it must: nothing is done."""


def guarded(page: Page, gate: Gate) -> Callable[[Request], Awaitable[Response]]:
    """What answers a request for the page."""

    async def answer(request: Request) -> Response:
        try:
            if page.method == "POST":
                return await _posted(request, page, gate)
            visitor = None if page.blind else await run_in_threadpool(gate.visitor, request)
            if visitor is None and page.least is not None:
                return await run_in_threadpool(gate.turn_away, request, None)
            _let_in(request, visitor, page)
            return await run_in_threadpool(page.answer, request)
        except HTTPException:
            raise
        except ClientDisconnect:
            return Response(status_code=HTTPStatus.BAD_REQUEST)
        except Exception as error:
            return await run_in_threadpool(failed, request, error)

    return answer


async def _posted(request: Request, page: Page, gate: Gate) -> Response:
    require_our_page(request, gate.origins)
    visitor = await run_in_threadpool(gate.visitor, request)
    # Before its form is read: what a stranger, or one who may not, sends is not even taken in.
    if visitor is not None or page.least is None:
        _let_in(request, visitor, page)
    elif not await run_in_threadpool(gate.was_here, request):
        return await run_in_threadpool(gate.turn_away, request, None)
    form = await read_form(request)
    try:
        if visitor is None and page.least is not None:
            return await run_in_threadpool(gate.turn_away, request, form)
        if not has_token(form, visitor.token if visitor else gate.stranger_token(request)):
            return await run_in_threadpool(gate.grown_old, request, form)
        request.state.form = form
        return await run_in_threadpool(page.answer, request)
    finally:
        await form.close()


def _let_in(request: Request, visitor: Visitor | None, page: Page) -> None:
    """Raises HTTPException where the visitor's role is too small."""
    if visitor is not None:
        request.state.visitor = visitor
    if page.least is not None and (visitor is None or not visitor.role.covers(page.least)):
        raise HTTPException(HTTPStatus.FORBIDDEN)
