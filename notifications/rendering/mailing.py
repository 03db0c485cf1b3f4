"""The facts of a letter laid into its template, and both parts into one mail."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jinja2 import Environment

from notifications.rendering.dates import loose
from notifications.rendering.desk import Desk
from notifications.rendering.environment import failure, load, stationery
from notifications.rendering.facts import Facts
from notifications.rendering.mail import Automatic, Draft, build, header_text
from screening.model.letter import Rendered

_GAP = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a letter's mail bears outside. `kind` names its template; `prefix` goes before its subject."""

    kind: str
    to: str
    prefix: str
    at: datetime
    message_id: str
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    automatic: Automatic = "auto-replied"


def mailed(desk: Desk, envelope: Envelope, facts: dict[str, Facts]) -> Rendered:
    """The finished mail. Raises RenderError when a template or an address is no good."""
    paper, slots = stationery(desk.templates_dir), {**facts, "desk": desk}
    subject = header_text(f"[{envelope.prefix}] {_subject(paper.text, envelope.kind, slots)}")
    draft = Draft(
        sender_name=f"โครงการประกวด “{desk.name_th}” {desk.year_be}",
        from_address=desk.from_address,
        reply_to=desk.email,
        to=envelope.to,
        subject=subject,
        date=envelope.at.astimezone(desk.zone),
        message_id=envelope.message_id,
        in_reply_to=envelope.in_reply_to,
        references=envelope.references,
        contest=desk.contest,
        text=_tidy(_whole(paper.text, envelope.kind, slots)),
        html=loose(_whole(paper.html, envelope.kind, slots)),
        automatic=envelope.automatic,
    )
    return Rendered(to=envelope.to, subject=subject, message_id=envelope.message_id, data=build(draft))


def _whole(environment: Environment, kind: str, slots: dict[str, Any]) -> str:
    template = load(environment, kind)
    try:
        return template.render(slots)
    except Exception as error:  # an operator's template may fail in any way
        raise failure(error) from error


def _subject(environment: Environment, kind: str, slots: dict[str, Any]) -> str:
    """The subject alone: a block that no part of the mail shows."""
    template = load(environment, kind)
    try:
        return "".join(template.blocks["subject"](template.new_context(slots)))
    except Exception:
        try:
            environment.handle_exception()  # raises it again, with the template's own lines
        except Exception as error:
            raise failure(error) from error


def _tidy(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return _GAP.sub("\n\n", loose(lines)).strip() + "\n"
