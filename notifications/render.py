"""A letter becomes a mail."""

import re
from typing import Any

from jinja2 import Environment

from notifications.dates import loose
from notifications.desk import Desk
from notifications.environment import failure, load, stationery
from notifications.errors import RenderError
from notifications.facts import facts_of
from notifications.mail import Draft, build, header_text, message_id_for
from screening.decision import Template
from screening.letter import Letter, Rendered

_GAP = re.compile(r"\n{3,}")


def render(letter: Letter, desk: Desk) -> Rendered:
    """The finished mail for `letter`: the same bytes each time.

    Raises RenderError (one line for the organiser) when a template or text is broken, or the mail
    would not be what it is meant to be.
    """
    try:
        return _rendered(letter, desk)
    except RenderError:
        raise
    except Exception as error:  # no letter may ever stop the decision that it tells of
        raise RenderError(f"a letter could not be written: {type(error).__name__}: {error}") from error


def _rendered(letter: Letter, desk: Desk) -> Rendered:
    paper = stationery(desk.templates_dir)
    slots = {
        "th": facts_of(letter, desk, paper.catalogue, "th"),
        "en": facts_of(letter, desk, paper.catalogue, "en"),
        "desk": desk,
    }
    subject = header_text(f"[{letter.reference}] {_subject(paper.text, letter.template, slots)}")
    message_id = message_id_for(letter.submission.digest, letter.template, desk.from_address)
    parsed = letter.submission.parsed
    draft = Draft(
        sender_name=f"โครงการประกวด “{desk.name_th}” {desk.year_be}",
        from_address=desk.from_address,
        reply_to=desk.email,
        to=letter.to,
        subject=subject,
        date=letter.written_at.astimezone(desk.zone),
        message_id=message_id,
        in_reply_to=(parsed.message_id,),
        references=(*(parsed.references or parsed.in_reply_to), parsed.message_id),
        contest=desk.contest,
        text=_tidy(_whole(paper.text, letter.template, slots)),
        html=loose(_whole(paper.html, letter.template, slots)),
    )
    return Rendered(to=letter.to, subject=subject, message_id=message_id, data=build(draft))


def _whole(environment: Environment, kind: Template, slots: dict[str, Any]) -> str:
    template = load(environment, kind)
    try:
        return template.render(slots)
    except Exception as error:  # an operator's template may fail in any way
        raise failure(error) from error


def _subject(environment: Environment, kind: Template, slots: dict[str, Any]) -> str:
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
