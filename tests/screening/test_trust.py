"""The decision table, cell by cell: who writes what to an entry, what becomes of it, and who hears what.

The expectations are written by hand, as the table that the owners of the contest agreed on says them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from builders import MAE_SAI, SENDER, after, codes, deck, file, form, mail, ours, register, rules
from builders import judge as judge_it

from screening.entry.trust import TABLE, Brings
from screening.model.decision import Decision, Disclosure, EntryStatus, Grade, Template, Verdict
from screening.model.history import EntryState, History
from screening.model.register import Register
from screening.model.submission import Address, Authentication, File, Submission

OTHER = "องค์การบริหารส่วนตำบลบ้านกลาง"
SHARED = "เทศบาลตำบลหนองบัว"
SARABAN = "saraban_05570101@dla.go.th"
GUEST = "colleague@gmail.com"
BOOK = Register.of(
    [
        replace(register((MAE_SAI, "แม่ไทร", "เชียงราย")).agencies[0], saraban=SARABAN),
        *register(
            (OTHER, "เมือง", "ลำพูน"), (SHARED, "เมือง", "กาญจนบุรี"), (SHARED, "หนองบัว", "นครสวรรค์")
        ).agencies,
    ],
    "digest",
)
UNDER = rules(BOOK)
CLOSES = UNDER.closes


def judge(submission: Submission, past: History) -> Decision:
    return judge_it(submission, past, UNDER)


def then(past: History, *mails: Submission) -> History:
    for each in mails:
        past = after(past, each, UNDER)
    return past


def first(past: History) -> EntryState:
    return past.entries[0]


# ---- who writes -----------------------------------------------------------------------------------

Writes = Callable[..., Submission]


def by_letter(past: History, *files: File, **more: Any) -> Submission:
    return mail(*files, **{"in_reply_to": ours_of(past), **more})


def ours_of(past: History) -> tuple[str, ...]:
    return tuple(each.message_id for each in first(past).letters if each.full)


def authenticated(past: History, *files: File, **more: Any) -> Submission:
    return mail(*files, dmarc="pass", **{"subject": f"Re: {first(past).reference}", **more})


def by_the_office(past: History, *files: File, **more: Any) -> Submission:
    named = {"subject": f"Re: {first(past).reference}", "sender": Address(SARABAN), **more}
    return mail(*files, dmarc="pass", **named)


def claimed(past: History, *files: File, **more: Any) -> Submission:
    return mail(*files, **{"subject": f"Re: {first(past).reference}", **more})


def guest(past: History, *files: File, **more: Any) -> Submission:
    return mail(*files, **{"in_reply_to": ours_of(past), "sender": Address(GUEST), **more})


def with_the_number(past: History, *files: File, **more: Any) -> Submission:
    return mail(
        *files, **{"subject": f"Re: {first(past).reference}", "sender": Address("x@evil.example"), **more}
    )


def in_his_thread(past: History, *files: File, **more: Any) -> Submission:
    ids = tuple(first(past).message_ids)
    return mail(*files, **{"references": ids, "sender": Address("x@evil.example"), **more})


def disproven(past: History, *files: File, **more: Any) -> Submission:
    return mail(*files, dmarc="fail", **{"subject": f"Re: {first(past).reference}", **more})


WRITERS: dict[str, tuple[Grade, Writes]] = {
    "founder by letter": (Grade.PROVEN, by_letter),
    "founder authenticated": (Grade.PROVEN, authenticated),
    "the office": (Grade.PROVEN, by_the_office),
    "founder claimed": (Grade.CLAIMED, claimed),
    "guest": (Grade.GUEST, guest),
    "stranger with the number": (Grade.STRANGER, with_the_number),
    "stranger in the thread": (Grade.STRANGER, in_his_thread),
    "disproven": (Grade.DISPROVEN, disproven),
}


# ---- what he brings -------------------------------------------------------------------------------

FORM, DECK, NEWER = form(), deck(), deck("ใหม่.pptx")
WORD_FORM = file(f"{MAE_SAI}_form1.docx")
COMPLETE = then(History(), mail(FORM, DECK))
INCOMPLETE = then(History(), mail(FORM))
FAULTY = then(History(), mail(WORD_FORM, DECK))
AMBIGUOUS = then(History(), mail(form(SHARED), deck()))
WITH_ASIDE = then(COMPLETE, claimed(COMPLETE, NEWER))
AFTER = {"at": CLOSES + timedelta(hours=1)}
NO_THREAD: dict[str, Any] = {"subject": "ส่งผลงาน", "in_reply_to": (), "references": ()}


@dataclass(frozen=True)
class Scene:
    past: History
    files: tuple[File, ...] = ()
    more: dict[str, Any] | None = None


SCENES: dict[Brings, Scene] = {
    Brings.THANKS: Scene(COMPLETE, (), {"text": "ขอบคุณมากครับ"}),
    Brings.WORDS: Scene(COMPLETE, (), {"text": "ขอทราบวันประกาศผลครับ"}),
    Brings.ANSWER: Scene(AMBIGUOUS, (), {"text": "อำเภอหนองบัว จังหวัดนครสวรรค์"}),
    Brings.MISSING_ROLE: Scene(INCOMPLETE, (DECK,)),
    Brings.OTHER_BYTES: Scene(COMPLETE, (NEWER,)),
    Brings.SAME_BYTES: Scene(COMPLETE, (FORM, DECK)),
    Brings.KEPT_ASIDE: Scene(WITH_ASIDE, (NEWER,)),
    Brings.FAULTY_AGAIN: Scene(FAULTY, (WORD_FORM,)),
    Brings.SET_OF_ANOTHER: Scene(COMPLETE, (form(OTHER), deck("กลาง.pptx"))),
    Brings.PART_OF_ANOTHER: Scene(COMPLETE, (form(OTHER),)),
    Brings.FRESH_SET: Scene(INCOMPLETE, (FORM, DECK), NO_THREAD),
    Brings.SECOND_SET: Scene(COMPLETE, (form(), NEWER), NO_THREAD),
    Brings.WITHDRAWAL: Scene(COMPLETE, (), {"text": "ขอถอนผลงานครับ"}),
    Brings.LATE: Scene(COMPLETE, (NEWER,), AFTER),
    Brings.UNREADABLE: Scene(INCOMPLETE, (file("ส่งผลงาน.zip"),)),
}


@dataclass(frozen=True)
class Cell:
    """`number`: the entry's, `own` (linked) or `entry` (its own, not linked). `takes`: its files stand."""

    number: str
    verdict: Verdict
    code: str = ""
    hears: Disclosure | None = Disclosure.FULL
    founders: Template | None = None
    takes: bool = False


