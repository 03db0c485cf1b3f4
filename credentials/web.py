"""Asks a token server over https. Both libraries go through it: the same time-outs, one line an error."""

import http.client
import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, OpenerDirector, Request, build_opener

from credentials.errors import CredentialFault

SILENCE_SECONDS = 15.0
WHOLE_SECONDS = 30.0
MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in JSON, by the names that both libraries look for."""

    status_code: int
    text: str = field(repr=False)
    headers: dict[str, str] = field(repr=False)

    @property
    def status(self) -> int:
        """As google-auth calls it."""
        return self.status_code

    @property
    def data(self) -> bytes:
        """As google-auth calls it."""
        return self.text.encode()

    @property
    def json(self) -> dict[str, Any]:
        """The object in it."""
        read = json.loads(self.text)
        return read if isinstance(read, dict) else {}


class Web:
    """The HTTP client of msal (`get`, `post`) and of google-auth (called). Raises CredentialFault."""

    def __init__(self, provider: str) -> None:
        self._provider = provider

    def get(self, url: str, params: Mapping[str, str] | None = None, **options: Any) -> Answer:
        """As msal calls it."""
        query = f"?{urlencode(params)}" if params else ""
        return self._ask("GET", url + query, None, options.get("headers"))

    def post(self, url: str, data: Any = None, **options: Any) -> Answer:
        """As msal calls it: `data` is a form, or its text."""
        if isinstance(data, Mapping):
            data = urlencode({name: value for name, value in data.items() if value is not None})
        return self._ask("POST", url, (data or "").encode(), options.get("headers"))

    def close(self) -> None:
        """Nothing is kept open."""

    def __call__(self, url: str, method: str = "GET", body: Any = None, **options: Any) -> Answer:
        """As google-auth calls it."""
        return self._ask(method, url, body, options.get("headers"))

    def _ask(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str] | None) -> Answer:
        host = urlsplit(url).hostname
        if not url.startswith("https://"):  # it names its own addresses, and may be wrong about them
            told = f"{self._provider}: {host} sends us to an address without https; nothing was sent there"
            raise CredentialFault(f"{told}. Check [oauth2] authority.", lasting=True)
        request = Request(url, body, dict(headers or {}), method=method)  # noqa: S310 - https, as just seen
        request.add_header("Accept", "application/json")
        try:
            answer = _read(_opener(), request)
        except (OSError, http.client.HTTPException, ValueError) as error:
            told = f"{self._provider}: its token server {host} cannot be reached: {_why(error)}"
            raise CredentialFault(f"{told}. Check the network and its proxy.", lasting=False) from None
        if answer.status_code == 429 or answer.status_code >= 500:
            told = f"{self._provider}: its token server {host} is out of order or busy ({answer.status_code})"
            raise CredentialFault(f"{told}. It is asked again.", lasting=False)
        try:
            json.loads(answer.text)
        except ValueError:
            told = f"{self._provider}: {host} answers with a page, not with a token ({answer.status_code})"
            cure = "Check [oauth2] authority, and whether a proxy of the office stands in between"
            raise CredentialFault(f"{told}. {cure}.", lasting=False) from None
        return answer


class _Stay(HTTPRedirectHandler):
    """A token server sends nobody elsewhere; what was posted would go along."""

    def redirect_request(self, *_: Any) -> None:
        """Follows none: the redirection itself is the answer."""


def _opener() -> OpenerDirector:
    return build_opener(_Stay, HTTPSHandler(context=ssl.create_default_context()))


def _read(opener: OpenerDirector, request: Request) -> Answer:
    end = time.monotonic() + WHOLE_SECONDS
    try:
        response = opener.open(request, timeout=SILENCE_SECONDS)
    except HTTPError as refusal:  # an answer like any other
        response = refusal
    with response:
        body = b""
        while piece := response.read1(65_536):
            body += piece
            if len(body) > MOST_BYTES or time.monotonic() > end:
                raise TimeoutError("its answer does not end")
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, body.decode("utf-8", "replace"), headers)


def _why(error: Exception) -> str:
    cause = error.reason if isinstance(error, URLError) else error
    match cause:
        case ssl.SSLCertVerificationError():
            return f"its certificate is not trusted ({cause.verify_message})"
        case TimeoutError():
            return "no answer in time"
        case OSError():
            return cause.strerror or type(cause).__name__
    return type(cause).__name__
