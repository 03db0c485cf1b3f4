"""Whatever holds an entry and whatever a person does: no other hold is lost, and all can be taken back."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from acting import Staff, staff
from builders import deck, file, form, mail, register
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from servers.office import whose
from servers.smtp_sink import SmtpSink

from decisions.acts.errors import ActRefusedError
from decisions.again import judge_again
from decisions.compare import Outcome
from screening.model.act import ActKind as K
from screening.model.act import Nature, nature_of
from screening.model.decision import AgencyFinding, Certainty, Place, Role, Template
from screening.model.submission import Content, ContentState, File, Submission
from storage.engine import writing
from storage.states import OutboxState
from storage.tables import ActRow, Outbox

pytestmark = pytest.mark.sqlite

FEW = settings(
    max_examples=3,
    derandomize=True,
    deadline=None,
    phases={Phase.generate},
    suppress_health_check=list(HealthCheck),
)
MANY = settings(max_examples=250, deadline=None, print_blob=True, suppress_health_check=list(HealthCheck))
EACH = pytest.mark.parametrize(
    "chosen", [pytest.param(FEW, id="few"), pytest.param(MANY, id="many", marks=pytest.mark.slow)]
)

MAE_SAI, SHARED = "เทศบาลตำบลแม่ไทรงาม", "เทศบาลตำบลหนองบัว"
PLACES = [(MAE_SAI, "แม่ไทร", "เชียงราย"), (SHARED, "เมือง", "กาญจนบุรี"), (SHARED, "หนองบัว", "นครสวรรค์")]
BOOK = register(*PLACES)
CHOSEN = AgencyFinding(Certainty.RESOLVED, Place(*PLACES[2]))
FIRST, A, B = "DGTI-2566-0001", "a@one.example", "b@two.example"
LINK = "https://drive.google.com/file/d/1"
LISTED = (("list-id", "<awards.example.org>"), ("precedence", "list"))
DECK = Content(ContentState.OK, slides=("ปัญหา", "นโยบาย"))
TEMPLATE = Content(ContentState.OK, slides=("คลิกเพื่อเพิ่มชื่อเรื่อง\nClick to add subtitle",), illustrated=0)


class Doubt(StrEnum):
    """What is wrong with the mail that opens the entry; the value is the code that it is held for."""

    AGENCY = "agency-ambiguous"
    BLANK = "form-blank"
    SEVERAL = "several-forms"
    LINK = "deck-by-link"
    EMPTY = "deck-template"
    MALWARE = "malware"
    JUNK = "junk-folder"
    LIST = "automatic"
    SENDER = "sender-unverified"


class Later(StrEnum):
    """A mail that comes after it."""

    WORDS = "the founder asks how it stands"
    REVISION = "the founder sends another deck, unproven"
    MENDED = "the founder sends form and deck anew, in the thread"
    STRANGER = "a stranger sends form and deck for the same body"
    QUESTION = "somebody else has a question"
    WITHDRAWAL = "the founder takes it back"


class Deed(NamedTuple):
    """An act, what it says, and the codes that it may end."""

    kind: K
    says: dict[str, Any]
    ends: frozenset[str] = frozenset()


Doubts = st.sets(st.sampled_from(Doubt), min_size=1, max_size=4)
Mails = st.lists(st.sampled_from(Later), max_size=2)
Choices = st.lists(st.integers(0, 999), min_size=1, max_size=4)


def opening(doubts: set[Doubt]) -> Submission:
    """A mail with all these doubts."""
    agency = SHARED if Doubt.AGENCY in doubts else MAE_SAI
    read = Content(ContentState.OK, pages=1, blank=Doubt.BLANK in doubts)
    files = [file(f"{agency}_form1.pdf", content=read)]
    files += [file(f"{agency}_form1_b.pdf")] if Doubt.SEVERAL in doubts else []
    if Doubt.LINK not in doubts:
        shown = TEMPLATE if Doubt.EMPTY in doubts else DECK
        files += [
            file("ผลงาน.pptx", content=replace(shown, malware="Test" if Doubt.MALWARE in doubts else ""))
        ]
    made = mail(
        *files,
        **whose(A),
        links=(LINK,) if Doubt.LINK in doubts else (),
        headers=LISTED if Doubt.LIST in doubts else (),
    )
    failed = mail(dmarc="fail").authentication
    made = replace(made, authentication=failed) if Doubt.SENDER in doubts else made
    return replace(made, junk=Doubt.JUNK in doubts)


def later(each: Later) -> Submission:
    """A mail of that kind, each time in other bytes."""
    return {
        Later.WORDS: lambda: mail(**whose(A), subject=f"Re: {FIRST}", text="ขอทราบผล"),
        Later.REVISION: lambda: mail(deck("ใหม่.pptx"), **whose(A), subject=f"Re: {FIRST}"),
        Later.MENDED: lambda: mail(form(MAE_SAI), deck("ใหม่.pptx"), **whose(A), subject=f"Re: {FIRST}"),
        Later.STRANGER: lambda: mail(form(MAE_SAI), deck("b.pptx"), **whose(B)),
        Later.QUESTION: lambda: mail(**whose(B), subject="สอบถาม", text="ใช้คลิปได้หรือไม่"),
        Later.WITHDRAWAL: lambda: mail(**whose(A), subject=f"Re: {FIRST}", text="ขอถอนผลงาน"),
    }[each]()


@contextmanager
def office(sink: SmtpSink, doubts: set[Doubt], mails: list[Later], *, told: bool = True) -> Iterator[Staff]:
    """An office after these mails; `told`: what they are answered has gone out."""
    with tempfile.TemporaryDirectory() as folder, staff(Path(folder), sink, BOOK) as desk:
        for each in (opening(doubts), *map(later, mails)):
            desk.receive(each)
            if told:
                desk.office.send()
        yield desk


@pytest.fixture(scope="module")
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as made:
        yield made


def facts(desk: Staff, reference: str = FIRST) -> list[Deed]:
    """What a person may find out about a card: of each open point, each way that is known here."""
    kept = [file for lying in desk.card(reference).lying for file in desk.read[lying.message_id].files]
    forms = [each for each in kept if each.name.endswith(".pdf")]
    decks = [each for each in kept if each.name.endswith(".pptx")]
    known: dict[str, list[Deed]] = {
        Doubt.AGENCY: [Deed(K.AGENCY, {"agency": CHOSEN}, frozenset({Doubt.AGENCY}))],
        Doubt.BLANK: [_role(forms[0], Role.FORM)] if forms else [],
        Doubt.SEVERAL: [_role(forms[1], Role.OTHER)] if forms[1:] else [],
        Doubt.EMPTY: [_role(decks[0], Role.DECK)] if decks else [],
        Doubt.LINK: [
            Deed(
                K.ATTACH, {"files": (replace(deck("ที่รับมา.pptx"), origin="staff"),)}, frozenset({Doubt.LINK})
            ),
            _settled(Doubt.LINK),
        ],
        Doubt.SENDER: [Deed(K.SENDER, {}, frozenset({Doubt.SENDER}))],
    }
    read: list[str] = [Doubt.MALWARE, Doubt.JUNK, Doubt.LIST]
    read += ["message-in-thread", "revision-unproven", "withdrawal", "enquiry", "on-hold"]
    known |= {code: [_settled(code)] for code in read}
    return [deed for code in desk.codes(reference) for deed in known.get(code, [])]


def _settled(code: str) -> Deed:
    return Deed(K.SETTLED, {"codes": (code,)}, frozenset({code}))


def _role(file: File, role: Role) -> Deed:
    ends = {Role.FORM: {Doubt.BLANK, Doubt.SEVERAL}, Role.DECK: {Doubt.EMPTY}, Role.OTHER: {Doubt.SEVERAL}}
    return Deed(K.ROLE, {"file": file.sha256, "role": role}, frozenset(ends[role]))


RULINGS = [
    Deed(K.ACCEPT, {}),
    Deed(K.REJECT, {"codes": ("form-unreadable",)}),
    Deed(K.REJECT, {"codes": ("deck-empty",)}),
    Deed(K.DECISION, {"words": "ไม่เข้าเกณฑ์ข้อ 3"}),
    Deed(K.WITHDRAW, {}),
    Deed(K.IGNORE, {}),
    Deed(K.HOLD, {}),
]
WORDS = [Deed(K.ANSWER, {"words": "ได้ครับ"}), Deed(K.ASK, {"words": "ส่งจากที่ใด"}), Deed(K.NOTE, {})]


def anything(desk: Staff) -> list[Deed]:
    """All that may be done about the first card, facts as often as the rest."""
    rest, found = [*RULINGS, *WORDS, Deed(K.ASSIGN, {"to": "somsri"})], facts(desk)
    return [*found, *rest] if not found else [*(found * (1 + len(rest) // len(found))), *rest]


def done(desk: Staff, deed: Deed, **order: Any) -> ActRow | None:
    """The act; None where it does not fit, and then nothing has changed."""
    before = picture(desk), len(desk.office.replies())
    try:
        return desk.do(FIRST, deed.kind, **deed.says, **order).act
    except ActRefusedError:
        assert (picture(desk), len(desk.office.replies())) == before
        return None


def waiting(desk: Staff) -> dict[str, set[str]]:
    """What waits, by entry."""
    return {reference: set(desk.codes(reference)) for reference in desk.queue()}


def picture(desk: Staff) -> dict[str, object]:
    """The records as people see them: the log, the queue, the entries, and which letters are on their way."""
    log = [
        (
            *(row.id, row.status, row.verdict, row.reasons, row.reference, row.entry_status, row.agency),
            *(row.about, row.contested, row.writer),
            tuple((each.name, each.role, each.passes) for each in row.files),
        )
        for row in desk.log()
    ]
    cards = [desk.card(reference) for reference in desk.queue()]
    seen = [(card.entry.reference, card.points, card.silent, card.later, card.to) for card in cards]
    references = sorted({row.reference for row in desk.log() if row.reference})
    entries = [desk.entry_row(each) for each in references]
    stand = [(row.reference, row.status, row.form, row.deck, row.agency, row.version) for row in entries]
    return {"log": log, "cards": seen, "entries": stand}


def letters(desk: Staff) -> dict[int, tuple[OutboxState, str]]:
    return {row.id: (row.state, str(row.why)) for row in desk.office.replies()}


def went(desk: Staff) -> list[Outbox]:
    """The letters that have gone out, once the time of all that wait has come."""
    desk.office.clock.step(minutes=11)
    desk.office.send()
    return [row for row in desk.office.replies() if row.state is OutboxState.SENT]


def chosen_of(deeds: list[Deed], choice: int) -> Deed | None:
    return deeds[choice % len(deeds)] if deeds else None


@EACH
def test_an_act_ends_no_hold_that_it_does_not_settle(sink: SmtpSink, chosen: settings) -> None:
    @chosen
    @given(doubts=Doubts, mails=Mails, choices=Choices)
    def holds(doubts: set[Doubt], mails: list[Later], choices: list[int]) -> None:
        with office(sink, doubts, mails) as desk:
            for choice in choices:
                before = waiting(desk)
                deed = chosen_of(facts(desk), choice)
                if deed is None or done(desk, deed) is None:
                    continue
                after = waiting(desk)
                lost = before.pop(FIRST) - after.pop(FIRST, set()) - deed.ends
                assert not lost, f"{deed} ended {lost} as well"
                assert after == before, f"{deed} changed what waits on other cards"

    holds()


@EACH
def test_undone_before_their_letters_went_acts_leave_what_was(sink: SmtpSink, chosen: settings) -> None:
    @chosen
    @given(
        doubts=Doubts,
        mails=Mails,
        choices=Choices,
        told=st.booleans(),
        shuffled=st.booleans(),
        order=st.randoms(),
    )
    def holds(
        doubts: set[Doubt], mails: list[Later], choices: list[int], told: bool, shuffled: bool, order: Any
    ) -> None:
        with office(sink, doubts, mails, told=told) as desk:
            before, stood = picture(desk), letters(desk)
            made = [done(desk, deed) for choice in choices if (deed := chosen_of(anything(desk), choice))]
            acts = [act.id for act in made if act][::-1]
            if shuffled:
                order.shuffle(acts)
            for act in acts:
                desk.do(FIRST, K.UNDO, act=act)
            after, now = picture(desk), letters(desk)
            for part, was in before.items():
                assert after[part] == was, part
            # Out of their order each undo may have to write what the acts that are left come to.
            if not shuffled:
                assert {number: now[number] for number in stood} == stood
            gone = {row.act_id for row in went(desk)} & set(acts)
            assert not gone, "a letter of an act went out after its undo"
            says_what_stands(desk)

    holds()


@EACH
def test_no_rule_replaces_what_a_person_ruled(sink: SmtpSink, chosen: settings) -> None:
    @chosen
    @given(
        doubts=st.one_of(st.just(set[Doubt]()), Doubts),
        ruling=st.sampled_from(RULINGS),
        mails=st.lists(st.sampled_from(Later), min_size=1, max_size=3),
    )
    def holds(doubts: set[Doubt], ruling: Deed, mails: list[Later]) -> None:
        with office(sink, doubts, []) as desk:
            if done(desk, ruling) is None:
                return
            ruled, entry = desk.log()[0], desk.entry_row(FIRST)
            for each in mails:
                desk.receive(later(each))
                desk.office.send()
                stands_as_ruled(desk, ruling, ruled, entry)
            for number, submission in desk.read.items():
                with writing(desk.office.parts.engine) as session:
                    again = judge_again(session, number, submission, desk.office.parts.judge, answer=True)
                    assert number != ruled.id or again.outcome is not Outcome.RECORDED
                stands_as_ruled(desk, ruling, ruled, entry)
            desk.sound()

    holds()


def stands_as_ruled(desk: Staff, ruling: Deed, ruled: Any, entry: Any) -> None:
    """The message keeps its verdict. After a rejection what comes for the entry is judged by the rules."""
    row, now = desk.log()[0], desk.entry_row(FIRST)
    assert (row.verdict, row.reasons, row.by) == (ruled.verdict, ruled.reasons, "somsri")
    if ruling.kind not in (K.REJECT, K.IGNORE):
        assert now.status == entry.status, ruling
    if ruling.kind in (K.ACCEPT, K.DECISION):
        assert (now.form, now.deck) == (entry.form, entry.deck), ruling


@EACH
def test_an_act_writes_to_each_at_most_once_and_what_was_said_stands(
    sink: SmtpSink, chosen: settings
) -> None:
    """Each step is an act, or the last one taken back, or the time passes after which letters go."""

    @chosen
    @given(doubts=Doubts, mails=Mails, steps=st.lists(st.integers(0, 999), min_size=2, max_size=6))
    def holds(doubts: set[Doubt], mails: list[Later], steps: list[int]) -> None:
        with office(sink, doubts, mails) as desk:
            acts: list[int] = []
            for step in steps:
                deeds: list[Callable[[], object]] = [lambda: went(desk)]
                if acts:
                    deeds.append(lambda: take_back(desk, acts))
                deed = chosen_of(anything(desk), step // 4)
                act = deeds[step % 4] if step % 4 < len(deeds) else None
                if act:
                    act()
                elif deed and (row := done(desk, deed)):
                    acts.append(row.id)
            out = Counter((row.act_id, row.to_address) for row in went(desk) if row.act_id)
            assert {each: count for each, count in out.items() if count > 1} == {}
            says_what_stands(desk)

    holds()


def take_back(desk: Staff, acts: list[int]) -> None:
    """The last act; words that have gone out are not."""
    number = acts.pop()
    try:
        desk.do(FIRST, K.UNDO, act=number)
    except ActRefusedError:
        kind = next(row.kind for row in desk.card(FIRST).acts if row.id == number)
        assert nature_of(kind) is Nature.WORDS


def says_what_stands(desk: Staff) -> None:
    """The last letter that says how the entry stands says it as it stands; `ignore` tells nobody."""
    says = {
        Template.ACKNOWLEDGEMENT: {"complete", "void"},
        Template.UPDATED: {"complete", "void"},
        Template.CORRECTION: {"incomplete", "void"},
    }
    about = {row.id for row in desk.log() if row.reference == FIRST}
    told = [row for row in went(desk) if row.to_address == A and row.message_id in about]
    told = [row for row in told if row.template is not Template.ANSWER]
    if told:
        last = max(told, key=lambda row: (row.sent_at, row.id))
        assert desk.status(FIRST) in says.get(last.template, {desk.status(FIRST)}), last.template