ACC, REJ, HELD = Verdict.ACCEPTED, Verdict.REJECTED, Verdict.HELD
FULL, SOME, BARE = Disclosure.FULL, Disclosure.GUEST, Disclosure.NEUTRAL
CHANGED, CONFIRM = Template.CHANGED, Template.CONFIRM
P, M, G, S, X = Grade
UNVERIFIED = Cell("own", HELD, "sender-unverified", None)
THREAD = "message-in-thread"

EXPECTED: dict[Brings, dict[Grade, Cell]] = {
    Brings.THANKS: {
        P: Cell("joins", HELD, THREAD, None),
        M: Cell("joins", HELD, THREAD, None),
        G: Cell("joins", HELD, THREAD, None),
        S: Cell("own", HELD, "enquiry", BARE),
    },
    Brings.WORDS: {
        P: Cell("joins", HELD, THREAD),
        M: Cell("joins", HELD, THREAD),
        G: Cell("joins", HELD, THREAD, BARE),
        S: Cell("own", HELD, "enquiry", BARE),
    },
    Brings.ANSWER: {
        P: Cell("joins", ACC, "agency-by-place"),
        M: Cell("joins", ACC, "agency-by-place"),
        G: Cell("joins", ACC, "agency-by-place", SOME, CHANGED),
        S: Cell("own", HELD, "enquiry", BARE),
    },
    Brings.MISSING_ROLE: {
        P: Cell("joins", ACC, "completed-by-thread", takes=True),
        M: Cell("joins", ACC, "completed-by-thread", takes=True),
        G: Cell("joins", ACC, "completed-by-thread", SOME, CHANGED, takes=True),
        S: Cell("own", HELD, "sender-conflict", BARE, CONFIRM),
    },
    Brings.OTHER_BYTES: {
        P: Cell("joins", ACC, "revision", takes=True),
        M: Cell("joins", HELD, "revision-unproven"),
        G: Cell("joins", HELD, "revision-unproven", SOME, CONFIRM),
        S: Cell("own", HELD, "sender-conflict", BARE, CONFIRM),
    },
    Brings.SAME_BYTES: {
        P: Cell("joins", ACC, "duplicate"),
        M: Cell("joins", ACC, "duplicate"),
        G: Cell("joins", ACC, "duplicate", BARE),
        S: Cell("own", HELD, "sender-conflict", BARE),
    },
    Brings.KEPT_ASIDE: {
        P: Cell("joins", ACC, "revision", takes=True),
        M: Cell("joins", HELD, "revision-unproven"),
        G: Cell("joins", HELD, "revision-unproven", SOME),
        S: Cell("own", HELD, "sender-conflict", BARE),
    },
    Brings.FAULTY_AGAIN: {
        P: Cell("joins", REJ, "duplicate"),
        M: Cell("joins", REJ, "duplicate"),
        G: Cell("own", HELD, "sender-conflict", BARE),
        S: Cell("own", HELD, "sender-conflict", BARE),
    },
    Brings.SET_OF_ANOTHER: dict.fromkeys((P, M, G, S), Cell("entry", ACC)),
    Brings.PART_OF_ANOTHER: {
        P: Cell("own", HELD, "agency-conflict"),
        M: Cell("own", HELD, "agency-conflict"),
        G: Cell("own", HELD, "agency-conflict", BARE),
        S: Cell("own", HELD, "agency-conflict", BARE),
    },
    Brings.FRESH_SET: {
        P: Cell("joins", ACC, "completed-by-sender", takes=True),
        M: Cell("joins", ACC, "completed-by-sender", takes=True),
        S: Cell("own", HELD, "sender-conflict", BARE),
    },
    Brings.SECOND_SET: {
        P: Cell("own", HELD, "second-work"),
        M: Cell("own", HELD, "second-work"),
        S: Cell("own", HELD, "sender-conflict", BARE),
    },
    Brings.WITHDRAWAL: {
        P: Cell("joins", HELD, "withdrawal"),
        M: Cell("joins", HELD, "withdrawal"),
        G: Cell("joins", HELD, "withdrawal", BARE, CHANGED),
        S: Cell("own", HELD, "withdrawal", BARE),
    },
    Brings.LATE: {
        P: Cell("joins", REJ, "late"),
        M: Cell("joins", REJ, "late"),
        G: Cell("joins", REJ, "late", BARE),
        S: Cell("own", REJ, "late", BARE),
    },
    Brings.UNREADABLE: {
        P: Cell("joins", HELD, "archive-unreadable"),
        M: Cell("joins", HELD, "archive-unreadable"),
        G: Cell("joins", HELD, "archive-unreadable", BARE),
        S: Cell("own", HELD, "archive-unreadable", BARE),
    },
}
CELLS = [
    pytest.param(brings, name, id=f"{brings}-{name}")
    for brings in Brings
    for name, (grade, _) in WRITERS.items()
    if grade is X or grade in EXPECTED[brings]
    # Outside a thread nobody answers a letter, and a stranger has nothing but the same agency.
    if brings not in (Brings.FRESH_SET, Brings.SECOND_SET) or name not in ("founder by letter", "guest")
]


