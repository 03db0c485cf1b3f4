"""What is served where the records cannot be opened: how the daemon is, and one plain word for all else."""

from collections.abc import Callable
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from web.headers import SafeHeaders
from web.health import Heard

_DOWN = HTTPStatus.SERVICE_UNAVAILABLE
_WORDS = (
    "ขณะนี้เปิดฐานข้อมูลไม่ได้ ยังไม่มีสิ่งใดสูญหาย โปรดแจ้งผู้ดูแลระบบ\n"
    "The records cannot be opened; nothing is lost by that. Tell an admin.\n"
)


def bare(heard: Heard, fault: str, *, https: bool) -> ASGIApp:
    """The application without records. `fault` is the kind of alarm that keeps them shut."""
    routes = [
        Route("/healthz", _health(heard, fault)),
        Route("/{path:path}", _closed, methods=["GET", "POST"]),
    ]
    return SafeHeaders(Starlette(routes=routes), https=https)


def _health(heard: Heard, fault: str) -> Callable[[Request], Response]:
    def healthz(_: Request) -> Response:
        """The daemon may not have met the fault yet."""
        return JSONResponse({**heard.document(), "status": "down", "storage": fault}, _DOWN)

    return healthz


def _closed(_: Request) -> Response:
    return PlainTextResponse(_WORDS, _DOWN)
