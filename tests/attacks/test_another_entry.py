"""Tries to change another's entry, or what later honest mail leads to (promise 1)."""

from typing import Any

import pytest
from attacks.post import (
    BODY,
    FOUNDER,
    HOST,
    OTHER,
    OTHER_SARABAN,
    SARABAN,
    STRANGER,
    Answer,
    Item,
    Post,
    broken,
    deck,
    faulty,
    form,
    report,
    rest_slow,
)
from servers.mails import ADDRESS

THIRD = "เทศบาลตำบลสามสวน"
GUEST, COLLEAGUE = "helper@yahoo.example", "colleague@gmail.com"
EVIL, REAL = deck("evil"), deck("real")


def held_apart(tried: Answer, entry: Answer) -> None:
    """It has a number of its own, and waits for a person."""
    assert tried.ref != entry.ref
    assert tried.verdict in ("held", "ignored"), str(tried)


def completed(last: Answer, entry: Answer, wanted: Item = REAL) -> None:
    """The founder's mail completed his own entry, and its answer lists his file."""
    assert (last.ref, last.verdict, last.status) == (entry.ref, "accepted", "complete"), str(last)
    assert wanted.digest in last.reply.text


# ---- Reply-To and From -----------------------------------------------------------------------------


def test_an_entry_opened_with_reply_to_the_founder_does_not_swallow_his_revision(office: Post) -> None:
    mine = office.mail(FOUNDER, form(), deck("old"))
    theirs = office.mail(STRANGER, form(THIRD), reply_to=FOUNDER)
    later = office.mail(FOUNDER, REAL, subject="ฉบับปรับปรุง", text="ส่งไฟล์นำเสนอฉบับปรับปรุง ใช้แทนของเดิม")
    assert theirs.ref != mine.ref
    assert later.ref != theirs.ref, str(later)


def test_an_entry_opened_with_reply_to_the_founder_does_not_make_his_completing_file_ambiguous(
    office: Post,
) -> None:
    mine = office.mail(FOUNDER, form())
    office.mail(STRANGER, form(THIRD), reply_to=FOUNDER)
    completed(office.mail(FOUNDER, REAL, text="ส่งไฟล์นำเสนอ"), mine)


def test_an_entry_opened_with_reply_to_the_office_does_not_swallow_its_whole_set(office: Post) -> None:
    theirs = office.mail(STRANGER, form(salt="evil"), reply_to=FOUNDER)
    mine = office.mail(FOUNDER, form(), REAL)
    assert mine.ref != theirs.ref, str(mine)


def test_who_opened_with_reply_to_the_office_does_not_replace_the_offices_files(stamping: Post) -> None:
    theirs = stamping.mail(STRANGER, form(salt="evil"), reply_to=FOUNDER)
    mine = stamping.mail(FOUNDER, form(), REAL)
    tried = stamping.mail(STRANGER, EVIL, subject=theirs.ref)
    assert "revision" not in tried.codes or tried.ref != mine.ref, str(tried)


def crowd(office: Post) -> None:
    """A dozen identities open entries, each with the office's address in Reply-To."""
    for number in range(12):
        office.mail(f"x{number}@evil.example", deck(str(number)), reply_to=FOUNDER, after=30)


@pytest.mark.slow
def test_a_dozen_entries_with_reply_to_the_office_do_not_stop_its_whole_set(silent: Post) -> None:
    crowd(silent)
    mine = silent.mail(FOUNDER, form(), REAL)
    assert mine.verdict == "accepted" and mine.to(FOUNDER), str(mine)


def test_a_dozen_entries_with_reply_to_the_office_do_not_stop_its_two_mails(silent: Post) -> None:
    crowd(silent)
    mine = silent.mail(FOUNDER, form())
    assert mine.verdict == "rejected" and mine.to(FOUNDER), str(mine)
    completed(silent.mail(FOUNDER, REAL, subject=mine.ref), mine)


def test_questions_with_reply_to_the_founder_do_not_use_up_his_letters_of_the_day(office: Post) -> None:
    mine = office.mail(FOUNDER, form())
    for number in range(14):
        office.mail(f"x{number}@evil.example", text=f"สอบถาม {number}", reply_to=FOUNDER, after=60)
    fault = office.mail(FOUNDER, faulty(), answers=mine.reply)
    assert fault.to(FOUNDER), str(fault)


