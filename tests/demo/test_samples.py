import csv
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from demo.samples import REGISTER, Sample, samples
from notifications.rendering.mail import message_id_for
from screening.model.codes import SEVERITY
from screening.model.decision import IN_BULK, Severity, Template, Verdict

OPENS = datetime(2023, 6, 8, 1, 30, tzinfo=UTC)
CLOSES = datetime(2023, 7, 31, 9, 30, 59, tzinfo=UTC)
ADDRESS = "contest@agency.example"
ALL = samples(OPENS, CLOSES, ADDRESS)
BY_SLUG = {sample.slug: sample for sample in ALL}
every_sample = pytest.mark.parametrize("sample", ALL, ids=lambda sample: sample.slug)


def parsed(sample: Sample) -> EmailMessage:
    return message_from_bytes(sample.message, _class=EmailMessage, policy=policy.default)


@every_sample
def test_a_sample_is_a_mail_without_defects(sample: Sample) -> None:
    message = parsed(sample)
    defects = [defect for part in message.walk() for defect in part.defects]
    assert defects == []
    assert message["From"].addresses[0].addr_spec
    assert message["Subject"]
    assert message["To"].addresses[0].addr_spec == ADDRESS


@every_sample
def test_a_sample_has_crlf_line_ends_and_no_long_line(sample: Sample) -> None:
    assert sample.message.count(b"\n") == sample.message.count(b"\r\n") == sample.message.count(b"\r")
    assert sample.message.endswith(b"\r\n")
    assert max(len(line) for line in sample.message.split(b"\r\n")) <= 998


@every_sample
def test_the_newest_received_stamp_is_the_time_of_receipt(sample: Sample) -> None:
    stamp = parsed(sample).get_all("Received", [])[0]
    assert parsedate_to_datetime(stamp.rpartition(";")[2].strip()) == sample.received


@every_sample
def test_an_expectation_agrees_with_itself(sample: Sample) -> None:
    weights = {SEVERITY[code] for code in sample.expect_codes}
    assert (Severity.HOLD in weights) == (sample.expect_verdict is Verdict.HELD)
    assert (Severity.FAULT in weights) == (sample.expect_verdict is Verdict.REJECTED)
    assert (sample.expect_template is None) == (sample.expect_verdict is Verdict.IGNORED)
    assert all((sample.title_th, sample.title_en, sample.what_it_shows))


def test_no_two_samples_share_a_slug_a_message_id_or_their_bytes() -> None:
    for values in (
        [sample.slug for sample in ALL],
        [parsed(sample)["Message-ID"] for sample in ALL],
        [sample.message for sample in ALL],
    ):
        assert [value for value, count in Counter(values).items() if count > 1] == []


def test_samples_come_in_the_order_of_their_receipt() -> None:
    assert all(first.received < second.received for first, second in pairwise(ALL))


def test_only_the_named_samples_lie_outside_the_window() -> None:
    assert [sample.slug for sample in ALL if sample.received < OPENS] == ["early"]
    assert [sample.slug for sample in ALL if sample.received > CLOSES] == ["late"]
    assert BY_SLUG["last-second"].received == CLOSES


def test_samples_of_a_window_around_now_are_not_from_the_future_but_for_two() -> None:
    now = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
    window = samples(now - timedelta(days=30), now + timedelta(days=30))
    assert {sample.slug for sample in window if sample.received > now} == {"late", "last-second"}


def test_the_same_window_gives_the_same_mails_but_for_the_encrypted_one() -> None:
    again = samples(OPENS, CLOSES, ADDRESS)
    changed = {one.slug for one, other in zip(ALL, again, strict=True) if one.message != other.message}
    assert changed <= {"locked-form"}


def test_every_verdict_and_every_common_answer_is_shown() -> None:
    assert {sample.expect_verdict for sample in ALL} == set(Verdict)
    to_others = {Template.CHANGED, Template.CONFIRM, *IN_BULK}
    beside = to_others | {
        Template.STATUS,
        Template.DECISION,
        Template.ANSWER,
    }  # those follow from a person's act
    assert {sample.expect_template for sample in ALL} == {*Template, None} - beside


def test_a_completion_answers_the_applicants_own_first_mail() -> None:
    assert parsed(BY_SLUG["completed"])["In-Reply-To"] == parsed(BY_SLUG["no-deck"])["Message-ID"]


def test_a_repetition_brings_the_very_files_of_the_first_mail() -> None:
    first, again = (
        [part.get_content() for part in parsed(BY_SLUG[slug]).iter_attachments()]
        for slug in ("right", "repeated")
    )
    assert first == again


def test_a_revision_answers_our_acknowledgement_with_another_deck() -> None:
    digest = sha256(BY_SLUG["right"].message).hexdigest()
    ours = message_id_for(digest, Template.ACKNOWLEDGEMENT, ADDRESS)
    revised = parsed(BY_SLUG["revised"])
    assert revised["In-Reply-To"] == ours
    [deck] = revised.iter_attachments()
    assert deck.get_content() not in [
        part.get_content() for part in parsed(BY_SLUG["right"]).iter_attachments()
    ]


def test_a_forwarded_mail_holds_the_files_inside_another_mail() -> None:
    [forwarded] = parsed(BY_SLUG["forwarded"]).iter_attachments()
    assert forwarded.get_content_type() == "message/rfc822"
    [inner] = forwarded.iter_parts()
    assert len(list(inner.iter_attachments())) == 2


def test_no_agency_enters_twice_unless_it_is_meant_to() -> None:
    senders = Counter(parsed(sample)["From"].addresses[0].addr_spec for sample in ALL)
    assert {address for address, count in senders.items() if count > 1} == {
        "saraban@thungtuayang.example",
        "saraban@huaithotlong.example",
    }


def test_the_register_names_two_bodies_alike_and_every_other_once() -> None:
    with REGISTER.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = Counter(row["full_name"] for row in rows)
    assert [name for name, count in names.items() if count > 1] == ["องค์การบริหารส่วนตำบลบ้านตัวอย่าง"]
    assert len({(row["full_name"], row["amphoe"], row["province"]) for row in rows}) == len(rows)


def test_the_command_writes_numbered_files(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "demo.samples", str(tmp_path / "out")]
    subprocess.run(command, check=True, timeout=60)
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [f"{number:02}-{sample.slug}.eml" for number, sample in enumerate(ALL, 1)]


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["a", "b"], 2), (["/dev/null/x"], 1)])
def test_wrong_use_of_the_command_is_one_line(arguments: list[str], code: int) -> None:
    command = [sys.executable, "-m", "demo.samples", *arguments]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert ended.returncode == code
    assert len(ended.stderr.splitlines()) == 1
