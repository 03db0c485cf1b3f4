"""Samples that follow an earlier one: completed, repeated, revised, and one from another address."""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

from demo.samples.decks import deck
from demo.samples.entries import FIRST, right
from demo.samples.faults import NO_DECK, WITHOUT_DECK
from demo.samples.mime import PPTX, Attachment, mail, message_id
from demo.samples.sample import Contest, Sample
from notifications.rendering.mail import message_id_for
from screening.model.decision import Template, Verdict


def threads(contest: Contest) -> Iterator[Sample]:
    """Four further mails of two entries that are there already."""
    yield _completed(contest)
    yield _repeated(contest)
    yield _revised(contest)
    yield _from_another_address(contest)


def _completed(contest: Contest) -> Sample:
    who = WITHOUT_DECK
    first = message_id(NO_DECK, who.address)
    envelope = replace(
        contest.envelope("completed", who, "Re: ส่งใบสมัคร เพิ่มเติม", contest.at(0.32)),
        extra=(f"In-Reply-To: {first}", f"References: {first}"),
    )
    return Sample(
        "completed",
        "ส่งเอกสารนำเสนอตามมาในอีเมลเดิม",
        "Completed in the thread",
        "an answer to the applicant's own first mail brings what was missing; no reference in the subject",
        mail(envelope, "ขออภัยที่ลืมแนบเอกสารนำเสนอ ขอส่งตามมาครับ\r\n", [who.deck()]),
        envelope.received,
        Verdict.ACCEPTED,
        frozenset({"completed-by-thread"}),
        Template.ACKNOWLEDGEMENT,
    )


def _repeated(contest: Contest) -> Sample:
    envelope = contest.envelope("repeated", FIRST, f"ส่งผลงานเข้าประกวด {FIRST.agency}", contest.at(0.33))
    return Sample(
        "repeated",
        "ส่งไฟล์ชุดเดิมซ้ำ",
        "The same files again",
        "a new mail with identical files changes nothing, and says so",
        mail(envelope, f"เกรงว่าจะไม่ถึง จึงส่งซ้ำ\r\n\r\n{FIRST.letter()}", [FIRST.form(), FIRST.deck()]),
        envelope.received,
        Verdict.ACCEPTED,
        frozenset({"duplicate"}),
        Template.IDENTICAL,
    )


def _revised(contest: Contest) -> Sample:
    original = right(contest)
    digest = sha256(original.message).hexdigest()
    theirs = message_id(original.slug, FIRST.address)
    ours = message_id_for(digest, Template.ACKNOWLEDGEMENT, contest.address)
    envelope = replace(
        contest.envelope("revised", FIRST, "Re: ได้รับผลงานแล้ว ขอส่งฉบับปรับปรุง", contest.at(0.34)),
        extra=(f"In-Reply-To: {ours}", f"References: {theirs} {ours}"),
    )
    newer = Attachment(f"{FIRST.work} ฉบับปรับปรุง.pptx", deck(FIRST.agency, f"{FIRST.work} 2", 6), PPTX)
    return Sample(
        "revised",
        "ส่งเอกสารนำเสนอฉบับปรับปรุง",
        "A revision",
        "it answers our acknowledgement, and only its receiver knows that Message-ID: the deck is replaced",
        mail(envelope, "ขอส่งเอกสารนำเสนอฉบับปรับปรุงครับ\r\n", [newer]),
        envelope.received,
        Verdict.ACCEPTED,
        frozenset({"revision"}),
        Template.UPDATED,
    )


def _from_another_address(contest: Contest) -> Sample:
    colleague = replace(FIRST, address="somebody@private.example", contact="เพื่อนร่วมงาน")
    theirs = message_id(right(contest).slug, FIRST.address)
    envelope = replace(
        contest.envelope("another-address", colleague, "Re: ส่งผลงานเข้าประกวด", contest.at(0.35)),
        extra=(f"In-Reply-To: {theirs}", f"References: {theirs}"),
    )
    other = Attachment(f"{FIRST.work} ฉบับใหม่.pptx", deck(FIRST.agency, f"{FIRST.work} 3", 6), PPTX)
    return Sample(
        "another-address",
        "ส่งไฟล์แทนจากอีเมลที่ไม่รู้จัก",
        "From an address nobody knows",
        "it changes nothing: a number of its own, one neutral letter, and a question to the founder",
        mail(envelope, "ขอส่งไฟล์ฉบับใหม่แทนครับ\r\n", [other]),
        envelope.received,
        Verdict.HELD,
        frozenset({"sender-conflict", "another-address"}),
        Template.HELD,
    )