def test_a_forged_opening_mail_with_reply_to_the_forger_does_not_swallow_the_offices_set(
    office: Post,
) -> None:
    theirs = office.mail(FOUNDER, form(salt="evil"), reply_to=STRANGER, auth="none")
    mine = office.mail(FOUNDER, form(), REAL)
    assert mine.ref != theirs.ref, str(mine)


@pytest.mark.parametrize(
    "heads",
    rest_slow(
        [
            {"reply_to": FOUNDER},
            {"reply_to": f"{FOUNDER}, {STRANGER}"},
            {"from_header": f"<{STRANGER}>, <{FOUNDER}>"},
            {"from_header": f'"{FOUNDER}" <{STRANGER}>'},
            {"from_header": f"{FOUNDER} <{STRANGER}>"},
            {"from_header": f"<{STRANGER}> ({FOUNDER})"},
            {"extra": (f"Sender: <{FOUNDER}>",)},
            {"extra": (f"X-Original-From: <{FOUNDER}>",)},
            {"extra": (f"Resent-From: <{FOUNDER}>",)},
            {"extra": (f"Cc: <{FOUNDER}>",)},
            {"return_path": FOUNDER},
            {"from_header": ""},
        ],
        5,
    ),
    ids=str,
)
def test_a_stranger_who_puts_the_founder_into_another_header_stays_a_stranger(
    office: Post, heads: dict[str, Any]
) -> None:
    mine = office.mail(FOUNDER, form())
    held_apart(office.mail(STRANGER, EVIL, subject=f"Re: {mine.ref}", **heads), mine)
    completed(office.mail(FOUNDER, REAL, answers=mine.reply), mine)


@pytest.mark.parametrize(
    "sender",
    rest_slow(
        [
            f"{FOUNDER}.evil.example",
            "somchai.secret+x@gmail.com",
            "somchaisecret@gmail.com",
            "somchai.secret@googlemail.com",
            "somchai.secret@xn--gmal-nza.com",
            "somchai.secret@gmail.com.",
            "somchai.secret@sub.gmail.com",
        ],
        3,
    ),
)
def test_an_address_that_only_resembles_the_founders_is_a_strangers(stamping: Post, sender: str) -> None:
    mine = stamping.mail(FOUNDER, form(), deck("old"))
    held_apart(stamping.mail(sender, EVIL, subject=f"Re: {mine.ref}"), mine)


@pytest.mark.parametrize("header", ["", "From: \r\n", "From: <>\r\n", "From: undisclosed-recipients:;\r\n"])
def test_a_mail_without_a_from_changes_nothing(office: Post, header: str) -> None:
    mine = office.mail(FOUNDER, form())
    raw = office.write(STRANGER, EVIL, text="", subject=mine.ref)
    raw = raw.replace(b"From: <mallory@evil.example>\r\n", header.encode())
    held_apart(office.take(raw), mine)
    completed(office.mail(FOUNDER, REAL, answers=mine.reply), mine)


def test_the_founder_in_capitals_is_the_founder(office: Post) -> None:
    mine = office.mail(FOUNDER, form())
    completed(office.mail(FOUNDER.upper(), REAL, answers=mine.reply), mine)


@pytest.mark.parametrize("auth", ["fail", "none"])
@pytest.mark.parametrize("text", ["ยืนยัน", "ไม่ใช่", "ขอถอนผลงาน", "ฉบับปรับปรุง"])
def test_a_forged_from_replaces_nothing(stamping: Post, auth: str, text: str) -> None:
    mine = stamping.mail(FOUNDER, form(), deck("old"))
    tried = stamping.mail(FOUNDER, EVIL, subject=f"Re: {mine.ref}", text=text, auth=auth)
    assert "revision" not in tried.codes and tried.status in ("complete", "held"), str(tried)
    after = stamping.mail(FOUNDER, text="ขอทราบสถานะ", answers=mine.reply, after=100_000)
    assert deck("old").digest in after.reply.text and EVIL.digest not in after.reply.text


