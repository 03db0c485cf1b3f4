"""Does a person's act, or shows what it would come to: reads the messages that are judged on with it."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from decisions.acts.errors import ActRefusedError, UncutError, UnreadError
from decisions.acts.order import Done, Order
from decisions.acts.perform import perform
from decisions.acts.refusals import of_acts, of_files
from ingest.composing import composed
from ingest.erasing import cut_out, finish
from ingest.making import Mail, read_made
from ingest.reading import keep_files, read_again
from parsers.process import Parser
from runtime.parts import Parts
from screening.model.submission import File, Submission
from storage.engine import reading, writing
from storage.milestones import ActMilestone, reached
from storage.tables import Message

MOST_READ = 200
"""Messages that one act judges again: beyond it, `intake reprocess` is the way."""

Shown = TypeVar("Shown")


class _PreviewEndsError(Exception):
    """Undoes the transaction of an act that was only to be looked at."""


def act(
    parts: Parts,
    parser: Parser,
    order: Order,
    show: Callable[[Done], Shown],
    *,
    preview: bool = False,
    mail: Mail | None = None,
) -> Shown:
    """Does the act in one transaction, and returns what `show` makes of it there; a preview is undone, and
    shows also of an act that is only to be proposed what it would come to.

    `mail` is what staff have made, in an act that makes one: it is kept before the transaction begins. What
    is erased goes off the disk behind it.
    Raises ActRefusedError, RenderError and OUR_FAULTS; then nothing has changed.
    """
    if mail is not None:
        made = read_made(parts, parser, mail, keep=not preview)
        order = replace(order, made=made, act=replace(order.act, made=mail.digest))
    order, read = replace(order, preview=preview), dict[int, Submission]()
    while len(read) <= MOST_READ:
        shown: list[Shown] = []
        reached(ActMilestone.BEGUN)
        try:
            with writing(parts.engine) as session:
                shown.append(show(perform(session, order, read, parts.judge)))
                if preview:
                    raise _PreviewEndsError
                reached(ActMilestone.TOLD)
        except UnreadError as missing:
            message = _message(parts, missing.message_id)
            read[message.id] = read_again(parts, parser, message, keep=not preview)
        except UncutError as whole:
            message = _message(parts, whole.message_id)
            # Anew: another file of it may have been erased since.
            read[message.id] = came = read_again(parts, parser, message, keep=not preview)
            kept, cut = cut_out(parts, parser, message, whole.sha256, came, keep=not preview)
            order = replace(order, cuts={**order.cuts, kept: cut})
        except _PreviewEndsError:
            return shown[0]
        else:
            reached(ActMilestone.DONE)
            finish(parts)
            return shown[0]
    raise ActRefusedError(of_acts.TOO_MANY_MESSAGES, most=MOST_READ)


def _message(parts: Parts, number: int) -> Message:
    with reading(parts.engine) as session:
        return session.get_one(Message, number)


def files_from(parts: Parts, parser: Parser, named: Sequence[tuple[str, bytes]]) -> tuple[File, ...]:
    """Files of staff, each with its name, looked into as those of a mail are, and kept.

    Raises ActRefusedError and OUR_FAULTS.
    """
    with parts.files.work() as folder, tempfile.NamedTemporaryFile() as raw:
        raw.write(composed({"Subject": "attached by staff"}, named))
        raw.flush()
        parsed = parser.parse(Path(raw.name), folder)
        if not parsed.whole or not parsed.files:
            raise ActRefusedError(
                of_files.NOT_LOOKED_INTO, problem=parsed.problem or of_files.NOTHING_IN_THEM
            )
        keep_files(parts, folder, parsed)
    return tuple(replace(file, origin="staff") for file in parsed.files)


def bytes_of(paths: Sequence[Path]) -> list[tuple[str, bytes]]:
    """Files of staff, each with its name. Raises ActRefusedError for one that cannot be read."""
    found = []
    for path in paths:
        try:
            found.append((path.name, path.read_bytes()))
        except OSError as error:
            raise ActRefusedError(
                of_files.CANNOT_BE_READ, file=str(path), problem=error.strerror or ""
            ) from None
    return found


def stamps_on(parts: Parts, parser: Parser, message_id: int) -> list[datetime]:
    """The times that servers have written into a message, the newest first."""
    with reading(parts.engine) as session:
        message = session.get_one(Message, message_id)
    submission = read_again(parts, parser, message, keep=False)
    return [hop.at for hop in submission.parsed.hops if hop.at is not None]
