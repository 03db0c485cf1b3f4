"""Messages judged again by hand-written rulings: entries that move, empty and stay."""

from dataclasses import replace
from datetime import timedelta

import pytest
from desk import AGENCY, GOOD, NOON, RULES, Desk, Ruling, decide_as, submission_of
from sqlmodel import col, select

from decisions.again import judge_again
from decisions.compare import Outcome, Rejudged
from screening.model.codes import reason
from screening.model.decision import AgencyFinding, Decision, EntryStatus, Role, Template, Verdict
from screening.model.history import History
from screening.model.rules import Rules
from screening.model.submission import Submission
from storage.chain.counters import lock_counter
from storage.engine import reading, writing
from storage.errors import StorageError
from storage.intake_log import lookup
from storage.invariants import RECORDS
from storage.moving.rows import copy_in_memory
from storage.tables import DecisionRow, Entry, Message, Outbox, StoredFile

FORM, DECK = ("f_form1.pdf", Role.FORM), ("d.pptx", Role.DECK)
UNREAD = Ruling(
    verdict=Verdict.HELD,
    status=EntryStatus.HELD,
    template=Template.HELD,
    agency=AgencyFinding(),
    reasons=(reason("unparsable", detail="killed"),),
    files=(),
)
HALF = Ruling(
    verdict=Verdict.REJECTED,
    status=EntryStatus.INCOMPLETE,
    template=Template.CORRECTION,
    reasons=(reason("deck-missing"),),
    files=(FORM,),
)
COMPLETING = Ruling(join=0, files=(DECK,), reasons=(reason("completed-by-sender"),))
IGNORED = Ruling(verdict=Verdict.IGNORED, template=None, files=())


def again(
    desk: Desk,
    number: int,
    ruling: Ruling,
    *,
    answer: bool = False,
    sender: str = "a@maesai.go.th",
) -> Rejudged:
    """Message `number` judged again as `ruling` says; no invariant of the records is broken after."""
    submission = submission_of(number, ruling, sender)
    with writing(desk.engine) as session:
        message = session.exec(select(Message.id).where(Message.digest == submission.digest)).one()
        with desk.judge(ruling) as judge:
            done = judge_again(session, message, submission, judge, answer=answer)
    with reading(desk.engine) as session:
        assert [line for holds in RECORDS.values() for line in holds(session, RULES.contest)] == []
    return done


def entry(desk: Desk, reference: str) -> Entry:
    with reading(desk.engine) as session:
        return session.exec(select(Entry).where(Entry.reference == reference)).one()


def test_the_same_judgement_writes_nothing(desk: Desk) -> None:
    desk.decide(1)
    done = again(desk, 1, GOOD)
    assert (done.outcome, done.references) == (Outcome.SAME, ("DGTI-2566-0001", "DGTI-2566-0001"))
    with reading(desk.engine) as session:
        assert len(session.exec(select(DecisionRow)).all()) == 1


def test_what_a_database_refuses_makes_no_difference(desk: Desk) -> None:
    strange = replace(GOOD, reasons=(reason("form-renamed", received="a\0b\udc80"),))
    desk.decide(1, strange)
    assert again(desk, 1, strange).outcome is Outcome.SAME


def test_a_mended_message_keeps_its_number_and_its_old_decision(desk: Desk) -> None:
    desk.decide(1, UNREAD)
    desk.decide(2, sender="b@elsewhere.go.th")
    done = again(desk, 1, GOOD)
    assert (done.outcome, done.references) == (Outcome.RECORDED, ("DGTI-2566-0001", "DGTI-2566-0001"))
    with reading(desk.engine) as session:
        old, new = session.exec(
            select(DecisionRow).where(DecisionRow.message_id == 1).order_by(col(DecisionRow.number))
        )
        assert [(row.number, row.verdict, row.current) for row in (old, new)] == [
            (1, "held", False),
            (3, "accepted", True),
        ]
        assert [file.decision_id for file in session.exec(select(StoredFile))].count(new.id) == 2
    assert entry(desk, "DGTI-2566-0001").status is EntryStatus.COMPLETE
    assert entry(desk, "DGTI-2566-0001").agency_name == "เทศบาลตำบลแม่สาย"


