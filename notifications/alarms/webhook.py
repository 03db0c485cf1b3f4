"""`[alarm] webhook`: one small JSON document a notice, by HTTP POST.

    {"text": "…", "key": "disk", "state": "raised|lasts|over|report", "heading_th": "…", "heading_en": "…",
     "detail": "…", "since": "2023-07-31T09:30:00+00:00", "contest": "…"}

`text` is what chat services show. The address may hold a token: it stands in no log and in no exception.
"""

import json
from collections.abc import Sequence
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from notifications.alarms.book import Notice
from notifications.alarms.errors import NotDelivered
from notifications.alarms.words import cures, headings, told

SECONDS = 5.0


class _NoRedirects(HTTPRedirectHandler):
    """A redirect turns a POST into a GET, and may lead anywhere: the configured address must be the last."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


class Webhook:
    """The channel. `url` is http or https, as the settings have checked; certificates are verified."""

    name = "webhook"

    def __init__(self, url: str, contest: str) -> None:
        self._url, self._contest = url, contest
        self._opener = build_opener(_NoRedirects)

    def deliver(self, notices: Sequence[Notice]) -> None:
        """Posts each. Raises NotDelivered at the first that is not taken."""
        for notice in notices:
            self._post(json.dumps(document(notice, self._contest), ensure_ascii=False).encode())

    def _post(self, body: bytes) -> None:
        try:
            # Not outside the `try`: an address that cannot be used is repeated in the error.
            request = Request(  # noqa: S310 - the settings let no other scheme through
                self._url, body, {"Content-Type": "application/json; charset=utf-8"}
            )
            self._opener.open(request, timeout=SECONDS).close()
        except HTTPError as error:
            error.close()
            raise NotDelivered(f"its server answers {error.code}") from None
        except URLError as error:
            raise NotDelivered(_why(error.reason)) from None
        except (OSError, HTTPException, ValueError) as error:
            raise NotDelivered(_why(error)) from None


def document(notice: Notice, contest: str) -> dict[str, object]:
    """The notice as JSON."""
    thai, english = headings(notice)
    return {
        "text": "\n".join(line for line in (thai, english, told(notice), *cures(notice)) if line),
        "key": notice.key,
        "state": notice.state,
        "heading_th": thai,
        "heading_en": english,
        "detail": notice.text,
        "since": notice.since.isoformat(timespec="seconds"),
        "contest": contest,
    }


def _why(reason: object) -> str:
    if isinstance(reason, TimeoutError):
        return "its server does not answer in time"
    return (
        getattr(reason, "verify_message", None) or getattr(reason, "strerror", None) or type(reason).__name__
    )
