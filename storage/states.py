"""The states, and every step between them; `docs/states.md` shows the same tables to people.

A step that does not stand here is refused with `UnknownStep`, whoever asks for it.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias, TypeVar

from storage.errors import UnknownStep


class MessageStatus(StrEnum):
    """How far a message has come. Absent is the state before `stored`: there is no row."""

    STORED = "stored"
    DECIDED = "decided"
    FILED = "filed"


class SightingState(StrEnum):
    """What became of one place in the mailbox at which a message was seen."""

    SEEN = "seen"
    FILED = "filed"
    GONE = "gone"


class OutboxState(StrEnum):
    """Where a reply stands."""

    PENDING = "pending"
    ATTEMPTING = "attempting"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    SUPPRESSED = "suppressed"
    HELD = "held"
    DROPPED = "dropped"


class MessageStep(StrEnum):
    """What can happen to a message."""

    DECIDE = "decide"
    FILE = "file"
    REOPEN = "reopen"


class SightingStep(StrEnum):
    """What can happen to a sighting."""

    FILE = "file"
    REOPEN = "reopen"
    LOSE = "lose"
    RETURN = "return"


class OutboxStep(StrEnum):
    """What can happen to a reply."""

    ATTEMPT = "attempt"
    CONFIRM = "confirm"
    DEFER = "defer"
    FAIL = "fail"
    DOUBT = "doubt"
    RELEASE = "release"
    RENDER = "render"
    DROP = "drop"
    RETRY = "retry"
    SUPERSEDE = "supersede"
    RESTORE = "restore"
    BOUNCE = "bounce"
    HOLD = "hold"
    FIND = "find"


State = TypeVar("State", bound=StrEnum)
Step = TypeVar("Step", bound=StrEnum)
Moves: TypeAlias = Mapping[Step, Mapping[State, frozenset[State]]]
"""For each step the states it starts from, and those it may end in."""

_PENDING, _ATTEMPTING = OutboxState.PENDING, OutboxState.ATTEMPTING
_FAILED, _HELD, _UNCERTAIN = OutboxState.FAILED, OutboxState.HELD, OutboxState.UNCERTAIN

MESSAGE_MOVES: Moves[MessageStep, MessageStatus] = {
    MessageStep.DECIDE: {MessageStatus.STORED: frozenset({MessageStatus.DECIDED})},
    MessageStep.FILE: {
        MessageStatus.DECIDED: frozenset({MessageStatus.FILED}),
        MessageStatus.FILED: frozenset({MessageStatus.FILED}),
    },
    MessageStep.REOPEN: {MessageStatus.FILED: frozenset({MessageStatus.DECIDED})},
}

SIGHTING_MOVES: Moves[SightingStep, SightingState] = {
    SightingStep.FILE: {SightingState.SEEN: frozenset({SightingState.FILED})},
    SightingStep.REOPEN: {SightingState.FILED: frozenset({SightingState.SEEN})},
    SightingStep.LOSE: {
        SightingState.SEEN: frozenset({SightingState.GONE}),
        SightingState.FILED: frozenset({SightingState.GONE}),
    },
    SightingStep.RETURN: {SightingState.GONE: frozenset({SightingState.SEEN})},
}

ALLOWED: Moves[OutboxStep, OutboxState] = {
    OutboxStep.ATTEMPT: {_PENDING: frozenset({_ATTEMPTING})},
    OutboxStep.CONFIRM: {_ATTEMPTING: frozenset({OutboxState.SENT})},
    OutboxStep.DEFER: {
        _PENDING: frozenset({_PENDING, _FAILED}),
        _ATTEMPTING: frozenset({_PENDING, _FAILED}),
    },
    OutboxStep.FAIL: {_PENDING: frozenset({_FAILED}), _ATTEMPTING: frozenset({_FAILED})},
    OutboxStep.DOUBT: {_ATTEMPTING: frozenset({_PENDING, _UNCERTAIN})},
    OutboxStep.RELEASE: {_HELD: frozenset({_PENDING})},
    OutboxStep.RENDER: {_HELD: frozenset({_PENDING, _HELD})},
    OutboxStep.DROP: {
        _PENDING: frozenset({OutboxState.DROPPED}),
        _HELD: frozenset({OutboxState.DROPPED}),
        _UNCERTAIN: frozenset({OutboxState.DROPPED}),
    },
    OutboxStep.RETRY: {_UNCERTAIN: frozenset({_PENDING}), _FAILED: frozenset({_PENDING})},
    OutboxStep.SUPERSEDE: {
        _PENDING: frozenset({OutboxState.SUPPRESSED}),
        _HELD: frozenset({OutboxState.SUPPRESSED}),
    },
    OutboxStep.RESTORE: {OutboxState.SUPPRESSED: frozenset({_PENDING, _HELD})},
    OutboxStep.BOUNCE: {OutboxState.SENT: frozenset({_FAILED}), _UNCERTAIN: frozenset({_FAILED})},
    OutboxStep.HOLD: {start: frozenset({_HELD}) for start in (_PENDING, _ATTEMPTING, _HELD)},
    OutboxStep.FIND: {_HELD: frozenset({OutboxState.SENT})},
}


def check_move(moves: Moves[Step, State], step: Step, start: State, end: State) -> None:
    """Raises UnknownStep unless `step` leads from `start` to `end`."""
    if end not in moves[step].get(start, frozenset()):
        raise UnknownStep(f"{step} does not lead from {start} to {end}")


def check_start(moves: Moves[Step, State], step: Step, start: State) -> None:
    """Raises UnknownStep unless `step` may begin at `start`."""
    if start not in moves[step]:
        raise UnknownStep(f"it is {start}: there is nothing to {step}")
