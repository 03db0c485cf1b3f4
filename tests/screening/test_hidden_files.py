"""Files out of archives, archives nobody could read, and files that must not be opened."""

from dataclasses import replace
from typing import Any

from builders import after, codes, deck, file, form, judge, mail, rules

from screening import roles
from screening.model.decision import Decision, EntryStatus, Role, Verdict
from screening.model.history import History
from screening.model.submission import Content, ContentState, File, FileType

OPENED = Content(ContentState.OK)
LOCKED = Content(ContentState.ENCRYPTED, "form1.pdf: needs a password")


def unpacked(one: File) -> File:
    return replace(one, origin="archive")


def infected(one: File) -> File:
    return replace(one, content=replace(one.content, malware="Win.Test.EICAR"))


def params(decision: Decision, code: str) -> dict[str, object]:
    return dict(next(each.params for each in decision.reasons if each.code == code))


def test_an_entry_in_a_zip_is_accepted_with_a_word_that_nothing_must_be_sent_again() -> None:
    archive = file("ส่งผลงาน.zip", FileType.ZIP, OPENED)
    decision = judge(mail(archive, unpacked(form()), unpacked(deck())))
    assert decision.verdict is Verdict.ACCEPTED
    assert codes(decision) == {"from-archive"}
    assert params(decision, "from-archive") == {"received": "ส่งผลงาน.zip"}


def test_what_is_missing_from_a_zip_that_was_read_is_missing() -> None:
    decision = judge(mail(file("ส่งผลงาน.zip", FileType.ZIP, OPENED), unpacked(form())))
    assert decision.verdict is Verdict.REJECTED
    assert codes(decision) == {"deck-missing", "from-archive"}


def test_what_is_missing_may_be_in_the_part_of_a_zip_that_was_not_read() -> None:
    decision = judge(mail(file("ส่งผลงาน.zip", FileType.ZIP, LOCKED), unpacked(form())))
    assert decision.verdict is Verdict.HELD
    assert codes(decision) == {"archive-unreadable", "from-archive"}
    assert params(decision, "archive-unreadable")["detail"] == LOCKED.detail


def test_a_locked_zip_beside_a_whole_entry_holds_nothing_up() -> None:
    decision = judge(mail(file("ภาพ.zip", FileType.ZIP, LOCKED), form(), deck()))
    assert decision.verdict is Verdict.ACCEPTED


def test_an_infected_form_is_held_never_rejected_and_never_stands() -> None:
    bad = infected(form())
    decision = judge(mail(bad, deck()))
    assert decision.verdict is Verdict.HELD
    assert codes(decision) == {"malware"}
    assert params(decision, "malware") == {"received": bad.name, "detail": "Win.Test.EICAR"}
    assert decision.change and decision.change.form is None and decision.change.deck
    assert [judged.role for judged in decision.files if not judged.passes] == [Role.FORM]


def test_an_infected_deck_stands_in_for_the_deck_alone() -> None:
    assert codes(judge(mail(infected(deck()), form()))) == {"malware"}
    assert codes(judge(mail(infected(deck())))) == {"malware", "form-missing"}


def test_a_clean_form_goes_before_an_infected_one() -> None:
    decision = judge(mail(infected(file("หนังสือนำ.pdf")), form(), deck()))
    assert decision.verdict is Verdict.HELD
    assert [judged.role for judged in decision.files if judged.passes] == [Role.FORM, Role.DECK]


def test_an_infected_archive_may_hold_what_is_missing() -> None:
    archive = infected(file("ส่งผลงาน.zip", FileType.ZIP, OPENED))
    assert codes(judge(mail(archive))) == {"malware"}


def test_an_infected_file_that_is_neither_form_nor_deck_is_held() -> None:
    decision = judge(mail(infected(file("setup.exe")), subject="hello"))
    assert decision.verdict is Verdict.HELD
    assert "malware" in codes(decision)


def shown(one: File, origin: str = "letter") -> File:
    return replace(one, origin=origin)


def test_a_picture_of_the_letter_that_may_be_the_form_is_looked_at_and_not_called_missing() -> None:
    decision = judge(mail(shown(file("a.jpg")), deck()))
    assert decision.verdict is Verdict.HELD
    assert "form-in-letter" in codes(decision) and "form-missing" not in codes(decision)
    assert [each.role for each in decision.files] == [Role.OTHER, Role.DECK]


def test_the_same_picture_beside_a_form_is_no_news() -> None:
    assert judge(mail(form(), deck(), shown(file("a.jpg")))).verdict is Verdict.ACCEPTED


def test_a_question_under_a_large_logo_is_a_question() -> None:
    decision = judge(mail(shown(file("a.jpg")), subject="สอบถาม", text="ใช้คลิปได้หรือไม่"))
    assert codes(decision) == {"enquiry"}


def test_an_entry_that_waits_for_a_look_at_its_picture_is_not_told_that_the_form_is_missing() -> None:
    past = after(History(), mail(shown(file("a.jpg")), text="ขอส่งผลงาน"))
    decision = judge(mail(deck(), subject="DGTI-2566-0001"), past)
    assert decision.verdict is Verdict.HELD
    assert "form-in-letter" in codes(decision) and "form-missing" not in codes(decision)


def test_a_picture_alone_in_the_thread_of_an_entry_without_form_is_looked_at() -> None:
    past = after(History(), mail(deck(), text="ขอส่งผลงาน"))
    thread: dict[str, Any] = {"subject": "DGTI-2566-0001", "text": ""}
    decision = judge(mail(shown(file("a.jpg")), **thread), past)
    assert decision.verdict is Verdict.HELD
    assert "form-in-letter" in codes(decision) and "form-missing" not in codes(decision)
    assert decision.change is not None and decision.change.status is EntryStatus.HELD
    then = after(past, mail(shown(file("a.jpg")), **thread))
    assert "form-in-letter" in codes(judge(mail(deck("b.pptx"), **thread), then))
    mended = judge(mail(form(), **thread), then)
    assert mended.verdict is Verdict.ACCEPTED


def test_a_picture_in_the_thread_of_a_complete_entry_is_a_message() -> None:
    past = after(History(), mail(form(), deck()))
    decision = judge(mail(shown(file("a.jpg")), subject="DGTI-2566-0001", text="ขอบคุณ"), past)
    assert codes(decision) == {"message-in-thread"}


def test_a_page_shown_in_the_letter_yields_to_an_attached_form_whatever_its_name() -> None:
    one, other = file("scan.pdf"), shown(file("a.jpg"), "inline")
    for files in ((one, other), (other, one)):
        for names_matter in (True, False):
            found = roles.roles_of(files, rules(), names_matter=names_matter)
            assert dict(zip(files, found, strict=True)) == {one: Role.FORM, other: Role.OTHER}
