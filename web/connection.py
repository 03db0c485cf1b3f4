"""uvicorn's HTTP/1.1 connection, with the bounds that it lacks against clients who mean us ill.

Uvicorn 0.54 times a connection only between two requests: one that sends nothing, or one letter of its head a
minute, stays for ever (measured), as does a reader who takes nothing. `limit_concurrency` counts them, and
then turns everybody away. Here each step has its time, and who is silent makes room for who speaks.
"""

import asyncio
from collections.abc import Callable, Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from web import limits
from web.headers import SAFE

_silent: dict["Connection", None] = {}
"""The connections of this process in which no request is at work, the longest silent first."""


class Peers:
    """The addresses that are spoken with at all, where others than this machine can reach us."""

    def __init__(self, networks: Iterable[IPv4Network | IPv6Network]) -> None:
        self._networks = tuple(networks)

    def __contains__(self, address: str) -> bool:
        return any(ip_address(address) in network for network in self._networks)


class Connection(H11Protocol):
    """One connection. All run in the thread of the loop."""

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The oldest silent one goes where there are too many; else this one."""
        super().connection_made(transport)
        peers: Peers | None = getattr(self.config, "peers", None)
        if peers is not None and self.client and self.client[0] not in peers:
            self.abort()
        elif len(self.connections) > limits.CONNECTIONS:
            (next(iter(_silent), None) or self).abort()
        if not transport.is_closing():
            self._fall_silent()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._work()
        super().connection_lost(exc)

    def abort(self) -> None:
        """Ends it at once, without a word."""
        self._work()
        self.connections.discard(self)
        self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """A head that has come whole is at work."""
        at_work = self._is_at_work()
        super().data_received(data)
        if not at_work and self._is_at_work():
            self._work()

    def on_response_complete(self) -> None:
        """Unless the next request lies there already, it falls silent."""
        super().on_response_complete()
        if not self._is_at_work() and not self.transport.is_closing():
            self._fall_silent()

    def pause_writing(self) -> None:
        """What was sent last has not been taken yet."""
        super().pause_writing()
        self._within(limits.STALLED_SECONDS, self.abort)

    def resume_writing(self) -> None:
        """It has been taken."""
        super().resume_writing()
        self._within(None, self.abort)

    def send_400_response(self, msg: str) -> None:
        """As uvicorn's, with the headers of every answer."""
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close"), *SAFE.items()]
        events: list[Any] = [
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=msg.encode("ascii")),
            h11.EndOfMessage(),
        ]
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.write(b"".join(self.conn.send(event) or b"" for event in events))
        self.transport.close()

    def _is_at_work(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _fall_silent(self) -> None:
        """From here on the next head is awaited, and for so long only, however slowly it trickles in."""
        _silent.pop(self, None)
        _silent[self] = None
        self._within(limits.HEAD_SECONDS, self._end)

    def _end(self) -> None:
        """A slow line is left the time to take the rest of its answer."""
        if self.transport.get_write_buffer_size():
            self._within(limits.STALLED_SECONDS, self.abort)
        else:
            self.abort()

    def _work(self) -> None:
        _silent.pop(self, None)
        self._within(None, self.abort)

    def _within(self, seconds: float | None, otherwise: Callable[[], None]) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_later(seconds, otherwise) if seconds is not None else None
