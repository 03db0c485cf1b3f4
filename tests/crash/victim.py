"""What happens in the daemon's process before it starts: its death is arranged, and a mutant put in."""

import os
import re
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Any

from crash import mutants
from crash.mutant import put
from crash.points import WIRE, Point

import intake.commands.run
import intake.daemon
import intake.main
from intake import signals
from parsers.process import Parser
from storage import milestones

_ATTACH_SECONDS = 20.0


def prepare() -> None:
    """Called in each forked command. CRASH_GATE is a folder; CRASH_POINT and CRASH_MUTANT may be left out."""
    if not {"run", "decide", "attach", "new", "web"} & set(sys.argv):
        return
    gate = Path(os.environ["CRASH_GATE"])
    (gate / "pid").write_text(str(os.getpid()))
    _tell_when_it_listens(gate)
    if mutant := os.environ.get("CRASH_MUTANT"):
        mutants.MUTANTS[mutant].apply()
    if point := os.environ.get("CRASH_POINT"):
        _arm(Point.read(point), gate)


def die() -> None:
    """As if the power of this process had been cut."""
    os.kill(os.getpid(), signal.SIGKILL)


def _tell_when_it_listens(gate: Path) -> None:
    def end_on_signal(end: Callable[[], None]) -> None:
        signals.end_on_signal(end)
        (gate / "listens").touch()

    put(intake.daemon, "end_on_signal", end_on_signal)


def _arm(point: Point, gate: Path) -> None:
    arming: dict[str, Callable[[Point, Path], None]] = {
        "step": _arm_step,
        "wire": _arm_wire,
        "call": _arm_gate,
        "instant": _arm_gate,
        "helper": _arm_helper,
        "child": _arm_helper,
    }
    arming[point.kind](point, gate)


def _at(count: int) -> Callable[[], None]:
    """Dies when it is called for the `count`-th time, by whatever thread."""
    left, lock = [count], threading.Lock()

    def call() -> None:
        with lock:
            left[0] -= 1
            if left[0] == 0:
                die()

    return call


def _arm_step(point: Point, _gate: Path) -> None:
    again = _at(point.count)

    def reached(step: StrEnum) -> None:
        if step.value == point.what:
            again()

    # The modules have taken the function by its name.
    takers = [module for module in list(sys.modules.values()) if _reached_of(module) is milestones.reached]
    for module in takers:
        put(module, "reached", reached)


def _reached_of(module: Any) -> Any:
    return vars(module).get("reached")


def _arm_wire(point: Point, _gate: Path) -> None:
    when, name = point.what.split()
    spoken, again, real = re.compile(WIRE[name]), _at(point.count), socket.socket.sendall

    def sendall(wire: socket.socket, data: Any, flags: int = 0) -> None:
        fatal = spoken.match(bytes(data)) is not None
        if fatal and when == "before":
            again()
        real(wire, data, flags)
        if fatal and when != "before":
            if when == "answered":
                select.select([wire], [], [], _ATTACH_SECONDS)
            again()

    put(socket.socket, "sendall", sendall)


def _arm_helper(point: Point, _gate: Path) -> None:
    """The helper, or its child, dies while it reads; the daemon lives."""
    real, asked = Parser._line, [0]

    def line(parser: Parser, seconds: float) -> bytes:
        asked[0] += 1
        # The first line is its greeting.
        if asked[0] == point.count + 1 and parser._helper is not None:
            _kill_reader(parser._helper.pid, child=point.kind == "child")
        return real(parser, seconds)

    put(Parser, "_line", line)


def _kill_reader(helper: int, *, child: bool) -> None:
    victim, end = "" if child else str(helper), time.monotonic() + 1
    while not victim and time.monotonic() < end:
        victim = Path(f"/proc/{helper}/task/{helper}/children").read_text().strip()
    with suppress(ProcessLookupError):
        if victim:
            os.kill(int(victim), signal.SIGKILL)


def _arm_gate(point: Point, gate: Path) -> None:
    """Tells the harness which thread is to die, and waits until its system calls are counted."""
    if point.thread == "main" or point.acts:
        start = Parser.start

        def started(parser: Parser) -> None:
            start(parser)
            # The helper lives already, so that it is not among those counted.
            _pass(point, gate)

        put(Parser, "start", started)
        return
    real, first = threading.Thread.run, threading.Lock()

    def run(thread: threading.Thread) -> None:
        if thread.name.startswith(point.thread) and first.acquire(blocking=False):
            _pass(point, gate)
        real(thread)

    put(threading.Thread, "run", run)


def _pass(point: Point, gate: Path) -> None:
    told = gate / "thread"
    if told.exists():
        return
    thread = threading.get_native_id()
    whole = gate / "thread.new"
    whole.write_text(str(thread))
    whole.rename(told)
    end = time.monotonic() + _ATTACH_SECONDS
    while point.kind == "call" and "TracerPid:\t0\n" in Path(f"/proc/self/task/{thread}/status").read_text():
        assert time.monotonic() < end, "nobody counts its system calls"
        time.sleep(0.001)


if __name__ == "__main__":
    prepare()
    intake.main.main()