@pytest.mark.parametrize(("brings", "writer"), CELLS)
def test_every_cell(brings: Brings, writer: str) -> None:
    grade, write = WRITERS[writer]
    scene, expected = SCENES[brings], UNVERIFIED if grade is X else EXPECTED[brings][grade]
    # The office of an ambiguous agency is none yet: it is a stranger who knows the number.
    if brings is Brings.ANSWER and writer == "the office":
        grade, expected = S, EXPECTED[brings][S]
    # One agency's own address that sends another's form contradicts itself: a part to be looked at.
    if brings is Brings.SET_OF_ANOTHER and writer == "the office":
        expected = EXPECTED[Brings.PART_OF_ANOTHER][P]
    decision = judge(write(scene.past, *scene.files, **(scene.more or {})), scene.past)
    entry = first(scene.past)
    assert decision.change is not None
    if expected.number != "entry":
        assert decision.writer and decision.writer.grade is grade
        assert decision.change.entry == (entry.id if expected.number == "joins" else None)
        assert decision.about == (None if expected.number == "joins" else entry.id)
    else:
        assert (decision.change.entry, decision.about) == (None, None)
    assert decision.verdict is expected.verdict
    assert expected.code == "" or expected.code in codes(decision)
    if expected.hears is None:
        assert decision.reply.suppressed
    else:
        assert (decision.reply.suppressed, decision.reply.disclosure) == (None, expected.hears)
    founders = {SENDER} - {decision.reply.to} if expected.founders else set()
    assert {(each.template, each.to) for each in decision.notices} == {
        (expected.founders, to) for to in founders
    }
    if expected.number == "joins":
        stands = {decision.change.form, decision.change.deck} >= {each.sha256 for each in scene.files}
        assert stands is expected.takes or brings is Brings.SAME_BYTES or not scene.files


