"""Has a reply written whose template had failed, once a person has mended the text."""

from decisions.render_again import render_again
from ingest.reading import read_again
from notifications.sending import digests
from parsers.process import Parser
from runtime.parts import Parts
from screening.model.decision import Template
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.tables import Message, Outbox


def rerender(parts: Parts, parser: Parser, outbox_id: int, who: str) -> Outbox:
    """The reply with its bytes. Raises StorageError or RenderError; then nothing has changed."""
    with reading(parts.engine) as session:
        row = session.get(Outbox, outbox_id)
        if row is None or row.contest != parts.contest:
            raise StorageError(f"there is no reply {outbox_id}")
        message = session.get_one(Message, row.message_id)
    if row.template is Template.DIGEST:
        with writing(parts.engine) as session:
            return digests.render_again(session, parts.outgoing, outbox_id, who)
    submission = read_again(parts, parser, message, keep=False)
    with writing(parts.engine) as session:
        return render_again(session, outbox_id, submission, parts.judge, who)
