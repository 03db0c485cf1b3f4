"""`intake outbox`: the replies, and what a person may do with those that wait."""

from functools import partial
from typing import Annotated

import typer

from decisions.acts.checks import check_address
from ingest.rerendering import release as release_one
from ingest.rerendering import rerender
from intake.commands.doing import As, runs
from intake.commands.log import AsJson
from intake.commands.outbox_steps import Choice, alone, apply, complain, each
from intake.context import all_parts, of, print_line, records, say_if_none
from parsers.errors import ParserUnavailableError
from parsers.process import Parser
from review.text import visible
from review.text.outbox import as_json, show_outbox
from runtime.clock import now
from screening.model.causes import Cause
from settings.errors import PartFailed, WrongUse
from storage.engine import reading, writing
from storage.outbox import replies, resending
from storage.states import OutboxState

app = typer.Typer(
    help="The replies: list them, let them go, write or try them again, or drop them.", no_args_is_help=True
)

_COMMAND = "intake outbox"
"""By which name its role is known (`decisions.acts.who_may`)."""

Ids = Annotated[list[int] | None, typer.Argument(help="Numbers from `intake outbox list`.")]
All = Annotated[bool, typer.Option("--all", help="Every reply that the step applies to.")]
ByBreaker = Annotated[
    bool, typer.Option("--breaker", help="Those that the breaker holds; later answers flow again.")
]
ByMany = Annotated[
    bool, typer.Option("--many", help="Those that wait because one address would have got many at once.")
]

ByRestore = Annotated[
    bool, typer.Option("--restored", help="Those that may have gone out before a backup was restored.")
]


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
    say_if_none(context, len(rows))


@app.command()
def release(
    context: typer.Context,
    ids: Ids = None,
    every: All = False,
    by_breaker: ByBreaker = False,
    many: ByMany = False,
    restored: ByRestore = False,
    as_: As = "",
) -> None:
    """Let held replies go out, each written anew with that day's date."""
    choice, parts = Choice(ids, every, by_breaker, many, restored), all_parts(context)
    who = runs(parts, as_, _COMMAND)
    try:
        with Parser(parts.settings.limits, parts.settings.clamav.socket) as parser:
            step = partial(release_one, parts, parser, who=who)
            apply(context, parts, choice, [OutboxState.HELD], step, who)
    except ParserUnavailableError as error:
        raise PartFailed(f"{error}; what was not let go stays held") from None


@app.command()
def retry(context: typer.Context, ids: Ids = None, every: All = False, as_: As = "") -> None:
    """Send failed or uncertain replies again, byte for byte the same."""
    choice, parts = Choice(ids, every), records(context)
    who, states = runs(parts, as_, _COMMAND), [OutboxState.FAILED, OutboxState.UNCERTAIN]
    apply(context, parts, choice, states, alone(parts, replies.retry, who), who)


@app.command()
def render(context: typer.Context, ids: Ids = None, every: All = False, as_: As = "") -> None:
    """Write replies anew whose text could not be written, once it is mended; they then go out as planned."""
    choice, parts = Choice(ids, every), all_parts(context)
    who = runs(parts, as_, _COMMAND)
    with reading(parts.engine) as session:
        held = replies.listed(session, parts.contest, [OutboxState.HELD])
    wanted = choice.ids or [row.id for row in held if row.why == Cause.RENDER_FAILED]
    try:
        with Parser(parts.settings.limits, parts.settings.clamav.socket) as parser:
            problems = each(wanted, lambda number: rerender(parts, parser, number, who))
    except ParserUnavailableError as error:
        raise PartFailed(f"{error}; what was not written stays held") from None
    complain(context, problems)


@app.command()
def resend(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ID", help="A number from `intake outbox list`.")],
    reason: Annotated[str, typer.Option(help="Why, and how the address is known: it is kept.")],
    to: Annotated[str, typer.Option(help="Another address than the one it went to.")] = "",
    as_: As = "",
) -> None:
    """Send a letter once more that has gone out or could not, the same bytes."""
    parts = all_parts(context)
    if not reason.strip():
        raise WrongUse("say why: a reason is kept with what is sent again")
    who = runs(parts, as_, _COMMAND)
    check_address(to, parts.judge.rules)
    with writing(parts.engine) as session:
        again = resending.resend(session, parts.contest, number, to, who, reason, now())
        print_line(f"{again.id}: {again.state.value} to {again.to_address}")


@app.command()
def drop(
    context: typer.Context,
    ids: Ids = None,
    every: All = False,
    by_breaker: ByBreaker = False,
    many: ByMany = False,
    restored: ByRestore = False,
    as_: As = "",
) -> None:
    """Decide that replies are not to go out."""
    choice, states = Choice(ids, every, by_breaker, many, restored), [OutboxState.HELD, OutboxState.UNCERTAIN]
    parts = records(context)
    who = runs(parts, as_, _COMMAND)
    apply(context, parts, choice, states, alone(parts, replies.drop, who), who)
