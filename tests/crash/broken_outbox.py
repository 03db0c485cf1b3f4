"""Mutants of the way out."""

import re
import uuid
from typing import Any

from crash.mutant import Mutant, put
from sqlmodel import Session, select

from notifications.transport import Smtp
from storage.outbox import replies
from storage.outbox.step import Answer
from storage.states import OutboxState
from storage.tables import Outbox

_MESSAGE_ID = re.compile(rb"(?m)^Message-ID: <[^@>]*@")


def _attempt_after_answer() -> None:
    """`attempting` is not committed before DATA, only with the answer."""
    attempt, confirm = replies.attempt, replies.confirm

    def late(session: Session, contest: str, outbox_id: int, answer: Answer, now: Any) -> Outbox:
        attempt(session, contest, outbox_id, now)
        return confirm(session, contest, outbox_id, answer, now)

    put(replies, "attempt", lambda *_: None)
    put(replies, "confirm", late)


def _doubt_not_counted() -> None:
    recover = replies.recover

    def forgetful(session: Session, contest: str, now: Any) -> int:
        found = recover(session, contest, now)
        for row in session.exec(select(Outbox)).all():
            row.ambiguous = 0
        return found

    put(replies, "recover", forgetful)


def _not_recovered() -> None:
    put(replies, "recover", lambda *_: 0)


def _given_up() -> None:
    """What was being sent when the daemon died counts as sent."""

    def recover(session: Session, contest: str, now: Any) -> int:
        left = replies.listed(session, contest, [OutboxState.ATTEMPTING])
        for row in left:
            replies.confirm(session, contest, row.id, Answer(), now)
        return len(left)

    put(replies, "recover", recover)


def _sent_before_data() -> None:
    attempt, confirm = replies.attempt, replies.confirm

    def early(session: Session, contest: str, outbox_id: int, now: Any) -> Outbox:
        attempt(session, contest, outbox_id, now)
        return confirm(session, contest, outbox_id, Answer(), now)

    put(replies, "attempt", early)
    put(replies, "confirm", lambda *_: None)


def _rendered_anew() -> None:
    send = Smtp.send

    def fresh(smtp: Smtp, data: bytes, *rest: Any, **options: Any) -> Any:
        anew = f"Message-ID: <{uuid.uuid4().hex}@".encode()
        return send(smtp, _MESSAGE_ID.sub(anew, data), *rest, **options)

    put(Smtp, "send", fresh)


_AFTER_DOT = ("step delivered 3, 3 kills",)

MUTANTS = {
    "attempt-after-answer": Mutant(_attempt_after_answer, _AFTER_DOT),
    "doubt-not-counted": Mutant(_doubt_not_counted, _AFTER_DOT),
    "not-recovered": Mutant(_not_recovered, ("step attempting 1",)),
    "given-up": Mutant(_given_up, ("step attempting 1",)),
    "sent-before-data": Mutant(_sent_before_data, ("step attempting 1",)),
    "rendered-anew": Mutant(_rendered_anew, ("step delivered 1",)),
}
