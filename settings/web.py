"""`[web]`: the staff's pages, and how far away their readers may be."""

from ipaddress import ip_address, ip_network
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from settings.values import Line, Port, Table

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_CURE = "put a proxy with https in front (docs/running.md), or use 127.0.0.1"


class Web(Table):
    """`[web]`: the staff's pages. Without https they are for this machine alone: others could read along."""

    enabled: bool = False
    host: Line = "127.0.0.1"
    port: Port = 8025
    public_url: Line = ""
    trusted_proxies: tuple[Line, ...] = ()
    session_hours: Annotated[int, Field(ge=1, le=24)] = 8
    idle_minutes: Annotated[int, Field(ge=5, le=24 * 60)] = 60

    @field_validator("public_url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        if not url:
            return url
        parts = urlsplit(url)
        bare = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
        if parts.scheme not in ("http", "https") or not parts.hostname or not bare:
            raise ValueError("must be an address without a path, such as https://desk.office.go.th")
        return f"{parts.scheme}://{parts.netloc.lower()}"

    @field_validator("trusted_proxies")
    @classmethod
    def _are_addresses(cls, proxies: tuple[str, ...]) -> tuple[str, ...]:
        try:
            return tuple(
                str(ip_network(proxy)) if "/" in proxy else str(ip_address(proxy)) for proxy in proxies
            )
        except ValueError:
            raise ValueError("must be addresses or networks, such as 127.0.0.1 or 10.1.0.0/24") from None

    @model_validator(mode="after")
    def _clear_text_stays_here(self) -> Self:
        if self.public_url and not self.is_https and urlsplit(self.public_url).hostname not in LOOPBACK:
            raise ValueError(f"public_url without https is only for this machine: {_CURE}")
        if self.is_https and not self.trusted_proxies:
            raise ValueError("a public_url with https needs trusted_proxies: the proxy that speaks it to us")
        if self.host not in LOOPBACK and not self.is_https:
            raise ValueError(f"host is not this machine's own, and the pages have no https: {_CURE}")
        return self

    @property
    def is_https(self) -> bool:
        """Whether browsers reach us over https."""
        return self.public_url.startswith("https://")

    @property
    def is_beyond(self) -> bool:
        """Whether the pages are for others than this machine."""
        return bool(self.public_url) and urlsplit(self.public_url).hostname not in LOOPBACK

    @property
    def address(self) -> str:
        """Where browsers find the pages."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"
