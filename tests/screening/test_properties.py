"""What holds for every mail, whatever it says."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from builders import (
    IN_TIME,
    MAE_SAI,
    SENDER,
    after,
    codes,
    deck,
    entry_of,
    file,
    form,
    judge,
    mail,
    ours,
    register,
    rules,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.case import keys_of
from screening.model.decision import Decision, EntryStatus, Severity, Verdict
from screening.model.history import History
from screening.model.rules import Rules
from screening.model.submission import (
    Address,
    Authentication,
    Content,
    ContentState,
    File,
    FileType,
    Parsed,
    Submission,
)

LISTED = rules(
    register(
        (MAE_SAI, "แม่ไทร", "เชียงราย"),
        ("เทศบาลตำบลหนองบัว", "เมืองกาญจนบุรี", "กาญจนบุรี"),
        ("เทศบาลตำบลหนองบัว", "หนองบัว", "นครสวรรค์"),
        ("เทศบาลเมืองแม่ไทรงาม", "แม่ไทร", "เชียงราย"),
        saraban="saraban_05570101@dla.go.th",
    )
)
UNLISTED = rules()
_WORSE = [Verdict.ACCEPTED, Verdict.HELD, Verdict.REJECTED]

stems = st.sampled_from(
    [
        MAE_SAI,
        "ทต.แม่ไทรงาม",
        "แม่ไทรงาม",
        "เทศบาลตำบลหนองบัว",
        "เทศบาลตำบลหนองบัว จ.กาญจนบุรี",
        "เทศบาลแม่ไทรงาม",
        "อบต.ไม่มี",
        "โรงเรียนเทศบาล 1",
        "scan0001",
        "สำเนาบัตรประชาชน",
        "ใบสมัคร",
        "",
    ]
)
markers = st.sampled_from(["_form1", "_form2", " from1", "_form1_หน้า1", "_form1 (1)", ""])
endings = st.sampled_from([".pdf", ".jpg", ".png", ".docx", ".pptx", ".mp4", ".zip", ".PDF", ""])
names = st.one_of(st.builds("{}{}{}".format, stems, markers, endings), st.text(max_size=80))
contents = st.builds(
    Content,
    state=st.sampled_from(ContentState),
    pages=st.none() | st.integers(0, 9),
    blank=st.booleans(),
    macros=st.booleans(),
)
files = st.builds(
    File,
    name=names,
    size=st.integers(0, 3).map(lambda size: size * 1000),
    sha256=st.integers(0, 7).map(lambda number: f"{number:064x}"),
    type=st.sampled_from(FileType),
    origin=st.sampled_from(["attachment", "forwarded", "archive"]),
    content=contents,
)
words = st.one_of(
    st.sampled_from(
        [
            "ส่งผลงานเข้าประกวด",
            f"{MAE_SAI} ขอส่งผลงาน",
            "เทศบาลเมืองแม่ไทรงาม",
            "สอบถามหน่อยครับ",
            "จ.กาญจนบุรี",
            "ผลงานที่ 2",
            "ขอถอนผลงาน",
            "[DGTI-2566-0001]",
            "ใช่ครับ",
            "",
        ]
    ),
    st.text(max_size=60),
)
senders = st.sampled_from(
    [SENDER, "saraban_05570101@dla.go.th", "x@gmail.com", "mailer-daemon@x.org", "", "@", "ก@ข"]
)
parsed = st.builds(
    Parsed,
    whole=st.sampled_from([True, True, True, False]),
    message_id=st.sampled_from(["<1@a>", "<2@a>", ""]),
    in_reply_to=st.sampled_from([(), ("<reply-1@dga.or.th>",), ("<1@a>",)]),
    sender=senders.map(Address),
    reply_to=st.lists(senders.map(Address), max_size=2).map(tuple),
    return_path=st.sampled_from([None, "", SENDER]),
    subject=words,
    text=words,
    links=st.sampled_from([(), ("https://drive.google.com/x",)]),
    content_type=st.sampled_from(["multipart/mixed", "multipart/report"]),
    headers=st.sampled_from([(), (("auto-submitted", "auto-replied"),), (("list-id", "<a.b>"),)]),
    files=st.lists(files, max_size=4, unique_by=lambda each: each.sha256).map(tuple),
)
submissions = st.builds(
    Submission,
    digest=st.integers(0, 3).map(lambda number: f"{number:064x}"),
    size=st.just(10_000),
    received_at=st.sampled_from([IN_TIME, IN_TIME - timedelta(days=90), IN_TIME + timedelta(days=30)]),
    parsed=parsed,
    authentication=st.builds(Authentication, dmarc=st.sampled_from(["", "pass", "fail", "none"])),
    too_large=st.sampled_from([False, False, False, True]),
    junk=st.booleans(),
)
under = st.sampled_from(
    [LISTED, UNLISTED, replace(LISTED, naming="strict"), replace(LISTED, naming="lenient")]
)
pasts = st.lists(submissions, max_size=3)


def history_of(earlier: list[Submission], rules_then: Rules) -> History:
    past = History()
    for each in earlier:
        past = after(past, each, rules_then)
    return past


@settings(max_examples=300, deadline=None)
@given(pasts, submissions, under)
def test_every_mail_gets_a_verdict_that_its_reasons_explain(
    earlier: list[Submission], submission: Submission, which: Rules
) -> None:
    past = history_of(earlier, which)
    keys_of(submission, which)
    decision = judge(submission, past, which)
    assert _is_explained(decision)
    assert len(decision.files) == len(submission.files)
    assert (decision.change is None) is (decision.verdict is Verdict.IGNORED)


def _is_explained(decision: Decision) -> bool:
    """A rejection names a fault, a held mail a doubt; an acceptance has neither."""
    faults, holds = decision.of(Severity.FAULT), decision.of(Severity.HOLD)
    return {
        Verdict.ACCEPTED: not faults and not holds,
        Verdict.REJECTED: bool(faults),
        Verdict.HELD: bool(holds),
        Verdict.IGNORED: True,
    }[decision.verdict]


@settings(max_examples=200, deadline=None)
@given(pasts, submissions, under, st.randoms(use_true_random=False))
def test_the_order_of_a_mails_files_changes_nothing(
    earlier: list[Submission], submission: Submission, which: Rules, shuffle: Random
) -> None:
    past = history_of(earlier, which)
    mixed = list(submission.files)
    shuffle.shuffle(mixed)
    other = replace(submission, parsed=replace(submission.parsed, files=tuple(mixed)))
    one, two = judge(submission, past, which), judge(other, past, which)
    assert (one.verdict, codes(one), one.agency) == (two.verdict, codes(two), two.agency)
    assert one.change == two.change


@settings(max_examples=100, deadline=None)
@given(pasts, submissions, under)
def test_the_same_facts_give_the_same_decision(
    earlier: list[Submission], submission: Submission, which: Rules
) -> None:
    past = history_of(earlier, which)
    assert judge(submission, past, which) == judge(submission, past, which)


@settings(max_examples=300, deadline=None)
@given(submissions, under)
def test_a_second_identical_mail_changes_nothing_of_the_entry(submission: Submission, which: Rules) -> None:
    past = after(History(), submission, which)
    if not past.entries:
        return
    again = judge(submission, past, which)
    joined = again.change is not None and again.change.entry is not None
    if joined and again.change:
        entry = entry_of(past)
        assert (again.change.status, again.change.form, again.change.deck) == (
            entry.status,
            entry.form,
            entry.deck,
        )


@settings(max_examples=300, deadline=None)
@given(st.lists(files, max_size=3, unique_by=lambda each: each.sha256), under)
def test_sending_what_was_asked_for_never_makes_it_worse(brought: list[File], which: Rules) -> None:
    first = mail(*brought)
    decision = judge(first, under=which)
    if decision.verdict is not Verdict.REJECTED:
        return
    past = after(History(), first, which)
    wanted = {reason.code.partition("-")[0] for reason in decision.of(Severity.FAULT)}
    cure = [*([form()] if "form" in wanted else []), *([deck()] if "deck" in wanted else [])]
    answer = mail(*cure, in_reply_to=ours(past), text=MAE_SAI)
    then = judge(answer, past, which)
    assert _WORSE.index(then.verdict) <= _WORSE.index(decision.verdict)
    assert then.verdict is not Verdict.REJECTED, then.reasons


@settings(max_examples=200, deadline=None)
@given(submissions, under)
def test_a_complete_entry_stays_complete_whatever_comes_after(submission: Submission, which: Rules) -> None:
    first = mail(form(), deck())
    past = after(History(), first, which)
    later = replace(submission, parsed=replace(submission.parsed, in_reply_to=ours(past)))
    change = judge(later, past, which).change
    if change and change.entry:
        assert change.status is EntryStatus.COMPLETE
        assert change.form and change.deck


def test_of_two_nameless_scans_the_one_that_opens_is_judged_in_either_order() -> None:
    good, broken = file("b.pdf"), file("a.pdf", content=Content(ContentState.UNREADABLE))
    for both in ((good, broken), (broken, good)):
        assert codes(judge(mail(*both, deck()))) == {"form-name"}


def test_an_unknown_file_among_good_ones_is_no_matter() -> None:
    logo = file("logo.gif", FileType.OTHER)
    assert judge(mail(form(), deck(), logo)).verdict is Verdict.ACCEPTED