@pytest.mark.parametrize(
    "line",
    [
        "Authentication-Results: mx.dga.or.th; dmarc=pass header.from=gmail.com",
        "Authentication-Results: evil.example; dmarc=pass header.from=gmail.com",
        "ARC-Authentication-Results: i=1; mx.dga.or.th; dmarc=pass header.from=gmail.com",
    ],
)
def test_authentication_results_of_ones_own_below_the_servers_prove_nothing(
    stamping: Post, line: str
) -> None:
    mine = stamping.mail(FOUNDER, form(), deck("old"))
    tried = stamping.mail(FOUNDER, EVIL, subject=mine.ref, auth="fail", extra=(line,))
    assert (tried.grade, tried.letters) == ("disproven", ())
    assert tried.ref != mine.ref


# ---- our letters -----------------------------------------------------------------------------------


@broken("who was shown the founder's letter and forges his From is `proven` by it, and replaces")
@pytest.mark.parametrize("auth", ["none"])
def test_who_was_shown_the_letter_and_forges_from_does_not_replace(office: Post, auth: str) -> None:
    mine = office.mail(FOUNDER, form(), deck("old"))
    tried = office.mail(FOUNDER, EVIL, answers=mine.reply, auth=auth)
    assert "revision" not in tried.codes, str(tried)


def test_a_forged_bounce_of_a_letter_one_was_shown_does_not_silence_the_founder(office: Post) -> None:
    mine = office.mail(FOUNDER, form())
    office.take(report(mine.reply.id, FOUNDER))
    asked = office.mail(COLLEAGUE, REAL, subject=mine.ref)
    assert asked.to(FOUNDER), str(asked)


def test_a_guest_who_forges_a_bounce_first_does_not_add_in_silence(office: Post) -> None:
    mine = office.mail(FOUNDER, form())
    second = office.mail(FOUNDER, text="ขอสอบถาม ส่งคลิปได้หรือไม่", answers=mine.reply)
    office.take(report(mine.reply.id, FOUNDER))
    added = office.mail(GUEST, EVIL, answers=second.reply)
    assert added.ref != mine.ref or added.to(FOUNDER), str(added)


def test_a_forged_bounce_of_ones_own_letter_that_names_the_founder_changes_nothing(office: Post) -> None:
    mine = office.mail(FOUNDER, form())
    own = office.mail(STRANGER, text="สอบถาม", subject=mine.ref)
    office.take(report(own.reply.id, FOUNDER))
    office.take(report(f"<{'0' * 32}@dga.or.th>", FOUNDER))
    asked = office.mail(COLLEAGUE, REAL, subject=mine.ref)
    assert asked.notice("confirm").to == FOUNDER


def test_a_strangers_offer_does_not_hide_what_a_guest_adds_the_same_day(office: Post) -> None:
    mine = office.mail(FOUNDER, form())
    office.mail(STRANGER, deck("junk"), subject=mine.ref)
    added = office.mail(GUEST, EVIL, answers=mine.reply)
    later = [*office.wait(days=1), *office.wait(days=1)]
    assert added.to(FOUNDER) or [each for each in later if each.to == FOUNDER], str(added)


@broken("a stranger's offer uses up the day's question: the colleague's file is never asked about")
def test_a_strangers_offer_does_not_keep_the_founder_from_being_asked_about_a_colleagues(
    office: Post,
) -> None:
    mine = office.mail(FOUNDER, form())
    office.mail(STRANGER, deck("junk"), subject=mine.ref)
    office.mail(COLLEAGUE, REAL, subject=mine.ref)
    office.wait(days=1)
    assert [each for each in office.letters(FOUNDER) if REAL.digest in each.text]


def test_the_founders_yes_counts_for_the_file_of_the_letter_it_answers(office: Post) -> None:
    mine = office.mail(FOUNDER, form())
    asked = office.mail(COLLEAGUE, REAL, subject=mine.ref)
    office.mail(STRANGER, EVIL, subject=mine.ref)
    completed(office.mail(FOUNDER, text="ยืนยัน", answers=asked.notice("confirm")), mine)


def test_the_founders_yes_by_phone_takes_neither_of_two_offers(office: Post) -> None:
    mine = office.mail(FOUNDER, form())
    asked = office.mail(COLLEAGUE, REAL, subject=mine.ref)
    office.mail(STRANGER, EVIL, subject=mine.ref)
    said = office.mail(FOUNDER, text="ยืนยัน", subject=f"Re: {asked.notice('confirm').subject}")
    assert said.status == "incomplete" and said.to(FOUNDER), str(said)


