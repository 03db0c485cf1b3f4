"""Whatever strangers write between the founder's mails, he and his entry fare as if they had not written."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

from builders import MAE_SAI, SENDER, after, deck, file, form, mail, register, rules
from builders import judge as judge_it
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.model.decision import Decision, Disclosure
from screening.model.history import EntryState, History
from screening.model.register import Register
from screening.model.submission import Address, File, Submission

OTHER = "องค์การบริหารส่วนตำบลบ้านกลาง"
THIRD = "เทศบาลตำบลสามเงา"
SARABAN = "saraban_05570101@dla.go.th"
EVIL = "x@evil.example"
_mae_sai = register((MAE_SAI, "แม่ไทร", "เชียงราย")).agencies[0]
BOOK = Register.of(
    [
        replace(_mae_sai, saraban=SARABAN),
        *register((OTHER, "เมือง", "ลำพูน"), (THIRD, "สามเงา", "ตาก")).agencies,
    ],
    "digest",
)
UNDER = rules(BOOK)
FORM, NEWER_FORM, WORD = form(), form(), file(f"{MAE_SAI}_form1.docx")
DECK, NEWER_DECK, THEIRS = deck(), deck("ใหม่.pptx"), deck("โจร.pptx")
OTHERS = (form(OTHER), deck("กลาง.pptx"))
THIRDS = (form(THIRD), deck("สาม.pptx"))
FILES: dict[str, tuple[File, ...]] = {
    "nothing": (),
    "form": (FORM,),
    "deck": (DECK,),
    "newer deck": (NEWER_DECK,),
    "newer form": (NEWER_FORM,),
    "word form": (WORD,),
    "set": (FORM, DECK),
    "newer set": (NEWER_FORM, NEWER_DECK),
    "word form and deck": (WORD, DECK),
    "set of another": OTHERS,
    "form of another": OTHERS[:1],
    "archive": (file("ส่งผลงาน.zip"),),
    "his deck": (THEIRS,),
    "form and his deck": (FORM, THEIRS),
    "set of a third": THIRDS,
    "form of a third": THIRDS[:1],
}
HONEST = list(FILES)[:12]
# Who is first to write for a body opens its entry; that is told in docs/trust.md, not here.
STRANGE = [name for name in FILES if "another" not in name]
TEXTS = ["", "ขอบคุณครับ", "ขอทราบผลครับ", "ขอถอนผลงาน", "ส่งฉบับปรับปรุง", "ผลงานที่ 2", "อำเภอแม่ไทร"]


class Act(NamedTuple):
    """One mail: who writes, how it is tied to the entry, what it brings and says, if it is late."""

    who: str
    tie: str
    files: str
    text: str
    late: bool = False


honest = st.builds(
    Act,
    st.sampled_from(["founder", "office"]),
    st.sampled_from(["letter", "number", "fresh"]),
    st.sampled_from(HONEST),
    st.sampled_from(TEXTS),
    st.just(False),
)
strange = st.builds(
    Act,
    st.sampled_from(["stranger", "forger", "unproven-office"]),
    st.sampled_from(["number", "message-id", "fresh", "own-letter", "reply-to"]),
    st.sampled_from(STRANGE),
    st.sampled_from([*TEXTS, "ยืนยัน", "ไม่ใช่", "คนละผลงาน", "ฉบับปรับปรุง"]),
    st.booleans(),
)


def written(act: Act, past: History) -> Submission:
    """The mail of an act; strangers know the founder's number and Message-ID, and letters to themselves."""
    entry = past.entries[0]
    more: dict[str, Any] = {"text": act.text, "subject": "ส่งผลงาน"}
    sender = {"founder": SENDER, "forger": SENDER, "office": SARABAN, "unproven-office": SARABAN}.get(
        act.who, EVIL
    )
    more["sender"] = Address(sender)
    # Who opens entries of their own in somebody's name, on a server that proves nobody, is another matter.
    forged = act.who == "unproven-office" and act.tie in ("fresh", "own-letter")
    if act.tie in ("number", "reply-to") or forged:
        more["subject"] = f"Re: {entry.reference}"
    if act.tie == "reply-to":
        more["reply_to"] = (Address("victim@gmail.com"),)
    if act.tie == "letter":
        more["in_reply_to"] = tuple(each.message_id for each in entry.letters if each.address == sender)
    if act.tie == "own-letter":
        mine = (each for state in past.entries for each in state.letters if each.address == EVIL)
        more["in_reply_to"] = tuple(each.message_id for each in mine)
    if act.tie == "message-id":
        more["references"] = tuple(entry.message_ids)
    at = UNDER.closes + timedelta(hours=1) if act.late else mail().received_at
    dmarc = {"office": "pass", "forger": "fail"}.get(act.who, "")
    return mail(*FILES[act.files], at=at, dmarc=dmarc, **more)


def begun(files: str) -> History:
    return after(History(), mail(*FILES[files], message_id="<first@maesai.go.th>"), UNDER)


def facts(decision: Decision) -> Any:
    """What the founder gets and the entry becomes; numbers of other entries are left out."""
    change = decision.change
    stands = (change.status, change.form, change.deck, change.members) if change else None
    codes = tuple(each.code for each in decision.reasons)
    reply = decision.reply
    return (
        decision.verdict,
        codes,
        decision.agency,
        stands,
        reply.template,
        reply.suppressed,
        reply.disclosure,
    )


def of_entry(entry: EntryState) -> Any:
    """What may not change by anybody's mail from outside."""
    return (
        *(entry.reference, entry.status, entry.form, entry.deck, entry.agency, entry.reasons, entry.answered),
        *(entry.circle, list(entry.files), entry.last_received_at),
    )


opening = st.sampled_from(["form", "set", "word form and deck"])
"""All name the agency: an entry that names none leaves its name to whoever writes first for it."""


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(opening, st.lists(st.one_of(honest, strange), min_size=1, max_size=7))
def test_the_founder_fares_as_if_no_stranger_had_written(files: str, acts: list[Act]) -> None:
    alone = together = begun(files)
    for act in acts:
        if act.who in ("founder", "office"):
            one, other = written(act, alone), written(act, together)
            assert facts(judge_it(one, alone, UNDER)) == facts(judge_it(other, together, UNDER))
            alone, together = after(alone, one, UNDER), after(together, other, UNDER)
        else:
            together = after(together, written(act, together), UNDER)
        assert of_entry(alone.entries[0]) == of_entry(together.entries[0])


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.sampled_from(["form", "deck", "set", "word form and deck"]),
    st.lists(st.one_of(honest, strange), min_size=1, max_size=7),
)
def test_no_letter_tells_a_stranger_more_than_he_sent(files: str, acts: list[Act]) -> None:
    past = begun(files)
    for act in acts:
        submission = written(act, past)
        decision = judge_it(submission, past, UNDER)
        reply, change = decision.reply, decision.change
        if act.who not in ("founder", "office") and reply.template and reply.suppressed is None:
            assert change is not None
            assert change.entry != past.entries[0].id
            assert decision.about != past.entries[0].id or reply.disclosure is Disclosure.NEUTRAL
        for notice in decision.notices:
            assert notice.entry != past.entries[0].id or notice.to in past.entries[0].circle
        past = after(past, submission, UNDER)