def test_a_mended_message_meets_only_what_stands_before_it(desk: Desk) -> None:
    desk.decide(1)
    desk.decide(2, UNREAD)
    desk.decide(3)
    with writing(desk.engine) as session:
        seen: list[tuple[int, list[int]]] = []

        def look(submission: Submission, history: History, rules: Rules) -> Decision:
            seen.append((history.number, [state.id for state in history.entries]))
            return decide_as(GOOD)(submission, history, rules)

        with desk.judge(GOOD, decide=look) as judge:
            judge_again(session, 2, submission_of(2, GOOD), judge, answer=False)
    assert seen == [(1, [1])]


def test_what_is_built_on_a_mended_message_is_named(desk: Desk) -> None:
    desk.decide(1, UNREAD)
    desk.decide(2, replace(HALF, join=0, files=(DECK,)))
    desk.decide(3, sender="b@elsewhere.go.th")
    assert again(desk, 1, HALF).later == ((1, 2),)


def test_the_last_message_says_where_an_entry_stands_though_another_is_judged_later(
    desk: Desk,
) -> None:
    desk.decide(1, HALF)
    desk.decide(2, COMPLETING)
    done = again(desk, 1, replace(HALF, reasons=(reason("deck-missing"), reason("form-pages"))))
    stands = entry(desk, "DGTI-2566-0001")
    assert done.outcome is Outcome.RECORDED
    assert (stands.status, stands.version) == (EntryStatus.COMPLETE, 2)
    assert stands.deck is not None


def test_a_message_that_completes_another_entry_leaves_its_own_void(desk: Desk) -> None:
    desk.decide(1, HALF)
    desk.decide(2, UNREAD)
    done = again(desk, 2, COMPLETING)
    assert done.references == ("DGTI-2566-0002", "DGTI-2566-0001")
    assert entry(desk, "DGTI-2566-0001").status is EntryStatus.COMPLETE
    left = entry(desk, "DGTI-2566-0002")
    assert (left.status, left.form, left.deck) == (EntryStatus.VOID, None, None)
    with reading(desk.engine) as session:
        assert [row.id for row in lookup(session, left.contest, "dgti-2566-0002")] == [2]
        assert [row.id for row in lookup(session, left.contest, "DGTI-2566-0001")] == [1, 2]
    assert desk.decide(3, sender="b@elsewhere.go.th").entry.reference == "DGTI-2566-0003"


def test_a_message_that_no_longer_belongs_to_an_entry_gets_a_number_of_its_own(desk: Desk) -> None:
    desk.decide(1, HALF)
    desk.decide(2, replace(HALF, join=0))
    done = again(desk, 2, HALF, answer=True)
    assert done.references == ("DGTI-2566-0001", "DGTI-2566-0002")
    assert done.reply is not None, "a new receipt number is news, though nothing else is"


def test_who_comes_first_in_an_entry_that_its_opener_has_left_keeps_the_number(desk: Desk) -> None:
    desk.decide(1, UNREAD)
    desk.decide(2, replace(HALF, join=0))
    assert again(desk, 1, IGNORED).later == ((1, 2),)
    assert again(desk, 2, HALF).references == ("DGTI-2566-0001", "DGTI-2566-0001")
    assert entry(desk, "DGTI-2566-0001").status is EntryStatus.INCOMPLETE


def test_an_ignored_message_that_is_none_after_all_gets_the_next_number(desk: Desk) -> None:
    desk.record(1, IGNORED)
    desk.decide(2, sender="b@elsewhere.go.th")
    assert again(desk, 1, GOOD).references == (None, "DGTI-2566-0002")
    assert again(desk, 1, GOOD).outcome is Outcome.SAME


@pytest.mark.parametrize("worse", [HALF, replace(IGNORED, files=(FORM, DECK)), UNREAD])
def test_what_was_accepted_is_held_at_worst_and_its_own_files_stand(desk: Desk, worse: Ruling) -> None:
    desk.decide(1, replace(GOOD, files=(FORM, DECK)))
    before = entry(desk, "DGTI-2566-0001")
    done = again(desk, 1, replace(worse, files=(FORM, DECK)))
    after = entry(desk, "DGTI-2566-0001")
    assert (done.after.verdict, done.after.reasons) == (Verdict.HELD, worse.reasons)
    assert (after.status, after.form, after.deck) == (EntryStatus.HELD, before.form, before.deck)
    assert again(desk, 1, replace(worse, files=(FORM, DECK))).outcome is Outcome.SAME
    assert again(desk, 1, replace(GOOD, files=(FORM, DECK))).after.verdict is Verdict.ACCEPTED


