"""What a visitor reads where he gets no page: what is wrong and what to do, never his own words back."""

from http import HTTPStatus

from loguru import logger
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from runtime.faults import OUR_FAULTS, problem_of
from web.rendering import show
from web.site import site_of

_OTHER = (
    "ดำเนินการไม่สำเร็จ โปรดย้อนกลับแล้วลองใหม่",
    "That did not work. Go back, and try again.",
)
WORDS: dict[int, tuple[str, str]] = {
    HTTPStatus.BAD_REQUEST: (
        "คำขอไม่ถูกต้อง โปรดย้อนกลับแล้วลองใหม่",
        "That request cannot be read. Go back, and try again.",
    ),
    HTTPStatus.FORBIDDEN: (
        "บัญชีนี้ไม่มีสิทธิ์ทำรายการนี้ หรือหน้านี้เปิดไว้นานเกินไป โปรดเปิดหน้าใหม่ หรือติดต่อผู้ดูแลระบบ",
        "This account may not do that, or the page has grown old. Open it anew, or ask an admin.",
    ),
    HTTPStatus.NOT_FOUND: ("ไม่พบหน้านี้", "There is no such page."),
    HTTPStatus.METHOD_NOT_ALLOWED: ("หน้านี้ไม่รับคำสั่งเช่นนั้น", "This page takes no such request."),
    HTTPStatus.REQUEST_TIMEOUT: (
        "ส่งข้อมูลช้าเกินไป โปรดลองใหม่",
        "What was sent came too slowly. Try again.",
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "ข้อมูลหรือไฟล์ที่ส่งมีขนาดใหญ่เกินไป",
        "What was sent is too large.",
    ),
    HTTPStatus.TOO_MANY_REQUESTS: (
        "มีการเข้าสู่ระบบมากเกินไปในขณะนี้ โปรดรอสักครู่",
        "Too many log in at this moment. Wait a little.",
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "โปรแกรมทำงานผิดพลาด ไม่มีสิ่งใดถูกบันทึก โปรดแจ้งผู้ดูแลระบบ",
        "A mistake of the program; nothing was recorded. Tell an admin.",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "ระบบไม่ว่างชั่วขณะ ไม่มีสิ่งใดถูกบันทึก โปรดลองใหม่ในอีกสักครู่",
        "The records are busy or out of reach; nothing was recorded. Try again in a moment.",
    ),
}


def refused(request: Request, error: Exception) -> Response:
    """The page of a refusal that the guard, the router or a page has raised."""
    if not isinstance(error, HTTPException):
        return failed(request, error)
    answer = _page(request, error.status_code)
    answer.headers.update(error.headers or {})
    return answer


def failed(request: Request, error: Exception) -> Response:
    """The page of a fault of ours; the log has it whole. No form's content is written there."""
    if isinstance(error, OUR_FAULTS):
        logger.error("web: {} {}: {}", request.method, request.url.path, problem_of(error))
        # SQLite opens for reading alone what it may not write, and would keep it so when it may again.
        site_of(request).parts.engine.dispose()
        return _page(request, HTTPStatus.SERVICE_UNAVAILABLE)
    logger.opt(exception=error).error(
        "web: {} {}: a mistake of the program", request.method, request.url.path
    )
    return _page(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def _page(request: Request, status: int) -> Response:
    thai, english = WORDS.get(status, _OTHER)
    return show(request, "refusal.html", {"thai": thai, "english": english}, status)
