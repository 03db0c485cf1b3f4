"""What the chain holds is spelled as it always was: the hashes of older databases cover it."""

import re
from dataclasses import replace

from desk import NOON, RULES, Desk, Ruling, submission_of
from sqlmodel import Session

from decisions.again import judge_again
from screening.model.decision import EntryStatus, Template, Verdict
from screening.model.submission import Bounce, Failure
from storage.chain.events import About
from storage.chain.kinds import REPLY_STEPS, Kind
from storage.engine import reading, writing
from storage.mail.sightings import forget_absent, mark_filed, take_back
from storage.outbox import breaker, replies
from storage.outbox.step import Answer
from storage.registers import NewRegister, import_register, note_rules
from storage.states import OutboxStep

CONTEST, PLACE = RULES.contest, ("dgti@dga.or.th", "INBOX", 7)


def everything_happens(desk: Desk) -> None:
    """One event of nearly every kind."""
    reply = desk.decide(1).reply
    with writing(desk.engine) as session:
        replies.attempt(session, CONTEST, reply.id, NOON)
        replies.confirm(session, CONTEST, reply.id, Answer(250), NOON)
        mark_filed(session, CONTEST, 1, "", NOON)
        forget_absent(session, *PLACE, set(), NOON)
        take_back(session, *PLACE, {1}, NOON)
        breaker.trip(session, CONTEST, About(1, 1, 1), NOON)
        breaker.release(session, CONTEST, "somchai", NOON)
        import_register(session, CONTEST, NewRegister("ab", "cd", 7, "a.csv", "somchai", b""), NOON)
        note_rules(session, CONTEST, "ef", "cd", NOON)
    failure = Failure("a@maesai.go.th", "5.1.1", permanent=True)
    report = Bounce((failure,), (reply.rfc_message_id,))
    ignored = Ruling(verdict=Verdict.IGNORED, template=None, files=())
    desk.record(2, ignored, sender="robot@x.example", bounce=report)
    half = Ruling(Verdict.REJECTED, EntryStatus.INCOMPLETE, Template.CORRECTION, files=())
    desk.decide(3, replace(half, join=0))
    with writing(desk.engine) as session, desk.judge(half) as judge:
        judge_again(session, 1, submission_of(1, half), judge, answer=False)


def written(session: Session) -> list[str]:
    """Who, what and the facts of each event, as the database holds them, hashes as #."""
    rows = session.connection().exec_driver_sql(
        "SELECT who, what, CAST(facts AS TEXT) FROM event ORDER BY seq"
    )
    return [re.sub("[0-9a-f]{64}", "#", " ".join(map(str, row))) for row in rows]


SPELLED = """
mailbox message-stored {"digest": "#", "size": 5}
mailbox message-seen {"uidvalidity": 7, "uid": 1}
rules entry-opened {"reference": "DGTI-2566-0001", "status": "complete", "form": "#", "deck": "#", "version": 1}
rules message-decided {"number": 1, "verdict": "accepted", "reasons": "", "rules": "#", "history": 0, "writer": null}
rules reply-queued {"template": "acknowledgement", "state": "pending", "why": "", "bytes": "#"}
sender reply-attempt {"state": "attempting", "attempts": 1, "code": null}
sender reply-confirm {"state": "sent", "attempts": 1, "code": 250}
mailbox message-filed {"uidvalidity": 7, "uid": 1}
mailbox message-gone {"uidvalidity": 7, "uid": 1}
mailbox message-seen {"uidvalidity": 7, "uid": 1}
rules alarm {"code": "breaker"}
somchai breaker-released {}
somchai register-imported {"register": 1, "file": "ab", "digest": "cd", "agencies": 7}
rules rules-in-force {"rules": "ef", "register": "cd"}
mailbox message-stored {"digest": "#", "size": 5}
mailbox message-seen {"uidvalidity": 7, "uid": 2}
rules message-decided {"number": 2, "verdict": "ignored", "reasons": "", "rules": "#", "history": 1, "writer": null}
rules reply-bounce {"state": "failed", "attempts": 1, "code": null}
rules address-suppressed {"status": "5.1.1"}
mailbox message-stored {"digest": "#", "size": 5}
mailbox message-seen {"uidvalidity": 7, "uid": 3}
rules entry-changed {"reference": "DGTI-2566-0001", "status": "incomplete", "form": "#", "deck": "#", "version": 1}
rules message-decided {"number": 3, "verdict": "rejected", "reasons": "", "rules": "#", "history": 2, "writer": null}
rules reply-queued {"template": "correction", "state": "pending", "why": "", "bytes": "#"}
rules address-lives {}
rules message-decided {"number": 4, "verdict": "held", "reasons": "", "rules": "#", "history": 0, "writer": null, "instead_of": 1}
rules entry-changed {"reference": "DGTI-2566-0001", "status": "incomplete", "form": "#", "deck": "#", "version": 2}
""".strip().splitlines()  # noqa: E501 - as they stand in the database
"""As the version before this test wrote them."""


def test_each_event_is_spelled_as_ever(desk: Desk) -> None:
    everything_happens(desk)
    with reading(desk.engine) as session:
        assert written(session) == SPELLED


def test_every_step_of_a_reply_has_a_kind_of_its_own() -> None:
    assert set(REPLY_STEPS) == set(OutboxStep)
    steps = {kind for kind in Kind if kind.startswith("reply-")} - {Kind.REPLY_QUEUED}
    assert set(REPLY_STEPS.values()) == steps
