"""Has a reply written anew: once a person has mended its template, or lets it go after a wait."""

from decisions.render_again import release_anew, render_again
from ingest.reading import raw_of, read_again
from notifications.sending import digests
from parsers.process import Parser
from runtime.parts import Parts
from screening.model.decision import Template
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.outbox import replies
from storage.tables import Message, Outbox


def rerender(parts: Parts, parser: Parser, outbox_id: int, who: str) -> Outbox:
    """The reply with its bytes. Raises StorageError or RenderError; then nothing has changed."""
    row, message = _found(parts, outbox_id)
    if row.template is Template.DIGEST:
        with writing(parts.engine) as session:
            return digests.render_again(session, parts.outgoing, outbox_id, who)
    submission = read_again(parts, parser, message, keep=False)
    with writing(parts.engine) as session:
        return render_again(session, outbox_id, submission, parts.judge, who)


def release(parts: Parts, parser: Parser, outbox_id: int, who: str) -> Outbox:
    """Lets a held reply go, dated today unless a server may have seen it. Raises as `rerender` does.

    Where its message is not to be read any more, it goes as it was written.
    """
    row, message = _found(parts, outbox_id)
    raw, _ = raw_of(parts, message)
    if row.attempts or row.data is None or row.template is Template.DIGEST or not parts.files.raw.has(raw):
        with writing(parts.engine) as session:
            return replies.release(session, parts.contest, outbox_id, who, parts.judge.clock())
    submission = read_again(parts, parser, message, keep=False)
    with writing(parts.engine) as session:
        return release_anew(session, outbox_id, submission, parts.judge, who)


def _found(parts: Parts, outbox_id: int) -> tuple[Outbox, Message]:
    with reading(parts.engine) as session:
        row = session.get(Outbox, outbox_id)
        if row is None or row.contest != parts.contest:
            raise StorageError(f"there is no reply {outbox_id}")
        return row, session.get_one(Message, row.message_id)
