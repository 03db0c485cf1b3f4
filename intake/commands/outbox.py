"""`intake outbox`: the replies, and what a person may do with those that wait."""

import getpass
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated, Protocol

import typer
from sqlmodel import Session

from ingest.rerendering import release as release_one
from ingest.rerendering import rerender
from intake.commands.log import AsJson
from intake.context import of, print_line, records
from notifications.errors import RenderError
from parsers.process import Parser, ParserUnavailableError
from review.text import visible
from review.text.outbox import as_json, show_outbox
from runtime.clock import now
from runtime.parts import Parts
from screening.model.causes import Cause
from settings.errors import PartFailed, WrongUse
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.outbox import breaker, queue, replies, resending
from storage.states import OutboxState
from storage.tables import Outbox

app = typer.Typer(
    help="The replies: list them, let them go, write or try them again, or drop them.", no_args_is_help=True
)

Ids = Annotated[list[int] | None, typer.Argument(help="Numbers from `intake outbox list`.")]
All = Annotated[bool, typer.Option("--all", help="Every reply that the step applies to.")]
ByBreaker = Annotated[
    bool, typer.Option("--breaker", help="Those that the breaker holds; later answers flow again.")
]
ByMany = Annotated[
    bool, typer.Option("--many", help="Those that wait because one address would have got many at once.")
]


class _Step(Protocol):
    def __call__(
        self, session: Session, contest: str, outbox_id: int, who: str, now: datetime, /
    ) -> Outbox: ...


@app.command("list")
def list_(
    context: typer.Context,
    state: Annotated[list[OutboxState] | None, typer.Option(help="Only replies in this state.")] = None,
    json_: AsJson = False,
) -> None:
    """Every reply of the contest: where it stands, why, since when, what the server said, and what to do."""
    parts = records(context)
    with reading(parts.engine) as session:
        rows = replies.listed(session, parts.contest, state or tuple(OutboxState))
        if json_:
            for row in rows:
                print_line(visible.as_json(as_json(row)))
        else:
            show_outbox(of(context).out, rows, parts.desk.zone)


@app.command()
def release(
    context: typer.Context,
    ids: Ids = None,
    every: All = False,
    by_breaker: ByBreaker = False,
    many: ByMany = False,
) -> None:
    """Let held replies go out, each written anew with that day's date."""
    choice, parts, who = _Choice(ids, every, by_breaker, many), records(context), getpass.getuser()
    try:
        with Parser(parts.settings.limits, parts.settings.clamav.socket) as parser:
            step = partial(release_one, parts, parser, who=who)
            _apply(context, parts, choice, [OutboxState.HELD], step)
    except ParserUnavailableError as error:
        raise PartFailed(f"{error}; what was not let go stays held") from None


@app.command()
def retry(context: typer.Context, ids: Ids = None, every: All = False) -> None:
    """Send failed or uncertain replies again, byte for byte the same."""
    parts, states = records(context), [OutboxState.FAILED, OutboxState.UNCERTAIN]
    _apply(context, parts, _Choice(ids, every), states, _alone(parts, replies.retry))


@app.command()
def render(context: typer.Context, ids: Ids = None, every: All = False) -> None:
    """Write replies anew whose text could not be written, once it is mended; they then go out as planned."""
    choice, parts, who = _Choice(ids, every), records(context), getpass.getuser()
    with reading(parts.engine) as session:
        held = replies.listed(session, parts.contest, [OutboxState.HELD])
    wanted = choice.ids or [row.id for row in held if row.why == Cause.RENDER_FAILED]
    try:
        with Parser(parts.settings.limits, parts.settings.clamav.socket) as parser:
            problems = _each(wanted, lambda number: rerender(parts, parser, number, who))
    except ParserUnavailableError as error:
        raise PartFailed(f"{error}; what was not written stays held") from None
    _complain(context, problems)


@app.command()
def resend(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ID", help="A number from `intake outbox list`.")],
    reason: Annotated[str, typer.Option(help="Why, and how the address is known: it is kept.")],
    to: Annotated[str, typer.Option(help="Another address than the one it went to.")] = "",
) -> None:
    """Send a letter once more that has gone out or could not, the same bytes."""
    parts = records(context)
    if not reason.strip():
        raise WrongUse("say why: a reason is kept with what is sent again")
    with writing(parts.engine) as session:
        again = resending.resend(session, parts.contest, number, to, getpass.getuser(), reason, now())
        print_line(f"{again.id}: {again.state.value} to {again.to_address}")


@app.command()
def drop(
    context: typer.Context,
    ids: Ids = None,
    every: All = False,
    by_breaker: ByBreaker = False,
    many: ByMany = False,
) -> None:
    """Decide that replies are not to go out."""
    choice, states = _Choice(ids, every, by_breaker, many), [OutboxState.HELD, OutboxState.UNCERTAIN]
    parts = records(context)
    _apply(context, parts, choice, states, _alone(parts, replies.drop))


@dataclass(frozen=True, slots=True)
class _Choice:
    """Which replies: these, every one, or those that one cause holds. Raises WrongUse unless it is one."""

    ids: Sequence[int] | None
    every: bool
    by_breaker: bool = False
    many: bool = False

    def __post_init__(self) -> None:
        if bool(self.ids) + self.every + self.by_breaker + self.many != 1:
            raise WrongUse(
                "name the replies by their numbers, or say --all (for held ones also --breaker or --many)"
            )


def _apply(
    context: typer.Context,
    parts: Parts,
    choice: _Choice,
    states: Sequence[OutboxState],
    step: Callable[[int], Outbox],
) -> None:
    """One step on each reply; those it does not apply to are named, and the others done."""
    with reading(parts.engine) as session:
        was_open = breaker.breaker_of(session, parts.contest).open_since is not None
        ids = choice.ids or _all(session, parts.contest, choice, states)
    problems = _each(ids, step)
    if OutboxState.HELD in states:
        _tell_of_breaker(parts, was_open=was_open, let_go=choice.every or choice.by_breaker)
    _complain(context, problems)


def _alone(parts: Parts, step: _Step) -> Callable[[int], Outbox]:
    """The step as one transaction, done by whoever is at the terminal."""

    def act(number: int) -> Outbox:
        with writing(parts.engine) as session:
            return step(session, parts.contest, number, getpass.getuser(), now())

    return act


def _each(ids: Sequence[int], act: Callable[[int], Outbox]) -> list[str]:
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


def _complain(context: typer.Context, problems: Sequence[str]) -> None:
    for problem in problems:
        of(context).err.print(problem, style="red", markup=False, soft_wrap=True)
    if problems:
        raise typer.Exit(1)


def _all(session: Session, contest: str, choice: _Choice, states: Sequence[OutboxState]) -> list[int]:
    if choice.by_breaker:
        return queue.behind_breaker(session, contest)
    if choice.many:
        return queue.beyond_many(session, contest)
    return [row.id for row in replies.listed(session, contest, states)]


def _tell_of_breaker(parts: Parts, *, was_open: bool, let_go: bool) -> None:
    """Lets it go also where nothing waited behind it any more, and says what became of it."""
    with writing(parts.engine) as session:
        if let_go:
            breaker.release(session, parts.contest, getpass.getuser(), now())
        is_open = breaker.breaker_of(session, parts.contest).open_since is not None
    if was_open and not is_open:
        print_line("the breaker is released: later answers go out again")
