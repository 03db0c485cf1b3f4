"""The steps that a person takes with replies from a terminal: which replies, one after the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import typer
from sqlmodel import Session

from intake.context import of, print_line
from notifications.errors import RenderError
from runtime.clock import now
from runtime.records import Records
from screening.model.causes import Cause
from settings.errors import WrongUse
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.outbox import breaker, queue, replies
from storage.states import OutboxState
from storage.tables import Outbox


class _Step(Protocol):
    def __call__(
        self, session: Session, contest: str, outbox_id: int, who: str, now: datetime, /
    ) -> Outbox: ...


@dataclass(frozen=True, slots=True)
class Choice:
    """Which replies: these, every one, or those that one cause holds. Raises WrongUse unless it is one."""

    ids: Sequence[int] | None
    every: bool
    by_breaker: bool = False
    many: bool = False
    restored: bool = False

    def __post_init__(self) -> None:
        if bool(self.ids) + self.every + self.by_breaker + self.many + self.restored != 1:
            raise WrongUse(
                "name the replies by their numbers, or say --all"
                " (for held ones also --breaker, --many or --restored)"
            )


def apply(
    context: typer.Context,
    parts: Records,
    choice: Choice,
    states: Sequence[OutboxState],
    step: Callable[[int], Outbox],
    who: str,
) -> None:
    """One step on each reply; those it does not apply to are named, and the others done."""
    with reading(parts.engine) as session:
        was_open = breaker.breaker_of(session, parts.contest).open_since is not None
        ids = choice.ids or _all(session, parts.contest, choice, states)
    problems = each(ids, step)
    if OutboxState.HELD in states:
        _tell_of_breaker(parts, who, was_open=was_open, let_go=choice.every or choice.by_breaker)
    complain(context, problems)


def alone(parts: Records, step: _Step, who: str) -> Callable[[int], Outbox]:
    """The step as one transaction."""

    def act(number: int) -> Outbox:
        with writing(parts.engine) as session:
            return step(session, parts.contest, number, who, now())

    return act


def each(ids: Sequence[int], act: Callable[[int], Outbox]) -> list[str]:
    """Says what became of each reply; returns what went wrong with the others."""
    if not ids:
        print_line("there is none that this applies to")
    problems = []
    for number in ids:
        try:
            print_line(f"{number}: {act(number).state.value}")
        except (StorageError, RenderError) as error:
            problems.append(f"{number}: {error}")
    return problems


def complain(context: typer.Context, problems: Sequence[str]) -> None:
    """Says what went wrong, and ends with 1 if anything did."""
    for problem in problems:
        of(context).err.print(problem, style="red", markup=False, soft_wrap=True)
    if problems:
        raise typer.Exit(1)


def _all(session: Session, contest: str, choice: Choice, states: Sequence[OutboxState]) -> list[int]:
    if choice.by_breaker:
        return queue.behind_breaker(session, contest)
    if choice.many:
        return queue.beyond_many(session, contest)
    if choice.restored:
        return queue.since_restored(session, contest)
    # What may have gone out once already goes by its own word alone.
    return [row.id for row in replies.listed(session, contest, states) if row.why != Cause.RESTORED]


def _tell_of_breaker(parts: Records, who: str, *, was_open: bool, let_go: bool) -> None:
    """Lets it go also where nothing waited behind it any more, and says what became of it."""
    with writing(parts.engine) as session:
        if let_go:
            breaker.release(session, parts.contest, who, now())
        is_open = breaker.breaker_of(session, parts.contest).open_since is not None
    if was_open and not is_open:
        print_line("the breaker is released: later answers go out again")
