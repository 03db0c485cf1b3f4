"""A person ends what is held from a terminal: through the whole program, its mailbox and its mail server."""

import json
from typing import Any

import pytest
from servers.installation import FOLDERS, Installation, message_id, one_clear_line, text_of
from servers.mails import ADDRESS, NAMES, entry, form, mail, presentation, sender

from demo.samples.mime import Attachment

FIRST, SECOND = "DGTI-2566-0001", "DGTI-2566-0002"
LINKED = mail(1, [form(1)], text="ขอส่งผลงาน เอกสารนำเสนออยู่ที่ https://drive.google.com/file/d/1")
_OUR_ANSWER = (
    f"From: <{ADDRESS}>\r\nTo: <{sender(2)}>\r\nSubject: Re: สอบถาม\r\nMessage-ID: <mine@dga.or.th>\r\n"
    f"In-Reply-To: {{}}\r\nDate: Thu, 20 Jul 2023 10:00:00 +0700\r\n\r\nใช้ได้ครับ\r\n"
)
ENQUIRY = mail(2, [], subject="สอบถาม", text="ใช้คลิปวิดีโอแทนได้หรือไม่")

OUR_ANSWER = _OUR_ANSWER.format(message_id(ENQUIRY)).encode()


@pytest.fixture
def office(installation: Installation) -> Installation:
    """An installation whose letters of acts go at the next round."""
    installation.configure(review={"letter_waits": 0})
    return installation


def queue(installation: Installation) -> list[dict[str, Any]]:
    done = installation.intake("queue", "--json")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def act(installation: Installation, *arguments: str) -> dict[str, Any]:
    """An act done by a program; its outcome."""
    done = installation.intake(*arguments, "--reason", "ตรวจแล้ว", "--json")
    assert done.returncode == 0, done.stderr
    outcome: dict[str, Any] = json.loads(done.stdout)
    return outcome


def test_a_file_out_of_a_link_completes_the_entry_and_the_mail_goes_to_its_folder(
    office: Installation,
) -> None:
    office.deliver(LINKED)
    office.run_once()
    (card,) = queue(office)
    assert [point["code"] for point in card["points"]] == ["deck-by-link"]
    assert office.folders()[FOLDERS["held"]] == [message_id(LINKED)]

    deck = office.folder / "ผลงาน.pptx"
    deck.write_bytes(presentation(1).data)
    shown = office.intake("attach", FIRST, str(deck), "--reason", "ดาวน์โหลดจากลิงก์", "--dry-run")
    assert shown.returncode == 0, shown.stderr
    assert "held → accepted" in shown.stdout
    assert [point["code"] for point in queue(office)[0]["points"]] == ["deck-by-link"]

    done = act(office, "attach", FIRST, str(deck))
    assert done["entry_status"] == "complete"
    assert [letter["template"] for letter in done["letters"]] == ["acknowledgement"]
    office.run_once()
    assert queue(office) == []
    assert office.folders()[FOLDERS["accepted"]] == [message_id(LINKED)]
    assert FOLDERS["held"] not in office.folders()
    assert len(office.sink.mails) == 2
    office.verify()

    taken_back = act(office, "decide", FIRST, "undo")
    assert (taken_back["entry_status"], taken_back["letters"][0]["template"]) == ("held", "status")
    office.run_once()
    assert office.folders()[FOLDERS["held"]] == [message_id(LINKED)]
    assert "ขอแก้ไขหนังสือแจ้งก่อนหน้านี้" in text_of(office.sink.mails[-1])
    office.verify()


def test_a_question_is_answered_in_a_persons_words(office: Installation) -> None:
    office.deliver(ENQUIRY)
    office.run_once()
    assert "ใช้คลิปวิดีโอแทนได้หรือไม่" in office.intake("show", FIRST, "--mail").stdout
    done = office.intake("decide", FIRST, "answer", "--words", "ใช้ได้ครับ", "--reason", "ตามประกาศ", "--yes")
    assert done.returncode == 0, done.stderr
    assert queue(office) == []
    assert "ใช้ได้ครับ" in office.intake("show", FIRST, "--letter").stdout
    office.run_once()
    assert "ใช้ได้ครับ" in text_of(office.sink.mails[-1])
    office.verify()


BY_HAND = ("--from", sender(7), "--at", "2023-07-20T10:00", "--reason", "นำส่งด้วยตนเอง")


def brought(office: Installation, *given: Attachment) -> list[str]:
    """Files as they came on a stick."""
    for each in given:
        (office.folder / each.name).write_bytes(each.data)
    return [str(office.folder / each.name) for each in given]


def test_an_entry_by_hand_is_no_difference_to_the_mailbox(office: Installation) -> None:
    office.run_once()
    done = office.intake("new", *brought(office, form(7), presentation(7)), *BY_HAND, "--yes")
    assert done.returncode == 0, done.stderr
    assert f"{FIRST}: new" in done.stdout and "ใหม่ new → accepted" in done.stdout
    assert [(row["source"], row["entry_status"]) for row in office.rows()] == [("by staff", "complete")]
    office.verify()


