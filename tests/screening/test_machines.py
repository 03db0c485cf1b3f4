"""Machines told from persons, on raw mails read by the real child: what a clerk would say of each."""

from collections.abc import Callable

import pytest
from builders import codes, judge, rules
from machine_mails import MACHINES, OUR_ID, OUR_LETTER, PERSONS, REPORTS, Mail
from servers.mails import entry

from screening.machines.automatic import machine_of
from screening.model.decision import Verdict
from screening.model.submission import Failure, Submission

Reading = Callable[[bytes], Submission]
GONE = "nobody@office.go.th"


@pytest.mark.parametrize("mail", MACHINES, ids=lambda mail: mail.name)
def test_a_machine_is_told_and_never_answered(mail: Mail, read: Reading) -> None:
    submission = read(mail.raw())
    assert machine_of(submission, rules()) == mail.kind, mail.clerk
    decision = judge(submission)
    assert (decision.verdict, decision.reply.template, decision.change) == (Verdict.IGNORED, None, None)


@pytest.mark.parametrize("mail", PERSONS, ids=lambda mail: mail.name)
def test_a_person_is_never_taken_for_a_machine(mail: Mail, read: Reading) -> None:
    submission = read(mail.raw())
    assert machine_of(submission, rules()) is None, mail.clerk
    decision = judge(submission)
    assert decision.verdict is not Verdict.IGNORED
    assert decision.reply.suppressed is None


def with_head(raw: bytes, *lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode() + raw


@pytest.mark.parametrize(
    "lines",
    [
        ("List-Id: <office.groups.example>", "List-Unsubscribe: <mailto:x@y.z>"),
        ("Precedence: bulk",),
        ("Auto-Submitted: auto-generated",),
        ("Return-Path: <>",),
        ("Sender: office-bounces@lists.example",),
        ("X-Autoreply: yes",),
        ("Mailing-List: contact x@y.z",),
    ],
)
def test_an_entry_that_a_machine_passes_on_waits_for_a_person(lines: tuple[str, ...], read: Reading) -> None:
    decision = judge(read(with_head(entry(7), *lines)))
    assert decision.verdict is Verdict.HELD
    assert "automatic" in codes(decision)
    assert decision.reply.suppressed == "automatic"
    assert decision.change is not None


def test_an_entry_from_an_office_systems_no_reply_address_waits_for_a_person(read: Reading) -> None:
    raw = entry(7).replace(b"saraban7@office.example", b"no-reply@office.example")
    decision = judge(read(raw))
    assert (decision.verdict, decision.reply.suppressed) == (Verdict.HELD, "automatic")


def test_an_entry_through_a_group_of_our_own_is_judged_as_any_other(read: Reading) -> None:
    raw = with_head(entry(7), "List-Id: <awards.dga.or.th>", "Return-Path: <>", "Precedence: list")
    ours = rules(own_lists=frozenset({"awards.dga.or.th"}))
    assert judge(read(raw), under=ours).verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(
    "words",
    ["ขณะนี้ข้าพเจ้าไม่อยู่ที่สำนักงาน ขอส่งผลงานตามแนบ", "ได้รับอีเมลแล้ว จะติดต่อกลับ ขอส่งผลงานใหม่ตามแนบ", OUR_LETTER],
)
def test_words_alone_never_hold_an_entry(words: str, read: Reading) -> None:
    raw = with_head(entry(7, text=words), f"In-Reply-To: {OUR_ID}")
    assert judge(read(raw)).verdict is Verdict.ACCEPTED


BY_NAME = {mail.name: mail for mail in REPORTS}
FAILED = Failure(GONE, "5.1.1", permanent=True)


@pytest.mark.parametrize(
    "name,failure",
    [
        ("postfix", FAILED),
        ("postfix, delayed", Failure(GONE, "4.4.1", permanent=False)),
        ("qmail", FAILED),
        ("qmail, its envelope lost on the way", FAILED),
        ("exim", FAILED),
        ("gmail, address not found", FAILED),
        ("exchange, html alone", Failure(GONE, "5.1.10", permanent=True)),
        ("exchange in Thai", FAILED),
        ("yahoo", Failure(GONE, "", permanent=True)),
        ("a Thai office's own system", Failure(GONE, "", permanent=True)),
        ("mailbox full", Failure(GONE, "5.2.2", permanent=True)),
        ("lotus notes", Failure(GONE, "", permanent=True)),
    ],
)
def test_a_report_is_read_for_whom_it_names(name: str, failure: Failure, read: Reading) -> None:
    bounce = read(BY_NAME[name].raw()).parsed.bounce
    assert bounce is not None
    assert bounce.failures == (failure,)
    shows_ours = name not in ("yahoo", "mailbox full", "lotus notes")
    assert bounce.message_ids == ((OUR_ID,) if shows_ours else ())


@pytest.mark.parametrize(
    "mail", [each for each in PERSONS if "bounce" not in each.name], ids=lambda mail: mail.name
)
def test_a_persons_mail_reports_no_bounce(mail: Mail, read: Reading) -> None:
    bounce = read(mail.raw()).parsed.bounce
    assert bounce is None or "could not send" in mail.name