def test_the_founders_own_file_after_an_offer_stands_and_a_later_yes_does_not_replace_it_unasked(
    office: Post,
) -> None:
    mine = office.mail(FOUNDER, form())
    asked = office.mail(STRANGER, EVIL, subject=mine.ref)
    completed(office.mail(FOUNDER, REAL, answers=mine.reply), mine)
    office.mail(FOUNDER, text="ไม่ใช่", answers=asked.notice("confirm"))
    state = office.mail(FOUNDER, text="ขอทราบสถานะปัจจุบัน", answers=mine.reply, after=100_000)
    assert REAL.digest in state.reply.text and EVIL.digest not in state.reply.text


@pytest.mark.parametrize(("who", "text"), [(STRANGER, "ยืนยัน"), (GUEST, "confirm"), (COLLEAGUE, "ไม่ใช่")])
def test_a_strangers_yes_to_his_own_letter_settles_nothing(office: Post, who: str, text: str) -> None:
    mine = office.mail(FOUNDER, form())
    offered = office.mail(who, EVIL, subject=mine.ref)
    held_apart(office.mail(who, text=text, answers=offered.reply), mine)
    held_apart(office.mail(who, text=text, answers=offered.reply, subject=f"{mine.ref} {offered.ref}"), mine)
    completed(office.mail(FOUNDER, REAL, answers=mine.reply), mine)


def test_a_forged_yes_lets_nobody_in(silent: Post) -> None:
    mine = silent.mail(FOUNDER, form())
    silent.mail(STRANGER, EVIL, subject=mine.ref)
    forged = silent.mail(FOUNDER, text="ยืนยัน", subject=f"Re: {mine.ref}")
    assert forged.to(FOUNDER)
    asks = silent.mail(STRANGER, text="ขอทราบสถานะ", subject=mine.ref)
    assert (asks.row["reply"]["disclosure"], asks.grade) == ("neutral", "stranger")


def test_the_founder_undoes_with_one_word_what_a_guest_added(office: Post) -> None:
    mine = office.mail(FOUNDER, form())
    added = office.mail(GUEST, EVIL, answers=mine.reply)
    assert added.status == "complete"
    undone = office.mail(FOUNDER, text="ไม่ใช่", answers=added.notice("changed"))
    assert (undone.ref, undone.status) == (mine.ref, "incomplete"), str(undone)
    completed(office.mail(FOUNDER, REAL, answers=undone.reply), mine)


def test_a_guests_letter_proves_nothing_to_a_third(office: Post) -> None:
    mine = office.mail(FOUNDER, form())
    told = office.mail(GUEST, text="ขอสอบถาม", answers=mine.reply)
    held_apart(office.mail(STRANGER, EVIL, answers=told.reply), mine)


def test_a_guest_with_a_number_of_his_own_replaces_nothing(office: Post) -> None:
    """A guest by one letter, then a founder of an own number, then both named in one mail."""
    mine = office.mail(FOUNDER, form(), deck("old"))
    own = office.mail(GUEST, form(OTHER), deck("g"), answers=mine.reply)
    assert own.ref != mine.ref
    both = office.mail(
        GUEST, EVIL, subject=f"{mine.ref} {own.ref}", references=f"{mine.reply.id} {own.reply.id}"
    )
    assert both.ref != mine.ref or "revision-unproven" in both.codes, str(both)
    state = office.mail(FOUNDER, text="ขอทราบสถานะปัจจุบัน", answers=mine.reply)
    assert deck("old").digest in state.reply.text and EVIL.digest not in state.reply.text


# ---- Message-IDs and numbers -----------------------------------------------------------------------


@pytest.mark.parametrize("first", [True, False])
def test_the_founders_message_id_on_a_strangers_mail_leads_his_later_mail_nowhere_else(
    office: Post, first: bool
) -> None:
    known = "<first@gmail.com>"
    if first:
        office.mail(STRANGER, form(THIRD), message_id=known)
    mine = office.mail(FOUNDER, form(), message_id=known)
    if not first:
        office.mail(STRANGER, form(THIRD), message_id=known)
    completed(office.mail(FOUNDER, REAL, answers=known), mine)


def test_our_letters_id_on_a_strangers_mail_does_not_catch_the_founders_answer(office: Post) -> None:
    mine = office.mail(FOUNDER, form())
    office.mail(STRANGER, form(THIRD), message_id=mine.reply.id)
    office.mail(STRANGER, text="สอบถาม", message_id=mine.reply.id)
    completed(office.mail(FOUNDER, REAL, answers=mine.reply), mine)