def test_a_held_message_stays_in_the_entry_that_accepted_it(desk: Desk) -> None:
    desk.decide(1, HALF)
    desk.decide(2, COMPLETING)
    # Whoever reads it now as another sender's finds no entry to join.
    done = again(desk, 2, replace(HALF, files=(DECK,)), sender="nobody@elsewhere.go.th")
    assert done.references == ("DGTI-2566-0001", "DGTI-2566-0001")
    stands = entry(desk, "DGTI-2566-0001")
    assert (stands.status, stands.form is None, stands.deck is None) == (EntryStatus.HELD, False, False)


def test_a_file_of_a_message_that_has_left_does_not_stand_for_the_entry(desk: Desk) -> None:
    desk.decide(1, HALF)
    desk.decide(2, COMPLETING)
    with writing(desk.engine) as session:
        first = submission_of(1, IGNORED)
        with desk.judge(IGNORED) as judge:
            judge_again(session, 1, first, judge, answer=False)
    again(desk, 2, replace(HALF, files=(DECK,)))
    stands = entry(desk, "DGTI-2566-0001")
    assert (stands.status, stands.form) == (EntryStatus.HELD, None)


def test_what_a_person_has_decided_is_only_proposed(desk: Desk) -> None:
    desk.decide(1, HALF)
    desk.decide(2, replace(HALF, join=0))
    with writing(desk.engine) as session:
        session.exec(select(DecisionRow).where(DecisionRow.number == 2)).one().by = "somsri"
    for number in (1, 2):
        done = again(desk, number, GOOD, answer=True)
        assert (done.outcome, done.after.verdict) == (Outcome.PROPOSED, Verdict.ACCEPTED)
    assert entry(desk, "DGTI-2566-0001").status is EntryStatus.INCOMPLETE


def test_what_a_person_has_ignored_stays_so(desk: Desk) -> None:
    desk.record(1, IGNORED)
    with writing(desk.engine) as session:
        session.exec(select(DecisionRow)).one().by = "somsri"
    assert again(desk, 1, GOOD).outcome is Outcome.PROPOSED


def test_the_files_of_others_do_not_join_an_entry_that_a_person_decided(desk: Desk) -> None:
    desk.decide(1, HALF)
    desk.decide(2, UNREAD)
    with writing(desk.engine) as session:
        session.exec(select(DecisionRow).where(DecisionRow.number == 1)).one().by = "somsri"
    assert again(desk, 2, COMPLETING).outcome is Outcome.PROPOSED


def test_a_persons_decision_stands_where_it_was_made_and_not_before(desk: Desk) -> None:
    desk.decide(1, HALF)
    desk.decide(2, sender="b@elsewhere.go.th")
    overrule(desk, 1)
    seen: list[tuple[int, list[tuple[int, str]]]] = []

    def look(submission: Submission, history: History, rules: Rules) -> Decision:
        seen.append((history.number, [(state.id, state.verdict) for state in history.entries]))
        return decide_as(GOOD)(submission, history, rules)

    for number in (1, 2):
        with writing(desk.engine) as session:
            submission = submission_of(number, GOOD)
            with desk.judge(GOOD, decide=look) as judge:
                judge_again(session, number, submission, judge, answer=False)
    assert seen == [(0, []), (1, [(1, "rejected")])]
    desk.decide(3, judge=desk.judge(GOOD, decide=look))
    assert seen[2][1][0] == (1, "accepted")


def overrule(desk: Desk, message: int) -> None:
    """A person accepts what the rules did not."""
    with writing(desk.engine) as session:
        old = session.exec(select(DecisionRow).where(DecisionRow.message_id == message)).one()
        old.current = False
        session.flush()
        counter = lock_counter(session, old.contest)
        columns = old.model_dump(exclude={"id"})
        changed = {"verdict": Verdict.ACCEPTED, "by": "somsri", "current": True}
        changed |= {"number": counter.last_decision + 1, "history_number": counter.last_decision}
        counter.last_decision += 1
        session.add(DecisionRow(**(columns | changed)))


