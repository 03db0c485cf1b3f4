"""Tables and accounts as downloads: made when they are asked for, logged, and kept nowhere."""

import shutil
import tempfile
from http import HTTPStatus
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from exports.choice import Choice
from exports.making import Order, make
from exports.names import safe
from review.titles import Title
from settings.errors import IntakeError
from web.desk.fields import text
from web.evidence.downloads import SANDBOX
from web.rendering import refused
from web.site import site_of
from web.views_log import Action, record
from web.visitor import visitor_of

TABLES: dict[str, Title] = {
    "xlsx": ("ทุกตาราง (Excel)", "All tables (Excel)"),
    **{
        each.value: title
        for each, title in {
            Choice.LOG: ("ทะเบียนอีเมล (CSV)", "The log (CSV)"),
            Choice.ENTRIES: ("ผลงาน (CSV)", "The entries (CSV)"),
            Choice.NUMBERS: ("ทะเบียนเลขรับ (CSV)", "The register of numbers (CSV)"),
            Choice.DISCRETION: ("การใช้ดุลพินิจ (CSV)", "The list of discretion (CSV)"),
            Choice.HANDED_OUT: ("การส่งออกข้อมูล (CSV)", "What was handed out (CSV)"),
        }.items()
    },
}
"""What can be asked for of the whole contest."""
OF_ONE: dict[str, Title] = {
    "html": ("บัญชีผลงานหนึ่งหน้า", "Its account on one page"),
    "zip": ("หลักฐานทั้งหมด (zip)", "All its evidence (zip)"),
}
"""And of one entry."""
_NOT_KNOWN: Title = ("ไม่มีรายการนี้", "There is nothing of that name.")


def hand_out(request: Request) -> Response:
    """One of them, as a file; it is gone from our disk once it has been sent."""
    site, form = site_of(request), request.state.form
    what, reference = text(form, "what"), text(form, "reference").upper()
    if what not in (OF_ONE if reference else TABLES):
        return refused(request, _NOT_KNOWN, HTTPStatus.UNPROCESSABLE_ENTITY)
    tables = (Choice(what),) if what in set(Choice) else ()
    ending = "csv" if tables else what
    name = safe(reference or (what if tables else site.parts.contest), f".{ending}")
    folder = Path(tempfile.mkdtemp(dir=site.parts.files.root / "tmp"))
    try:
        order = Order(folder / name, tables, reference)
        make(site.parts, order, visitor_of(request).name)
    except IntakeError as error:
        shutil.rmtree(folder, ignore_errors=True)
        return refused(request, (str(error), str(error)), HTTPStatus.UNPROCESSABLE_ENTITY)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    record(request, Action.EXPORT, reference or what)
    return FileResponse(
        folder / name,
        media_type="application/octet-stream",
        filename=name,
        content_disposition_type="attachment",
        headers={"Content-Security-Policy": SANDBOX},
        background=BackgroundTask(shutil.rmtree, folder, ignore_errors=True),
    )