def test_the_test_knows_every_cell_of_the_code_and_no_other() -> None:
    for brings, row in TABLE.items():
        for grade, cell in row.items():
            expected = UNVERIFIED if grade is X else EXPECTED[brings].get(grade)
            if expected is None:
                continue  # a guest comes by a letter: he has no mail without a thread
            lands = {"joins": "joins", "own": "own number", "entry": "own entry"}[expected.number]
            assert (brings, grade, cell.lands) == (brings, grade, lands)
            assert (brings, grade, cell.founders) == (brings, grade, expected.founders)
            if expected.number != "entry":
                assert (brings, grade, cell.hears) == (brings, grade, expected.hears)
    assert set(TABLE) == set(SCENES) == set(EXPECTED)


# ---- what strangers cannot do -----------------------------------------------------------------------


@pytest.mark.parametrize("brings", list(Brings))
def test_after_a_stranger_the_entry_is_as_if_he_had_not_written(brings: Brings) -> None:
    scene = SCENES[brings]
    strange = with_the_number(scene.past, *scene.files, **(scene.more or {}))
    with_him = then(scene.past, strange)
    one, other = first(scene.past), first(with_him)
    assert replace(one, letters=(), waiting=()) == replace(other, letters=(), waiting=())
    for follow in (deck("จริง.pptx"), form()):
        honest = by_letter(scene.past, follow)
        assert plain(judge(honest, scene.past)) == plain(judge(honest, with_him))


def plain(decision: Decision) -> Any:
    return decision.verdict, decision.reasons, decision.change, decision.files, decision.reply


class TestWhoTheMailSaysItIs:
    def test_two_bodies_that_send_the_same_blank_form_have_two_entries(self) -> None:
        blank = "the official form, not filled in"
        one = mail(file(f"{MAE_SAI}_form1.pdf", seed=blank), deck("1.pptx"))
        other = mail(
            file(f"{OTHER}_form1.pdf", seed=blank), deck("2.pptx"), sender=Address("b@klang.example")
        )
        decision = judge(other, then(History(), one))
        assert decision.verdict is ACC and decision.change and decision.change.entry is None
        assert decision.agency.place and decision.agency.place.name == OTHER

    @pytest.mark.parametrize("about", ["สอบถาม", "ส่งผลงาน"])
    def test_two_bodies_that_answer_one_circular_have_two_entries(self, about: str) -> None:
        circular = mail(subject=about, text=f"{about} ตามหนังสือเวียน", sender=Address("governor@moi.go.th"))
        past = then(History(), circular)
        for agency, sender in ((MAE_SAI, "a@one.example"), (OTHER, "b@two.example")):
            answer = mail(
                form(agency),
                deck(f"{agency}.pptx"),
                sender=Address(sender),
                references=(circular.parsed.message_id,),
            )
            decision = judge(answer, past)
            assert decision.verdict is ACC and decision.change and decision.change.entry is None
            past = then(past, answer)
        assert [entry.status for entry in past.entries[1:]] == [EntryStatus.COMPLETE] * 2

    def test_a_founder_who_answers_an_old_letter_with_the_next_body_changes_nothing_of_the_first(
        self,
    ) -> None:
        decision = judge(by_letter(COMPLETE, form(OTHER), deck("กลาง.pptx")), COMPLETE)
        assert decision.verdict is ACC and decision.change and decision.change.entry is None
        later = then(COMPLETE, by_letter(COMPLETE, form(OTHER), deck("กลาง.pptx")))
        assert (first(later).form, first(later).deck) == (first(COMPLETE).form, first(COMPLETE).deck)

    def test_the_next_body_is_completed_though_its_mail_answers_the_first_ones_letter(self) -> None:
        past = then(COMPLETE, mail(form(OTHER)))
        decision = judge(by_letter(past, form(OTHER), deck("กลาง.pptx")), past)
        assert decision.verdict is ACC and decision.change and decision.change.entry == 2

    def test_a_mail_of_two_bodies_that_comes_apart_gives_each_its_number_and_the_rest_stays(self) -> None:
        mine, theirs = (FORM, DECK), (form(OTHER), deck("กลาง.pptx"))
        past = then(History(), mail(*mine, *theirs))
        assert "agency-conflict" in {each.code for each in first(past).reasons}
        for number, (part, name) in enumerate(((mine, MAE_SAI), (theirs, OTHER)), start=2):
            again = mail(*part, in_reply_to=ours_of(past))
            decision = judge(again, past)
            assert decision.verdict is ACC and decision.agency.place and decision.agency.place.name == name
            past = then(past, again)
            assert past.entries[-1].id == number
        assert first(past).status is EntryStatus.HELD
        settled = judge(mail(text=f"{MAE_SAI} อำเภอแม่ไทร จังหวัดเชียงราย", in_reply_to=ours_of(past)), past)
        assert settled.change and settled.change.entry == 1

    def test_identical_files_of_a_stranger_are_no_repeat(self) -> None:
        decision = judge(mail(FORM, DECK, sender=Address("x@evil.example")), COMPLETE)
        assert decision.verdict is HELD and codes(decision) >= {"sender-conflict"}
        assert decision.reply.disclosure is BARE and decision.change and decision.change.entry is None


