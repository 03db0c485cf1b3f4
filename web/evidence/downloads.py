"""Files and pictures of an entry. A file is only ever a download, named as its sender named it."""

import re
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from screening.roles import is_identity_card
from storage.accounts.roles import StaffRole
from storage.codec import file_of, was_erased
from storage.engine import reading
from storage.pictures import pictures_of
from storage.shelves.shelf import Shelf
from storage.tables import DecisionRow, Entry, StoredFile
from web.rendering import missing, refused
from web.site import Site, site_of
from web.views_log import Action, record
from web.visitor import visitor_of

_SANDBOX = "sandbox; default-src 'none'"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_MOST_PAGES = 500
_SHA256 = re.compile(r"[0-9a-f]{64}")


def picture(request: Request) -> Response:
    """The small JPEG of a form's first page, which our own child drew."""
    site, digest = site_of(request), request.path_params["digest"]
    with reading(site.parts.engine) as session:
        rows = rows_of_entry(session, site, request.path_params["reference"])
        pictures = pictures_of(session, {row.sha256 for row in rows if not was_erased(row)})
    if digest not in pictures.values():
        return missing(request)
    if not _is_there(site, digest):
        return missing(request)
    record(request, Action.PICTURE, request.path_params["reference"])
    return _sent(site.parts.files.files, digest, media_type="image/jpeg")


def file(request: Request) -> Response:
    """A file as it came. One with malware is never handed out, a copy of an identity card only to admins."""
    site, digest = site_of(request), request.path_params["digest"]
    with reading(site.parts.engine) as session:
        rows = [
            row
            for row in rows_of_entry(session, site, request.path_params["reference"])
            if row.sha256 == digest
        ]
    if not rows or not _is_there(site, digest):
        return missing(request)
    if any(row.content.get("malware") for row in rows):
        return refused(
            request, ("ไฟล์นี้มีมัลแวร์ จึงไม่ให้ดาวน์โหลด", "This file holds malware, and is never handed out.")
        )
    is_card = any(is_identity_card(file_of(row)) for row in rows)
    if is_card and visitor_of(request).role is not StaffRole.ADMIN:
        told = (
            "สำเนาบัตรประจำตัวประชาชนเปิดได้เฉพาะผู้ดูแลระบบ",
            "A copy of an identity card is for administrators only.",
        )
        return refused(request, told)
    record(request, Action.DOWNLOAD, request.path_params["reference"])
    return download(site.parts.files.files, digest, rows[-1].name or digest)


def page(request: Request) -> Response:
    """A page of a form, or the pictures in a deck on one sheet, drawn when it is asked for."""
    site, digest = site_of(request), request.path_params["digest"]
    with reading(site.parts.engine) as session:
        rows = [
            row
            for row in rows_of_entry(session, site, request.path_params["reference"])
            if row.sha256 == digest
        ]
    hidden = any(row.content.get("malware") or is_identity_card(file_of(row)) for row in rows)
    if not rows or hidden or not _is_there(site, digest):
        return missing(request)
    record(request, Action.PICTURE, request.path_params["reference"])
    drawn = site.mails.picture(digest, min(request.path_params["number"], _MOST_PAGES))
    return missing(request) if drawn is None else Response(drawn, media_type="image/jpeg")


def download(shelf: Shelf, digest: str, name: str) -> Response:
    """A stored file as an attachment that no browser opens as a page. Headers refuse control characters."""
    return _sent(
        shelf,
        digest,
        media_type="application/octet-stream",
        filename=_CONTROL.sub("_", name)[:200],
        content_disposition_type="attachment",
        headers={"Content-Security-Policy": _SANDBOX},
    )


def sent_once(site: Site, name: str, write: Callable[[Path], object]) -> Response:
    """A file that `write` makes when it is asked for, as an attachment; it is gone once it was sent."""
    folder = Path(tempfile.mkdtemp(dir=site.parts.files.root / "tmp"))
    try:
        write(folder / name)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return FileResponse(
        folder / name,
        media_type="application/octet-stream",
        filename=name,
        content_disposition_type="attachment",
        headers={"Content-Security-Policy": _SANDBOX},
        background=BackgroundTask(shutil.rmtree, folder, ignore_errors=True),
    )


def rows_of_entry(session: Session, site: Site, reference: str) -> list[StoredFile]:
    """Every file of the entry, by whatever judgement: what has left it is still found where it was."""
    query = (
        select(StoredFile)
        .join(DecisionRow, col(DecisionRow.id) == col(StoredFile.decision_id))
        .join(Entry, col(Entry.id) == col(DecisionRow.entry_id))
        .where(Entry.contest == site.parts.contest, Entry.reference == reference)
        .order_by(col(StoredFile.id))
    )
    return list(session.exec(query))


def _is_there(site: Site, digest: str) -> bool:
    """False for what is no hash, too."""
    return _SHA256.fullmatch(digest) is not None and site.parts.files.files.has(digest)


def _sent(shelf: Shelf, digest: str, **how: Any) -> Response:
    """The file itself, on this machine until it is sent."""
    with ExitStack() as held:
        path = held.enter_context(shelf.checkout(digest))
        return FileResponse(path, background=BackgroundTask(held.pop_all().close), **how)
