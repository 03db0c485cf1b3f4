"""Refuses requests under another name than ours: a page elsewhere could else read ours (DNS rebinding)."""

from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from settings.web import LOOPBACK, Web

WATCHED = ("/healthz", "/metrics")
"""What programs on this machine ask for without the proxy."""


class OurHosts:
    """Lets through what asks for `public_url`, or for this machine where there is none."""

    def __init__(self, app: ASGIApp, settings: Web) -> None:
        self._app = app
        target = urlsplit(settings.address)
        usual = {"https": 443, "http": 80}[target.scheme]
        here = {f"[{name}]" if ":" in name else name for name in LOOPBACK}
        self._here = {f"{name}:{settings.port}" for name in here}
        self._ours = {target.netloc, *([f"{target.netloc}:{usual}"] if target.port is None else [])}
        if not settings.is_beyond:
            self._ours |= self._here

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as the application does."""
        host = Headers(scope=scope).get("host", "").lower()
        if host in self._ours or (host in self._here and scope["path"] in WATCHED):
            await self._app(scope, receive, send)
        else:
            refusal = PlainTextResponse("unknown host", HTTPStatus.BAD_REQUEST)
            await refusal(scope, receive, send)