class TestTheOffice:
    def test_the_official_address_is_in_every_entry_of_its_agency(self) -> None:
        squatter = then(History(), mail(form(), deck(), sender=Address("squat@evil.example")))
        newer = by_the_office(squatter, deck("จริง.pptx"))
        decision = judge(newer, squatter)
        assert decision.verdict is ACC and codes(decision) >= {"revision"}

    def test_a_fresh_whole_set_of_the_office_is_not_shut_out_by_a_squatter(self) -> None:
        squatter = then(History(), mail(form(), deck(), sender=Address("squat@evil.example")))
        fresh = mail(form(), deck("จริง.pptx"), sender=Address(SARABAN), dmarc="pass")
        decision = judge(fresh, squatter)
        assert decision.verdict is HELD and codes(decision) >= {"second-work"}
        assert decision.reply.disclosure is FULL and "sender-conflict" not in codes(decision)

    def test_who_began_an_entry_replaces_nothing_that_the_office_has_sent(self) -> None:
        squatter = Address("squat@evil.example")
        past = then(History(), mail(FORM, sender=squatter))
        past = then(past, mail(form(), deck("จริง.pptx"), sender=Address(SARABAN), dmarc="pass"))
        assert first(past).status is EntryStatus.COMPLETE
        swapped = mail(
            NEWER, sender=squatter, dmarc="pass", in_reply_to=ours_of(past), subject=first(past).reference
        )
        decision = judge(swapped, past)
        assert decision.verdict is HELD and codes(decision) >= {"revision-unproven"}
        assert decision.change and decision.change.deck == first(past).deck
        past = then(past, swapped)
        yes = mail(text="ยืนยัน", sender=squatter, dmarc="pass", subject=first(past).reference)
        decision = judge(yes, past)
        assert decision.verdict is HELD and decision.change and decision.change.deck == first(past).deck
        by_office = by_the_office(past, text="ยืนยันค่ะ")
        assert judge(by_office, past).verdict is ACC

    def test_unauthenticated_it_is_nobody(self) -> None:
        strange = mail(DECK, subject=first(INCOMPLETE).reference, sender=Address(SARABAN))
        decision = judge(strange, INCOMPLETE)
        assert decision.change and decision.change.entry is None and decision.about == 1

    @pytest.mark.parametrize(
        ("domain", "colleague", "grade"),
        [
            ("maesai.go.th", "second@maesai.go.th", P),
            ("maesai.go.th", "second@mail.maesai.go.th", S),
            ("dla.go.th", "second@dla.go.th", S),
            ("x.dla.go.th", "second@x.dla.go.th", S),
            ("maesai.com", "second@maesai.com", S),
        ],
    )
    def test_a_colleague_of_the_founders_own_domain(self, domain: str, colleague: str, grade: Grade) -> None:
        past = then(History(), mail(FORM, sender=Address(f"first@{domain}"), dmarc="pass"))
        decision = judge(
            mail(DECK, subject=first(past).reference, sender=Address(colleague), dmarc="pass"), past
        )
        assert decision.writer and decision.writer.grade is grade

    def test_not_where_the_founder_was_never_authenticated(self) -> None:
        past = then(History(), mail(FORM, sender=Address("first@maesai.go.th")))
        strange = mail(DECK, subject=first(past).reference, sender=Address("x@maesai.go.th"), dmarc="pass")
        decision = judge(strange, past)
        assert decision.writer and decision.writer.grade is S

    def test_not_where_two_bodies_were_founded_from_the_domain(self) -> None:
        past = then(History(), mail(FORM, sender=Address("first@maesai.go.th"), dmarc="pass"))
        strange = mail(DECK, subject=first(past).reference, sender=Address("x@maesai.go.th"), dmarc="pass")
        assert judge(strange, past).writer == judge(strange, replace(past, domain_of_many=False)).writer
        many = judge(strange, replace(past, domain_of_many=True))
        assert many.writer and many.writer.grade is S

    def test_a_host_that_the_register_gives_to_this_agency_alone(self) -> None:
        own = Register.of([replace(BOOK.agencies[0], domains=("maesai.go.th",)), BOOK.agencies[1]], "own")
        two = Register.of([replace(each, domains=("maesai.go.th",)) for each in BOOK.agencies[:2]], "two")
        past = then(History(), mail(FORM, sender=Address("first@gmail.com")))
        strange = mail(DECK, subject=first(past).reference, sender=Address("x@maesai.go.th"), dmarc="pass")
        grades = [judge_it(strange, past, rules(book)).writer for book in (own, two)]
        assert [each and each.grade for each in grades] == [P, S]


