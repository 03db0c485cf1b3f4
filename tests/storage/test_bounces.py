"""Mail of ours that came back: which reply failed, which address is written to no more, and how that ends."""

from datetime import timedelta

import pytest
from desk import GOOD, RULES, Desk, Ruling, decide_as, submission_of
from sqlmodel import select

from decisions.again import judge_again
from decisions.decide import Recorded
from screening.model.decision import Decision, Verdict
from screening.model.history import History, HistoryKeys
from screening.model.rules import Rules
from screening.model.submission import Bounce, Failure, Submission
from storage.engine import reading, writing
from storage.entries.history import read_history
from storage.entries.past import latest
from storage.outbox import replies
from storage.outbox.returned import Returned, suppressed_among
from storage.outbox.step import Answer
from storage.states import OutboxState
from storage.tables import Event, Outbox, Suppression

TO = "a@maesai.go.th"
OURS = "<reply-1@dga.or.th>"
REPORT = Ruling(verdict=Verdict.IGNORED, template=None, files=())
GONE = Failure(TO, "5.1.1", permanent=True)


def sent(desk: Desk, number: int = 1) -> Outbox:
    reply = desk.decide(number).reply
    with writing(desk.engine) as session:
        replies.attempt(session, RULES.contest, reply.id, desk.now)
        return replies.confirm(session, RULES.contest, reply.id, Answer(250), desk.now)


def report(
    desk: Desk, *failures: Failure, ids: tuple[str, ...] = (OURS,), ruling: Ruling = REPORT, number: int = 50
) -> Recorded:
    return desk.record(number, ruling, sender="mailer-daemon@x.example", bounce=Bounce(failures, ids))


def state(desk: Desk, reply: Outbox) -> tuple[OutboxState, str]:
    with reading(desk.engine) as session:
        row = session.get_one(Outbox, reply.id)
        return row.state, row.last_error


def suppressed(desk: Desk) -> list[tuple[str, str, int | None]]:
    with reading(desk.engine) as session:
        return [(each.address, each.status, each.lifted) for each in session.exec(select(Suppression)).all()]


def is_bounced(desk: Desk, sender: str, reply_address: str = TO) -> bool:
    """What `decide` is told for the next message."""
    keys = HistoryKeys(sender, frozenset(), frozenset(), frozenset(), reply_address=reply_address)
    with reading(desk.engine) as session:
        zone = RULES.zone
        return read_history(session, "dgti-2566", keys, desk.now, zone).bounced


def test_a_returned_reply_has_failed_and_its_address_is_written_to_no_more(desk: Desk) -> None:
    reply = sent(desk)
    done = report(desk, GONE)
    assert done.returned == (Returned(reply.id, "DGTI-2566-0001", suppressed=True),)
    assert state(desk, reply) == (OutboxState.FAILED, f"came back: {TO} 5.1.1")
    assert suppressed(desk) == [(TO, "5.1.1", None)]
    assert is_bounced(desk, "other@maesai.go.th")
    assert not is_bounced(desk, "other@maesai.go.th", "other@maesai.go.th")
    with reading(desk.engine) as session:
        told = session.exec(select(Event.what)).all()
    assert told[-2:] == ["reply-bounce", "address-suppressed"]


def test_a_new_mail_from_the_address_lifts_it_and_is_itself_answered(desk: Desk) -> None:
    sent(desk)
    report(desk, GONE)
    assert not is_bounced(desk, TO)
    desk.decide(2, sender=TO)
    assert suppressed(desk) == [(TO, "5.1.1", 3)]
    assert not is_bounced(desk, "other@maesai.go.th")


def closed(desk: Desk) -> frozenset[str]:
    """The founders who hear no more of their entries."""
    with reading(desk.engine) as session:
        return suppressed_among(session, "dgti-2566", {TO}, latest(session, "dgti-2566"))


def again(desk: Desk, number: int) -> str:
    """Another letter to the address, on account of somebody else's mail; its Message-ID."""
    desk.now += timedelta(hours=1)
    reply = desk.decide(number, sender="other@maesai.go.th").reply
    with writing(desk.engine) as session:
        session.get_one(Outbox, reply.id).to_address = TO
        replies.attempt(session, RULES.contest, reply.id, desk.now)
        return replies.confirm(session, RULES.contest, reply.id, Answer(250), desk.now).rfc_message_id