@pytest.mark.slow
def test_an_entry_by_hand_is_shown_done_once_acknowledged_and_taken_back(office: Installation) -> None:
    office.deliver(entry(1))
    office.run_once()
    typed = ["new", *brought(office, form(7), presentation(7)), "--agency", NAMES[7], *BY_HAND]
    shown = office.intake(*typed, "--dry-run")
    assert shown.returncode == 0, shown.stderr
    assert f"{SECOND}: new" in shown.stdout and "ใหม่ new → accepted" in shown.stdout
    assert len(office.rows()) == 1

    done = json.loads(office.intake(*typed, "--json").stdout)
    assert (done["reference"], done["entry_status"]) == (SECOND, "complete")
    twice = office.intake(*typed, "--json")
    assert (twice.returncode, "is here already" in one_clear_line(twice.stderr)) == (1, True)
    office.run_once()
    assert message_id(office.sink.mails[-1].data) and SECOND in text_of(office.sink.mails[-1])
    office.verify()
    assert [row["source"] for row in office.log_json()] == ["INBOX", "by staff"]
    assert office.intake("reprocess", SECOND).returncode == 0

    taken_back = act(office, "decide", SECOND, "undo")
    assert (taken_back["entry_status"], queue(office)) == ("withdrawn", [])
    office.run_once()
    assert "ขอแก้ไขหนังสือแจ้งก่อนหน้านี้" in text_of(office.sink.mails[-1])
    office.verify()


def test_files_of_a_mail_are_an_entry_of_their_own(office: Installation) -> None:
    office.deliver(entry(1))
    office.run_once()
    done = act(office, "decide", FIRST, "split", "--file", "2")
    assert [(each["reference"], each["after"]) for each in done["changed"]] == [
        (FIRST, "rejected"),
        (SECOND, "rejected"),
    ]
    office.verify()


@pytest.mark.slow
def test_a_mail_of_two_bodies_becomes_two_entries_and_one_again(office: Installation) -> None:
    both = mail(1, [form(1), presentation(1), form(2), presentation(2)], subject="ส่งผลงาน 2 แห่ง")
    office.deliver(both)
    office.run_once()
    assert office.folders()[FOLDERS["held"]] == [message_id(both)]
    files = {file["name"]: number for number, file in enumerate(office.rows()[0]["files"], start=1)}
    second = [str(files[each.name]) for each in (form(2), presentation(2))]
    done = act(office, "decide", FIRST, "split", "--file", second[0], "--file", second[1])
    assert [each["after"] for each in done["changed"]] == ["accepted", "accepted"]
    assert [letter["template"] for letter in done["letters"]] == ["acknowledgement"]
    office.run_once()
    told = text_of(office.sink.mails[-1])
    assert all(each in told for each in (FIRST, SECOND, NAMES[1], NAMES[2]))
    assert office.folders()[FOLDERS["accepted"]] == [message_id(both)]
    assert queue(office) == []
    office.verify()

    act(office, "decide", FIRST, "undo")
    office.run_once()
    assert [card["reference"] for card in queue(office)] == [FIRST]
    assert office.folders()[FOLDERS["held"]] == [message_id(both)]
    office.verify()


def test_an_act_upon_what_was_seen_before_is_refused(office: Installation) -> None:
    office.deliver(LINKED)
    office.run_once()
    (seen,) = queue(office)
    act(office, "decide", FIRST, "hold")
    late = office.intake("decide", FIRST, "accept", "--reason", "ครบ", "--seen", seen["version"], "--json")
    assert (late.returncode, late.stdout) == (1, "")
    assert "has changed since you looked at it" in one_clear_line(late.stderr)


def test_without_a_word_of_agreement_nothing_is_done(office: Installation) -> None:
    office.deliver(entry(1))
    office.run_once()
    refused = office.intake("decide", FIRST, "withdraw", "--reason", "ขอถอนทางโทรศัพท์", stdin=b"n\n")
    assert refused.returncode == 1
    assert "accepted → rejected" in refused.stdout
    assert office.rows()[0]["entry_status"] == "complete"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(
            ["decide", "DGTI-2566-0099", "accept"], "nothing is recorded under", marks=pytest.mark.slow
        ),
        (["decide", FIRST, "agency"], "say which body"),
        (["decide", FIRST, "role", "9", "form"], "say the number of a file"),
        pytest.param(["decide", FIRST, "join"], "say which entry", marks=pytest.mark.slow),
        pytest.param(["decide", FIRST, "undo"], "no act to undo", marks=pytest.mark.slow),
        (["attach", FIRST, "no-such-file.pptx"], "cannot be read"),
        (["decide", FIRST, "split"], "say which files go their own way"),
        pytest.param(
            ["new", "config.toml", "--from", ADDRESS, "--at", "2023-07-20"],
            "our own address",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_what_does_not_fit_is_one_clear_line(office: Installation, arguments: list[str], says: str) -> None:
    office.deliver(entry(1))
    office.run_once()
    done = office.intake(*arguments, "--reason", "ลอง", "--yes")
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_what_staff_answer_from_the_mailbox_itself_waits_no_longer(office: Installation) -> None:
    office.configure(mailbox={"sent_folder": "Sent"})
    office.deliver(ENQUIRY)
    office.deliver(OUR_ANSWER, folder="Sent")
    office.run_once()
    office.run_once()
    assert queue(office) == []
    assert office.folders()["Sent"] == [message_id(OUR_ANSWER)]
    assert len(office.sink.mails) == 1
    office.verify()