class TestFounders:
    def test_a_single_reply_to_is_a_founder_too(self) -> None:
        past = then(History(), mail(FORM, reply_to=(Address("boss@gmail.com"),)))
        assert first(past).circle == {SENDER, "boss@gmail.com"}
        by_boss = mail(DECK, sender=Address("boss@gmail.com"), in_reply_to=ours_of(past))
        decision = judge(by_boss, past)
        assert decision.verdict is ACC and decision.writer and decision.writer.grade is P

    @pytest.mark.parametrize(
        "unproven",
        [
            mail(FORM, DECK, dmarc="fail"),
            replace(mail(FORM, DECK), junk=True),
            mail(FORM, DECK, headers=(("list-id", "<all@example.org>"),)),
            mail(FORM, DECK, sender=Address("somebody@dga.or.th")),
        ],
        ids=["disproven", "junk", "list", "our own organisation"],
    )
    def test_mail_that_proves_nothing_founds_without_a_founder(self, unproven: Submission) -> None:
        past = then(History(), unproven)
        assert first(past).circle == frozenset()
        sender = unproven.parsed.sender
        strange = mail(NEWER, subject=first(past).reference, sender=sender)
        claimed_only = judge(strange, past).writer
        assert claimed_only and claimed_only.grade is S
        proven = judge(mail(NEWER, subject=first(past).reference, sender=sender, dmarc="pass"), past)
        assert proven.writer and (proven.writer.grade, proven.writer.why) == (P, "named-later")
        assert proven.change and sender.address in {each.address for each in proven.change.members}

    def test_addresses_compare_in_lower_case_and_cc_joins_nobody(self) -> None:
        headers = (("cc", "friend@gmail.com"),)
        past = then(History(), mail(FORM, headers=headers))
        strange = judge(mail(DECK, subject=first(past).reference, sender=Address("friend@gmail.com")), past)
        assert strange.writer and strange.writer.grade is S

    def test_a_group_that_writes_in_his_stead_is_asked_about(self) -> None:
        rewritten = mail(
            FORM,
            DECK,
            sender=Address("dgti_awards@dga.or.th"),
            headers=(("x-original-from", "คุณเอ <Officer@MaeSai.go.th>"), ("list-id", "<g.dga.or.th>")),
        )
        decision = judge(rewritten, History())
        assert decision.verdict is HELD and codes(decision) >= {"automatic"}
        assert [(each.template, each.to) for each in decision.notices] == [(CONFIRM, "officer@maesai.go.th")]
        past = then(History(), rewritten)
        (question,) = first(past).letters
        yes = mail(text="ยืนยัน", sender=Address("officer@maesai.go.th"), in_reply_to=(question.message_id,))
        settled = judge(yes, past)
        assert settled.verdict is ACC and settled.reply.template is Template.ACKNOWLEDGEMENT
        assert first(then(past, yes)).circle == {"officer@maesai.go.th"}

    def test_our_own_letter_is_still_our_own(self) -> None:
        ours_ = mail(
            FORM, DECK, sender=Address("dgti_awards@dga.or.th"), headers=(("x-intake-contest", "t"),)
        )
        assert judge(ours_, History()).verdict is Verdict.IGNORED
        bare = mail(FORM, DECK, sender=Address("dgti_awards@dga.or.th"))
        assert judge(bare, History()).verdict is Verdict.IGNORED


