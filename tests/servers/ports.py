"""Ports of this machine that nobody listens on."""

import socket
from contextlib import ExitStack, closing


def free_ports(number: int) -> list[int]:
    """So many, each another."""
    with ExitStack() as held:
        taken = [held.enter_context(closing(socket.socket())) for _ in range(number)]
        for each in taken:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in taken]


def free_port() -> int:
    return free_ports(1)[0]