def test_a_message_without_a_decision_is_refused(desk: Desk) -> None:
    message = desk.deliver(1)
    refused = pytest.raises(StorageError, match="has not been judged yet")
    with desk.judge() as judge, refused, writing(desk.engine) as session:
        judge_again(session, message, submission_of(1, GOOD), judge, answer=False)


def test_without_being_asked_nobody_is_answered_and_the_record_says_so(desk: Desk) -> None:
    desk.record(1, IGNORED)
    done = again(desk, 1, GOOD)
    assert (done.reply, done.after.reply.suppressed) == (None, "reprocessed")


def test_the_new_answer_tells_where_the_entry_stands_now(desk: Desk) -> None:
    desk.decide(1, UNREAD)
    desk.now += timedelta(hours=1)
    desk.decide(2, replace(COMPLETING, verdict=Verdict.REJECTED, status=EntryStatus.INCOMPLETE))
    done = again(desk, 1, HALF, answer=True)
    letter = desk.letters[-1]
    assert done.reply is not None
    assert (done.reply.kind, done.reply.template) == ("decision-3", "correction")
    assert letter.form is None
    assert letter.deck is not None
    assert (letter.deck.file.name, letter.deck.is_new) == ("d.pptx", False)


def test_a_second_answer_of_one_template_has_a_message_id_of_its_own(desk: Desk) -> None:
    desk.decide(1, HALF)
    desk.letters.clear()
    again(desk, 1, replace(HALF, reasons=(reason("deck-unreadable"),)), answer=True)
    again(desk, 1, replace(HALF, reasons=(reason("deck-empty"),)), answer=True)
    assert len({letter.submission.digest for letter in desk.letters} | {submission_of(1, HALF).digest}) == 3
    with reading(desk.engine) as session:
        replies = session.exec(select(Outbox).order_by(col(Outbox.id))).all()
    assert [(row.kind, row.state) for row in replies] == [
        ("reply", "suppressed"),
        ("decision-2", "suppressed"),
        ("decision-3", "pending"),
    ]


def test_who_was_not_answered_at_first_can_be_answered_later_and_once(desk: Desk) -> None:
    desk.decide(1, UNREAD)
    assert again(desk, 1, GOOD).reply is None
    later = again(desk, 1, GOOD, answer=True)
    assert later.outcome is Outcome.SAME
    assert later.reply is not None
    assert (later.reply.kind, later.reply.template) == ("decision-2", "acknowledgement")
    assert again(desk, 1, GOOD, answer=True).reply is None


def test_who_hears_in_the_end_what_he_was_told_at_first_is_not_answered(desk: Desk) -> None:
    desk.decide(1)
    assert again(desk, 1, HALF).reply is None
    done = again(desk, 1, GOOD, answer=True)
    assert (done.outcome, done.reply) == (Outcome.RECORDED, None)


def test_a_change_of_notes_alone_is_recorded_and_not_answered(desk: Desk) -> None:
    desk.decide(1)
    done = again(desk, 1, replace(GOOD, reasons=(reason("form-pages"),)), answer=True)
    assert (done.outcome, done.reply) == (Outcome.RECORDED, None)


def test_an_agency_that_becomes_known_moves_the_search_columns(desk: Desk) -> None:
    desk.decide(1, replace(GOOD, agency=AgencyFinding()))
    again(desk, 1, GOOD)
    with reading(desk.engine) as session:
        row = session.exec(select(DecisionRow).where(DecisionRow.current)).one()
    assert row.agency_key == entry(desk, "DGTI-2566-0001").agency_key != ""
    assert AGENCY.place is not None


def test_a_copy_in_memory_forgets_what_is_done_to_it(desk: Desk) -> None:
    desk.decide(1)
    copy = Desk(copy_in_memory(desk.engine), desk.files, now=NOON)
    copy.decide(2)
    with reading(copy.engine) as session:
        assert len(session.exec(select(DecisionRow)).all()) == 2
    copy.engine.dispose()
    with reading(desk.engine) as session:
        assert len(session.exec(select(DecisionRow)).all()) == 1