class TestWordsGiven:
    def test_yes_takes_what_was_kept_aside_and_the_earlier_time_counts(self) -> None:
        letter = first(WITH_ASIDE).letters[-1]
        yes = mail(text="ยืนยันครับ", in_reply_to=(letter.message_id,), at=CLOSES + timedelta(days=1))
        decision = judge(yes, WITH_ASIDE)
        assert decision.verdict is ACC and codes(decision) >= {"confirmed"}
        assert decision.change and decision.change.deck == NEWER.sha256
        assert decision.reply.template is Template.UPDATED
        assert first(then(WITH_ASIDE, yes)).waiting == ()

    def test_yes_of_one_who_only_claims_replaces_nothing(self) -> None:
        decision = judge(claimed(WITH_ASIDE, text="ยืนยัน"), WITH_ASIDE)
        assert decision.verdict is HELD and decision.change and decision.change.deck == DECK.sha256

    def offered(self) -> History:
        return then(INCOMPLETE, with_the_number(INCOMPLETE, DECK))

    def test_yes_to_our_question_takes_a_strangers_file_with_its_time_and_lets_him_in(self) -> None:
        past = self.offered()
        question = first(past).letters[-1]
        yes = mail(text="ใช่ค่ะ ยืนยัน", in_reply_to=(question.message_id,), at=CLOSES + timedelta(hours=2))
        decision = judge(yes, past)
        assert decision.verdict is ACC and decision.change and decision.change.deck == DECK.sha256
        (taken,) = decision.taken
        assert taken.received_at <= CLOSES
        assert "x@evil.example" in first(then(past, yes)).circle

    def test_yes_without_the_thread_takes_the_only_offer_and_lets_nobody_in(self) -> None:
        past = self.offered()
        decision = judge(claimed(past, text="ยืนยัน"), past)
        assert decision.verdict is ACC and decision.change and decision.change.deck == DECK.sha256
        assert decision.change.members == ()

    def test_no_leaves_all_as_it_is_and_is_asked_no_more(self) -> None:
        past = self.offered()
        question = first(past).letters[-1]
        no = mail(text="ไม่ใช่ของเราค่ะ", in_reply_to=(question.message_id,))
        decision = judge(no, past)
        assert codes(decision) >= {"undone", "deck-missing"} and decision.verdict is REJ
        assert first(then(past, no)).waiting == ()

    def test_a_stranger_cannot_say_yes(self) -> None:
        past = self.offered()
        for text in ("ยืนยัน", "ใช่"):
            for writer in (with_the_number, in_his_thread, guest):
                decision = judge(writer(past, text=text), past)
                assert decision.change is None or decision.change.deck is None

    def test_what_a_guest_added_is_undone_by_no(self) -> None:
        past = then(INCOMPLETE, guest(INCOMPLETE, DECK))
        assert first(past).status is EntryStatus.COMPLETE
        notice = first(past).letters[-1]
        assert notice.template is CHANGED and notice.address == SENDER
        no = mail(text="ไม่ใช่ครับ", in_reply_to=(notice.message_id,))
        decision = judge(no, past)
        assert decision.verdict is REJ and codes(decision) >= {"undone", "deck-missing"}
        assert decision.change and (decision.change.deck, decision.change.status) == (
            None,
            EntryStatus.INCOMPLETE,
        )

    def test_no_of_one_who_only_claims_undoes_nothing(self) -> None:
        past = then(INCOMPLETE, guest(INCOMPLETE, DECK))
        decision = judge(claimed(past, text="ไม่ใช่"), past)
        assert decision.change and decision.change.deck == DECK.sha256

    def second(self) -> History:
        return then(COMPLETE, mail(form(), NEWER))

    def answer_to_second(self, past: History, text: str, **more: Any) -> Submission:
        letter = past.entries[1].letters[-1]
        return mail(text=text, in_reply_to=(letter.message_id,), **more)

    def test_another_work_is_accepted_under_its_own_number(self) -> None:
        past = self.second()
        decision = judge(self.answer_to_second(past, "คนละผลงานค่ะ ชื่อระบบน้ำ"), past)
        assert decision.verdict is ACC and decision.change and decision.change.entry == 2

    def test_a_new_version_replaces_the_first(self) -> None:
        past = self.second()
        decision = judge(self.answer_to_second(past, "ฉบับปรับปรุงครับ"), past)
        assert decision.verdict is ACC and decision.reply.template is Template.UPDATED
        assert decision.change and (decision.change.entry, decision.change.deck) == (1, NEWER.sha256)

    def test_a_new_version_in_a_fresh_mail_that_says_so(self) -> None:
        decision = judge(mail(NEWER, text="ขอส่งฉบับปรับปรุง", dmarc="pass"), COMPLETE)
        assert decision.verdict is ACC and codes(decision) >= {"revision"}
        silent = judge(mail(NEWER, dmarc="pass"), COMPLETE)
        assert silent.verdict is HELD and codes(silent) >= {"second-work"}


