"""Looks at what the contest depends on: its times, its texts, its register, its replies."""

from intake import deadline
from intake.examinations.ailing import Ailing
from notifications.rendering.check import check_templates
from registers.agencies.in_force import register_in_force
from runtime.clock import now
from runtime.parts import Parts
from storage.engine import reading
from storage.outbox import queue
from storage.outbox.breaker import breaker_of
from storage.schema import SchemaState, schema_state
from storage.states import OutboxState


def contest(parts: Parts) -> str:
    """Until when it is open, and what is doubtful in its times."""
    contest, moment = parts.settings.contest, now()
    first = schema_state(parts.engine) is SchemaState.FRESH
    return ". ".join([deadline.told(contest, moment), *deadline.doubts(contest, moment, first_start=first)])


def texts(parts: Parts) -> str:
    """Whether every text under `[replies]` and `[privacy]` can be written."""
    problems = list(check_templates(parts.desk))
    if problems:
        raise Ailing(problems[0])
    empty = [name for name, value in parts.settings.privacy.model_dump().items() if not value]
    if empty:
        raise Ailing(f"[privacy] {empty[0]} is empty, and the privacy notice under every reply needs it")
    return "every text can be written"


def register(parts: Parts) -> str:
    """Which register of agencies is in force."""
    found = register_in_force(parts.settings.agencies.register_, parts.engine, parts.contest)
    if found.problem:
        raise Ailing(f"{found.problem}: `intake register import FILE --dry-run` shows more")
    if not found.register:
        return "none; an agency counts as local by its legal type"
    return f"{len(found.register.agencies):,} agencies"


def replies(parts: Parts) -> str:
    """Where the replies stand, and whether the breaker holds some."""
    if schema_state(parts.engine) is not SchemaState.CURRENT:
        return "none yet"
    with reading(parts.engine) as session:
        since = breaker_of(session, parts.contest).open_since
        waiting = len(queue.behind_breaker(session, parts.contest))
        counts = queue.tally(session, parts.contest)
    if since:
        start = since.astimezone(parts.desk.zone)
        raise Ailing(
            f"held since {start:%Y-%m-%d %H:%M}: too many answers in an hour, perhaps a loop."
            f" {waiting} wait: see `intake outbox list --state held`, then `intake outbox release"
            " --breaker` or `intake outbox drop --breaker`"
        )
    told = ", ".join(f"{count} {state.value}" for state, count in sorted(counts.items())) or "none yet"
    untold = counts.keys() & {OutboxState.FAILED, OutboxState.UNCERTAIN}
    options = "".join(f" --state {state.value}" for state in sorted(untold))
    return f"{told}; who does not know, or may not: `intake outbox list{options}`" if untold else told
