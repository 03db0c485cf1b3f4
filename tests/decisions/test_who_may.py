"""Which role does which act: for every act and role, and what `least_role` adds by what waits."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from acting import Staff, staff
from servers.smtp_sink import SmtpSink

from decisions.acts.errors import ActRefusedError
from decisions.acts.who_may import COMMANDS, least_role, require_may_run
from screening.model.act import Act, ActKind
from storage.accounts import accounts
from storage.accounts.accounts import By
from storage.accounts.errors import AccountRefusedError
from storage.accounts.roles import StaffRole
from storage.engine import writing

VIEWER, REVIEWER, APPROVER, ADMIN = StaffRole


@pytest.mark.parametrize("kind", list(ActKind))
def test_no_act_is_a_viewers(kind: ActKind) -> None:
    assert not VIEWER.covers(least_role(Act(kind), ()))


@pytest.mark.parametrize(
    ("act", "waits", "least"),
    [
        (Act(ActKind.NOTE), {"late", "malware", "files"}, REVIEWER),
        (Act(ActKind.ACCEPT), {"deck-by-link", "files"}, REVIEWER),
        (Act(ActKind.ACCEPT), {"late"}, APPROVER),
        (Act(ActKind.ACCEPT), {"appeal"}, APPROVER),
        (Act(ActKind.TIME), {"late"}, APPROVER),
        (Act(ActKind.TIME), {"time-unknown"}, APPROVER),
        (Act(ActKind.DECISION), (), APPROVER),
        (Act(ActKind.WITHDRAW), (), APPROVER),
        (Act(ActKind.EXTEND), (), APPROVER),
        (Act(ActKind.IGNORE), {"automatic"}, REVIEWER),
        (Act(ActKind.IGNORE), {"automatic", "files"}, ADMIN),
        (Act(ActKind.SETTLED, codes=("automatic",)), {"automatic", "malware"}, REVIEWER),
        (Act(ActKind.SETTLED, codes=("malware",)), {"automatic", "malware"}, ADMIN),
        (Act(ActKind.SETTLED), {"automatic", "malware"}, ADMIN),
        (Act(ActKind.SETTLED, codes=("appeal",)), (), APPROVER),
        (Act(ActKind.SETTLED, codes=("late",)), {"late"}, REVIEWER),
        (Act(ActKind.ROLE), {"malware"}, ADMIN),
    ],
)
def test_what_waits_may_need_more(act: Act, waits: set[str], least: StaffRole) -> None:
    assert least_role(act, waits) is least


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("role", list(StaffRole))
def test_a_command_needs_its_role_as_an_act_does(desk: Staff, command: str, role: StaffRole) -> None:
    with writing(desk.office.parts.engine) as session:
        if role.covers(COMMANDS[command]):
            require_may_run(session, role.value, command)
            return
        with pytest.raises(ActRefusedError, match=f"{command}' needs"):
            require_may_run(session, role.value, command)
        with pytest.raises(AccountRefusedError, match="has no account"):
            require_may_run(session, "nobody", command)


FIRST = "DGTI-2566-0001"
FINAL = {"words": "ผลงานไม่เป็นไปตามประกาศ ข้อ 3"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Staff]:
    """An entry, and a member of staff of each role, who is named as it is."""
    with SmtpSink() as sink, staff(tmp_path, sink) as made:
        made.entry("เทศบาลตำบลแม่ไทรงาม")
        parts = made.office.parts
        with writing(parts.engine) as session:
            by = By("root", parts.contest, parts.judge.clock())
            for role in StaffRole:
                accounts.add(session, role.value, role, "", by)
        yield made


def test_whose_role_is_too_small_is_told_which_it_takes(desk: Staff) -> None:
    for preview in (True, False):
        with pytest.raises(ActRefusedError, match="reviewer is reviewer: `decision` needs approver here"):
            desk.do(FIRST, ActKind.DECISION, who="reviewer", preview=preview, **FINAL)
    with pytest.raises(ActRefusedError, match="needs reviewer"):
        desk.do(FIRST, ActKind.NOTE, who="viewer")
    desk.do(FIRST, ActKind.NOTE, who="reviewer")
    desk.do(FIRST, ActKind.DECISION, who="approver", **FINAL)
    assert desk.status(FIRST)


def test_who_has_no_account_does_nothing(desk: Staff) -> None:
    with pytest.raises(AccountRefusedError, match="somebody has no account"):
        desk.do(FIRST, ActKind.NOTE, who="somebody")
    with pytest.raises(AccountRefusedError):
        desk.enter(at=desk.office.clock.now)


def test_a_reviewer_proposes_what_two_are_to_do_and_does_not_confirm_it(desk: Staff) -> None:
    parts = desk.office.parts
    parts.judge = replace(parts.judge, second_person=frozenset({"decision"}))
    proposed = desk.do(FIRST, ActKind.DECISION, who="reviewer", **FINAL).act
    assert proposed.kind is ActKind.PROPOSE
    with pytest.raises(AccountRefusedError):
        desk.do(FIRST, ActKind.CONFIRM, act=proposed.id, who="another")
    assert desk.do(FIRST, ActKind.CONFIRM, act=proposed.id, who="approver").act.kind is ActKind.DECISION


def test_an_act_is_taken_back_by_whose_role_could_do_it(desk: Staff) -> None:
    done = desk.do(FIRST, ActKind.DECISION, who="approver", **FINAL)
    with pytest.raises(ActRefusedError, match="`undo` needs approver here"):
        desk.do(FIRST, ActKind.UNDO, act=done.act.id, who="reviewer")
    desk.do(FIRST, ActKind.UNDO, act=done.act.id, who="approver")