class TestQuestions:
    def test_an_answer_is_never_met_with_silence_and_at_most_two_questions_are_asked(self) -> None:
        past, told = AMBIGUOUS, replace(AMBIGUOUS.answers, threads_today=frozenset({1}))
        for asked in (2, 3, 4):
            vague = mail(text="อยู่อำเภอบางแห่งครับ", in_reply_to=ours(past))
            decision = judge(vague, replace(past, answers=told))
            enough = "asked-enough" in codes(decision)
            assert enough is (asked > 2)
            assert (decision.reply.suppressed is None) is (asked < 4)
            past = then(past, vague)

    def test_small_talk_is_told_the_state_once_a_day(self) -> None:
        told = replace(AMBIGUOUS, answers=replace(AMBIGUOUS.answers, threads_today=frozenset({1})))
        chat = mail(text="ทราบผลเมื่อไรคะ", in_reply_to=ours(AMBIGUOUS))
        assert judge(chat, told).reply.suppressed == "conversation"

    def test_what_held_beside_goes_on_holding_once_the_place_is_known(self) -> None:
        linked = mail(form(SHARED), links=("https://drive.google.com/file/d/1",))
        past = then(History(), linked)
        assert {"agency-ambiguous", "deck-by-link"} <= {each.code for each in first(past).reasons}
        answer = mail(text="จังหวัดนครสวรรค์", in_reply_to=ours(past))
        decision = judge(answer, past)
        assert decision.verdict is HELD and "deck-by-link" in codes(decision)
        assert decision.agency.known and not codes(decision) & {"deck-missing", "agency-ambiguous"}
        done = judge(mail(DECK, in_reply_to=ours(past)), then(past, answer))
        assert done.verdict is ACC


class TestRecipients:
    def test_one_who_only_claims_is_answered_at_his_own_address(self) -> None:
        lured = claimed(COMPLETE, text="ขอทราบสถานะ", reply_to=(Address("thief@evil.example"),))
        decision = judge(lured, COMPLETE)
        assert (decision.reply.to, decision.reply.disclosure) == (SENDER, FULL)

    def test_a_new_reply_to_of_a_proven_one_hears_little_and_the_founder_all(self) -> None:
        moved = authenticated(INCOMPLETE, DECK, reply_to=(Address("home@gmail.com"),))
        decision = judge(moved, INCOMPLETE)
        assert (decision.reply.to, decision.reply.disclosure) == ("home@gmail.com", BARE)
        assert [(each.template, each.to) for each in decision.notices] == [(CHANGED, SENDER)]

    def test_founders_are_written_to_once_a_day_and_never_where_nobody_is(self) -> None:
        stranger = with_the_number(INCOMPLETE, DECK)
        for answers, why in (
            (replace(INCOMPLETE.answers, noticed_today=frozenset({1})), "repeated"),
            (replace(INCOMPLETE.answers, closed_to=frozenset({SENDER})), "bounced"),
            (replace(INCOMPLETE.answers, noticed_to={(SENDER, CONFIRM): 10}), "capped"),
        ):
            (notice,) = judge(stranger, replace(INCOMPLETE, answers=answers)).notices
            assert notice.suppressed == why

    def test_a_question_that_a_stranger_provoked_keeps_no_founder_from_hearing_of_a_change(self) -> None:
        asked = replace(INCOMPLETE.answers, noticed_today=frozenset({1}))
        (notice,) = judge(guest(INCOMPLETE, DECK), replace(INCOMPLETE, answers=asked)).notices
        assert (notice.template, notice.suppressed) == (CHANGED, None)
        told = replace(asked, changed_today=frozenset({1}))
        (notice,) = judge(guest(INCOMPLETE, DECK), replace(INCOMPLETE, answers=told)).notices
        assert notice.suppressed == "repeated"

    def test_many_first_letters_to_one_address_wait(self) -> None:
        busy = replace(History(), answers=replace(History().answers, letters_hour=5))
        decision = judge(mail(FORM, DECK), busy)
        assert decision.verdict is ACC
        assert (decision.reply.suppressed, decision.reply.waits) == ("many", True)


def test_a_mail_signed_by_another_is_a_strangers() -> None:
    signed = replace(
        mail(DECK, subject=first(INCOMPLETE).reference, sender=Address("x@evil.example")),
        authentication=Authentication(dkim_domains=("evil.example",)),
    )
    decision = judge(signed, INCOMPLETE)
    assert decision.writer and decision.writer.grade is S
