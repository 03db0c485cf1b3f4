"""A file's role follows its name first, then its bytes; links and machines told by documented shapes."""

import pytest
from builders import MAE_SAI, codes, deck, file, form, judge, mail, register, rules

from screening.machines.automatic import Machine, machine_of
from screening.model.decision import Verdict
from screening.model.submission import Content, ContentState, FileType

UNDER = rules(register((MAE_SAI, "แม่ไทร", "เชียงราย")))
OPEN = Content(ContentState.OK)


@pytest.mark.parametrize("kind", [FileType.PPTX, FileType.ZIP, FileType.VIDEO])
@pytest.mark.parametrize("ending", [".pdf", ".jpg"])
def test_a_form_that_is_none_is_told_and_keeps_its_agency(kind: FileType, ending: str) -> None:
    decision = judge(mail(file(f"{MAE_SAI}_form1{ending}", kind, OPEN), deck()), under=UNDER)
    assert decision.verdict is Verdict.REJECTED and "form-mismatch" in codes(decision)
    assert "form-missing" not in codes(decision)
    assert decision.agency.place and decision.agency.place.name == MAE_SAI


@pytest.mark.parametrize("kind", [FileType.PDF, FileType.DOCX, FileType.PNG, FileType.JPEG])
def test_a_deck_that_is_a_document_is_told_with_its_true_type(kind: FileType) -> None:
    decision = judge(mail(form(), file("ระบบคิว.pptx", kind, OPEN)), under=UNDER)
    (told,) = (each for each in decision.reasons if each.code == "deck-type")
    assert (told.params["received"], told.params["type"]) == ("ระบบคิว.pptx", kind.value)
    assert decision.verdict is Verdict.REJECTED and "deck-missing" not in codes(decision)


@pytest.mark.parametrize(
    "link",
    [
        "https://cloud.maesai.go.th/index.php/s/Xq3mT9pLkEa2wYb",  # Nextcloud
        "https://seafile.maesai.go.th/f/3f1a9c0b7d5e4a21/",  # Seafile
        "https://nas.maesai.go.th:5001/sharing/aB3dE5fG7",  # Synology
        "https://maesai.example/:p:/g/personal/officer/EaBcD",  # SharePoint under its own name
        "https://t.ly/AbC12",
        "https://liff.line.me/1655-abc",
        "https://www.canva.link/abc123",
    ],
)
def test_a_link_in_the_place_of_the_deck_waits_for_a_person(link: str) -> None:
    decision = judge(mail(form(), text="ขอส่งผลงาน", links=(link,)), under=UNDER)
    assert decision.verdict is Verdict.HELD
    assert "deck-by-link" in codes(decision) and "deck-missing" not in codes(decision)


@pytest.mark.parametrize("name", ["นำเสนอ.url", "นำเสนอ.webloc", "นำเสนอ.gslides"])
def test_a_shortcut_in_the_place_of_the_deck_is_a_link(name: str) -> None:
    assert "deck-by-link" in codes(judge(mail(form(), file(name)), under=UNDER))


@pytest.mark.parametrize(
    "link", ["https://lin.ee/AbCdEf", "https://www.maesai.go.th/", "https://www.dga.or.th/a"]
)
def test_a_signatures_link_is_no_deck(link: str) -> None:
    assert "deck-missing" in codes(judge(mail(form(), text="ขอส่งผลงาน", links=(link,)), under=UNDER))


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Mail delivery failed", "550 5.1.1 <a@b.example>: user unknown"),
        ("Notification", "Échec de la remise. 550 5.1.1 Adresse inconnue"),
        ("Unzustellbar: Brief", "Remote server said: 5.4.1 Recipient address rejected"),
        ("What is new?", "Have you seen our offers? " * 20 + "\nUnsubscribe"),
    ],
)
def test_a_machine_without_a_sign_in_its_head_is_held_unanswered(subject: str, text: str) -> None:
    letter = mail(subject=subject, text=text)
    assert machine_of(letter, UNDER) is not None
    assert judge(letter, under=UNDER).reply.suppressed is not None


def test_a_person_who_tells_of_a_returned_mail_is_answered() -> None:
    letter = mail(subject="ส่งไม่ได้", text="เมื่อวานส่งแล้วขึ้น 550 5.1.1 user unknown ต้องทำอย่างไรครับ")
    assert machine_of(letter, UNDER) is None and judge(letter, under=UNDER).reply.suppressed is None


def test_an_inbox_before_is_no_filter() -> None:
    assert machine_of(mail(subject="สอบถาม", text="I saw it in my inbox before."), UNDER) is None


def test_a_path_of_the_mailer_daemon_tells_a_report() -> None:
    letter = mail(subject="Undeliverable: x", text="5.1.1", return_path="mailer-daemon@mx.example")
    assert machine_of(letter, UNDER) is Machine.REPORT
