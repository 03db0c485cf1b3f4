"""The application: the pages of the route table, each behind the guard, and nothing else."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from web.guard import Gate, guarded
from web.headers import SafeHeaders
from web.limits import STRANGER_BYTES, UPLOAD_BYTES
from web.page import Page
from web.refusals import failed, refused
from web.site import Site

_STATIC = Path(__file__).with_name("static")


class _Application(Starlette):
    """Starlette, whose outermost layer are the safe headers: its own errors have them as well."""

    def __init__(self, routes: Sequence[BaseRoute], *, https: bool) -> None:
        super().__init__(
            routes=routes,
            exception_handlers={HTTPException: refused, Exception: failed},
            max_body_size=UPLOAD_BYTES,
        )
        # An address stands for one page: none is guessed from another by a slash more or less.
        self.router.redirect_slashes = False
        self._https = https

    def build_middleware_stack(self) -> ASGIApp:
        """As Starlette's, within the headers."""
        return SafeHeaders(super().build_middleware_stack(), https=self._https)


class _Static(StaticFiles):
    """Style and scripts. A browser keeps them, and asks each time whether they are still the same."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """As Starlette's."""
        answer = super().file_response(*args, **kwargs)
        answer.headers["Cache-Control"] = "no-cache"
        return answer


def application(site: Site, gate: Gate, pages: Iterable[Page], *, https: bool = False) -> Starlette:
    """The pages behind `gate`. Another path is 404, another method 405, whoever asks."""
    _require_distinct(pages := tuple(pages))
    routes: list[BaseRoute] = [_route(page, gate) for page in pages]
    routes.append(Mount("/static", _Static(directory=_STATIC)))
    app = _Application(routes, https=https)
    app.state.site = site
    return app


def _route(page: Page, gate: Gate) -> Route:
    most = STRANGER_BYTES if page.least is None else None
    return Route(page.path, guarded(page, gate), methods=[page.method], max_body_size=most)


def _require_distinct(pages: Sequence[Page]) -> None:
    """Two pages at one place: the second would be guarded as the first is. A mistake of ours."""
    places = [(page.method, page.path) for page in pages]
    if len(places) != len(set(places)):
        raise ValueError("two pages have the same method and path")
