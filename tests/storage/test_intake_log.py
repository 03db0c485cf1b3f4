from datetime import timedelta

import pytest
from desk import AGENCY, NOON, RULES, Desk, Ruling

from screening.model.codes import reason
from screening.model.decision import AgencyFinding, EntryStatus, Role, Template, Verdict
from storage import intake_log
from storage.chain import timeline
from storage.engine import reading, writing
from storage.intake_log import LedgerRow, lookup, rows
from storage.outbox.replies import drop, release
from storage.states import MessageStatus, OutboxState

HELD = Ruling(
    verdict=Verdict.HELD,
    status=EntryStatus.HELD,
    template=Template.HELD,
    suppressed="old",
    waits=True,
    agency=AgencyFinding(),
    files=(("f_form1.pdf", Role.FORM),),
    reasons=(reason("agency-unknown"), reason("deck-missing")),
)


@pytest.fixture
def season(desk: Desk) -> Desk:
    """1 accepted, 2 held, 3 ignored, 4 not decided, 5 joins the first."""
    desk.decide(1)
    desk.decide(2, HELD, sender="b@elsewhere.go.th")
    desk.record(3, Ruling(verdict=Verdict.IGNORED, template=None), sender="robot@x.example")
    desk.deliver(4)
    desk.decide(5, Ruling(join=0, files=(), template=Template.IDENTICAL))
    return desk


def read(desk: Desk, **filters: object) -> list[LedgerRow]:
    with reading(desk.engine) as session:
        return list(rows(session, RULES.contest, **filters))  # type: ignore[arg-type]  # by name


def test_every_message_is_listed_oldest_first(season: Desk) -> None:
    found = read(season)
    assert [row.received_at for row in found] == [NOON + timedelta(seconds=n) for n in range(1, 6)]
    assert [row.verdict for row in found] == ["accepted", "held", "ignored", None, "accepted"]
    references = ["DGTI-2566-0001", "DGTI-2566-0002", None, None, "DGTI-2566-0001"]
    assert [row.reference for row in found] == references
    assert [row.status for row in found][3:] == [MessageStatus.STORED, MessageStatus.DECIDED]


def test_a_row_holds_all_that_people_are_shown(season: Desk) -> None:
    row = read(season)[1]
    assert (row.sender, row.subject, row.message_id) == (
        "b@elsewhere.go.th",
        "ส่งผลงาน 2",
        "<2@maesai.go.th>",
    )
    assert (row.source, row.number, row.by, row.entry_status) == ("INBOX", 2, "rules", EntryStatus.HELD)
    assert [each.code for each in row.reasons] == ["agency-unknown", "deck-missing"]
    assert [(file.name, file.role, file.type) for file in row.files] == [("f_form1.pdf", "form", "pdf")]
    assert row.agency == AgencyFinding()
    assert (row.reply.template, row.reply.to, row.reply.message_id) == (
        Template.HELD,
        "b@elsewhere.go.th",
        "<reply-2@dga.or.th>",
    )
    assert read(season)[0].agency == AGENCY


def test_a_message_without_a_decision_has_an_empty_judgement(season: Desk) -> None:
    row = read(season)[3]
    assert (row.verdict, row.reference, row.files, row.reasons) == (None, None, (), ())
    assert (row.reply.template, row.reply.state, row.reply.suppressed) == (None, None, "undecided")


def test_a_reply_is_suppressed_only_as_long_as_it_does_not_go_out(season: Desk) -> None:
    reply = read(season)[1].reply
    assert (reply.state, reply.suppressed) == (OutboxState.HELD, "old")
    assert reply.id is not None
    with writing(season.engine) as session:
        release(session, RULES.contest, reply.id, "operator", NOON)
    assert read(season)[1].reply.suppressed is None


def test_a_dropped_reply_says_so(season: Desk) -> None:
    reply = read(season)[1].reply
    assert reply.id is not None
    with writing(season.engine) as session:
        drop(session, RULES.contest, reply.id, "operator", NOON)
    assert read(season)[1].reply.suppressed == "dropped"


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"verdict": Verdict.HELD}, [2]),
        ({"agency": "แม่ สาย"}, [1, 5]),
        ({"agency": "%"}, []),
        ({"since": NOON + timedelta(seconds=4)}, [4, 5]),
        ({"verdict": Verdict.ACCEPTED, "since": NOON + timedelta(seconds=2)}, [5]),
    ],
)
def test_filters_narrow_the_list(season: Desk, filters: dict[str, object], ids: list[int]) -> None:
    assert [row.id for row in read(season, **filters)] == ids


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ("DGTI-2566-0001", [1, 5]),
        (" dgti-2566-0002 ", [2]),
        ("4", [4]),
        ("DGTI-2566-9999", []),
        ("99", []),
        ("9" * 40, []),
        ("๔", []),
        ("' OR 1=1 --", []),
    ],
)
def test_a_reference_or_an_id_leads_to_its_messages(season: Desk, asked: str, ids: list[int]) -> None:
    with reading(season.engine) as session:
        assert [row.id for row in lookup(session, RULES.contest, asked)] == ids


def test_another_contest_lists_nothing(season: Desk) -> None:
    with reading(season.engine) as session:
        assert list(rows(session, "dgti-2567")) == []
        assert lookup(session, "dgti-2567", "1") == []


def test_more_than_one_page_is_read_whole_and_in_order(season: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_log, "_PAGE", 2)
    found = read(season)
    assert [row.id for row in found] == [1, 2, 3, 4, 5]
    assert [len(row.files) for row in found] == [2, 1, 2, 0, 0]


def test_what_happened_is_told_in_order(season: Desk) -> None:
    with reading(season.engine) as session:
        of_second = timeline.of_message(session, RULES.contest, 2)
        of_first_entry = timeline.of_entry(session, RULES.contest, 1)
    assert [moment.what for moment in of_second] == [
        "message-stored",
        "message-seen",
        "entry-opened",
        "message-decided",
        "reply-queued",
    ]
    assert {moment.message_id for moment in of_first_entry} == {1, 5}
    assert [moment.seq for moment in of_first_entry] == sorted(moment.seq for moment in of_first_entry)