def test_the_founders_own_message_id_makes_nobody_a_guest(office: Post) -> None:
    mine = office.mail(FOUNDER, form(), message_id="<first@gmail.com>")
    tried = office.mail(STRANGER, EVIL, answers="<first@gmail.com>")
    assert tried.grade == "stranger"
    held_apart(tried, mine)


def test_ten_thousand_references_and_a_thousand_numbers_are_read_in_seconds(office: Post) -> None:
    mine = office.mail(FOUNDER, form())
    known = "\r\n ".join(f"<r{number}@x.example>" for number in range(10_000))
    numbers = " ".join(f"DGTI-2566-{number:04}" for number in range(1_000))
    held_apart(office.mail(STRANGER, EVIL, references=known, subject=numbers), mine)
    completed(office.mail(FOUNDER, REAL, answers=mine.reply), mine)


@pytest.mark.parametrize(
    "number", ["DGTI-2566-0001", "DGTI-๒๕๖๖-๐๐๐๑", "dgti-2566-0001", "DGTI-2566-0001 DGTI-2566-0002"]
)
def test_a_number_however_it_is_written_makes_nobody_more_than_a_stranger(office: Post, number: str) -> None:
    mine = office.mail(FOUNDER, form(), deck("old"))
    own = office.mail(STRANGER, form(OTHER))
    tried = office.mail(STRANGER, EVIL, subject=number, answers=own.reply.id)
    assert tried.ref != mine.ref, str(tried)


@pytest.mark.parametrize("auth", ["none", "fail"])
def test_nobody_withdraws_anothers_entry(office: Post, auth: str) -> None:
    mine = office.mail(FOUNDER, form(), REAL)
    for sender, text in ((STRANGER, "ขอถอนผลงาน"), (FOUNDER, "ขอยกเลิกการส่งผลงาน"), (FOUNDER, "withdraw")):
        office.mail(sender, text=text, subject=f"Re: {mine.ref}", auth=auth)
    same = office.mail(FOUNDER, form(), REAL, answers=mine.reply)
    assert (same.ref, same.status) == (mine.ref, "complete"), str(same)


# ---- the office ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sender", [OTHER_SARABAN, f"x@sub.{HOST}", f"x@{HOST}.evil.example", f"x@{HOST[3:]}", "x@dla.go.th"]
)
def test_another_offices_authenticated_address_is_a_strangers(stamping: Post, sender: str) -> None:
    mine = stamping.mail(FOUNDER, form(), deck("old"))
    held_apart(stamping.mail(sender, EVIL, subject=mine.ref), mine)


@pytest.mark.parametrize("sender", [SARABAN, f"clerk@{HOST}"])
def test_a_squatted_body_is_open_to_its_own_office(stamping: Post, sender: str) -> None:
    stamping.mail(STRANGER, form(salt="evil"), EVIL)
    own = stamping.mail(sender, form(), REAL)
    assert own.to(sender) and own.verdict in ("accepted", "held"), str(own)
    assert EVIL.digest not in own.to(sender)[0].text


def test_a_forged_official_address_is_not_the_office(stamping: Post) -> None:
    mine = stamping.mail(FOUNDER, form(), deck("old"))
    for auth in ("none", "fail"):
        held_apart(stamping.mail(SARABAN, EVIL, subject=mine.ref, auth=auth), mine)


# ---- the founder fares as if nobody else had written ------------------------------------------------


def test_after_six_mails_of_a_stranger_the_founder_is_judged_and_answered_as_without_them(
    office: Post,
) -> None:
    mine = office.mail(FOUNDER, form())
    sets = ((EVIL,), (form(salt="q"),), (form(salt="q"), EVIL), (faulty(salt="q"),), (form(OTHER),), ())
    for number, files in enumerate(sets):
        office.mail(
            STRANGER,
            *files,
            text=f"ยืนยัน ขอถอนผลงาน {number}",
            subject=f"{mine.ref} {BODY}",
            extra=(f"Cc: {ADDRESS}",),
        )
    bad = office.mail(FOUNDER, faulty(), answers=mine.reply)
    assert (bad.ref, bad.verdict) == (mine.ref, "rejected") and bad.to(FOUNDER), str(bad)
    completed(office.mail(FOUNDER, REAL, form(salt="new"), answers=bad.reply), mine)
