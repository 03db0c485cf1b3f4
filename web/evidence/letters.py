"""Our letters as they were sent, and mails as they came."""

from sqlmodel import select
from starlette.requests import Request
from starlette.responses import Response

from review.mails import letter_text
from storage.engine import reading
from storage.tables import Message, Outbox
from web.evidence.downloads import download
from web.rendering import missing, show
from web.site import site_of


def letter(request: Request) -> Response:
    """One letter, exactly as its recipient reads it."""
    site = site_of(request)
    with reading(site.parts.engine) as session:
        query = select(Outbox).where(
            Outbox.id == request.path_params["number"], Outbox.contest == site.parts.contest
        )
        found = session.exec(query).first()
    if found is None:
        return missing(request)
    return show(
        request, "letter.html", {"letter": found, "text": letter_text(found.data) if found.data else ""}
    )


def raw_mail(request: Request) -> Response:
    """A mail byte for byte as it came, to be opened with care."""
    site = site_of(request)
    with reading(site.parts.engine) as session:
        query = select(Message).where(
            Message.id == request.path_params["number"], Message.contest == site.parts.contest
        )
        found = session.exec(query).first()
    path = site.parts.files.raw.path(found.digest) if found else None
    if found is None or path is None or not path.is_file():
        return missing(request)
    return download(path, f"{found.id}.eml")
