"""Reads a posted form once, within its limits, and knows whether it comes from a page of ours."""

import asyncio
import hmac
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from web import limits

_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
_OURS = ("same-origin", "none")
"""What browsers say of a form on a page of ours, and of one that the person himself sends again."""


def require_our_page(request: Request, origins: frozenset[str]) -> None:
    """Refuses what a page elsewhere makes a browser send. One of the two headers must be there."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    foreign = (site is not None and site not in _OURS) or (origin is not None and origin not in origins)
    if foreign or (site is None and origin is None):
        raise HTTPException(HTTPStatus.FORBIDDEN)


def origins_of(public_url: str) -> frozenset[str]:
    """The origin of the pages, as browsers spell it."""
    parts = urlsplit(public_url)
    return frozenset({f"{parts.scheme}://{parts.netloc}"})


async def read_form(request: Request) -> FormData:
    """The whole form; its files lie in temporary files, which `close` removes."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _TYPES:
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    try:
        async with asyncio.timeout(limits.FORM_SECONDS):
            return await request.form(
                max_files=limits.FILES, max_fields=limits.FIELDS, max_part_size=limits.FORM_BYTES
            )
    except TimeoutError:
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, headers={"Connection": "close"}) from None


def has_token(form: FormData, token: str) -> bool:
    """Whether the form was made for this visitor."""
    given = form.get("token")
    return isinstance(given, str) and hmac.compare_digest(given.encode(), token.encode())