def test_a_founder_hears_of_his_entry_until_a_letter_comes_back_that_was_written_after_a_report(
    desk: Desk,
) -> None:
    """Who was shown a letter can forge its report, but none of what then went to the founder alone."""
    sent(desk)
    shown = again(desk, 2)
    desk.now += timedelta(hours=1)
    report(desk, GONE)
    report(desk, GONE, ids=(shown,), number=51)
    assert closed(desk) == frozenset()
    report(desk, GONE, ids=(again(desk, 3),), number=52)
    assert closed(desk) == {TO}
    desk.decide(4, sender=TO)
    assert closed(desk) == frozenset()


def test_a_machines_mail_from_the_address_lifts_nothing(desk: Desk) -> None:
    sent(desk)
    report(desk, GONE)
    desk.record(2, REPORT, sender=TO)
    assert suppressed(desk) == [(TO, "5.1.1", None)]


def test_the_same_report_by_two_servers_counts_once(desk: Desk) -> None:
    reply = sent(desk)
    report(desk, GONE)
    assert report(desk, GONE, number=51).returned == ()
    assert state(desk, reply)[0] is OutboxState.FAILED
    assert len(suppressed(desk)) == 1


def test_a_reply_that_comes_back_after_it_was_sent_again_fails_again(desk: Desk) -> None:
    reply = sent(desk)
    report(desk, GONE)
    with writing(desk.engine) as session:
        replies.retry(session, RULES.contest, reply.id, "operator", desk.now)
        replies.attempt(session, RULES.contest, reply.id, desk.now)
        replies.confirm(session, RULES.contest, reply.id, Answer(250), desk.now)
    assert report(desk, GONE, number=51).returned
    assert state(desk, reply)[0] is OutboxState.FAILED


@pytest.mark.parametrize("status", ["5.2.2", "5.7.1", "5.0.0", ""])
def test_only_an_address_that_does_not_exist_is_suppressed(desk: Desk, status: str) -> None:
    reply = sent(desk)
    assert report(desk, Failure(TO, status, permanent=True)).returned[0].suppressed is False
    assert state(desk, reply)[0] is OutboxState.FAILED
    assert suppressed(desk) == []


@pytest.mark.parametrize("address", ["somebody-else@example.org", "b@maesai.go.th", ""])
def test_an_address_that_we_did_not_write_to_is_never_suppressed(desk: Desk, address: str) -> None:
    reply = sent(desk)
    report(desk, Failure(address, "5.1.1", permanent=True))
    assert state(desk, reply)[0] is OutboxState.FAILED
    assert suppressed(desk) == []


@pytest.mark.parametrize("ids", [(), ("<reply-9@dga.or.th>",), ("<reply-1@dga.or.th.evil.example>",)])
def test_a_report_without_a_message_id_of_ours_changes_nothing(desk: Desk, ids: tuple[str, ...]) -> None:
    reply = sent(desk)
    assert report(desk, GONE, ids=ids).returned == ()
    assert state(desk, reply)[0] is OutboxState.SENT
    assert suppressed(desk) == []


def test_a_warning_that_a_mail_is_late_changes_nothing(desk: Desk) -> None:
    reply = sent(desk)
    assert report(desk, Failure(TO, "4.4.1", permanent=False)).returned == ()
    assert state(desk, reply)[0] is OutboxState.SENT


def test_a_reply_that_was_never_sent_cannot_come_back(desk: Desk) -> None:
    reply = desk.decide(1).reply
    assert report(desk, GONE).returned == ()
    assert state(desk, reply)[0] is OutboxState.PENDING
    assert suppressed(desk) == []


def test_what_a_person_forwards_is_no_report(desk: Desk) -> None:
    reply = sent(desk)
    assert report(desk, GONE, ruling=Ruling()).returned == ()
    assert state(desk, reply)[0] is OutboxState.SENT


def test_mail_judged_again_from_before_the_report_is_not_answered_there(desk: Desk) -> None:
    sent(desk)
    seen: list[bool] = []

    def watching(submission: Submission, history: History, rules: Rules) -> Decision:
        seen.append(history.bounced)
        return decide_as(GOOD)(submission, history, rules)

    report(desk, GONE)
    with desk.judge(decide=watching) as judge, writing(desk.engine) as session:
        judge_again(session, 1, submission_of(1, Ruling(), TO), judge, answer=False)
    assert seen == [True]
