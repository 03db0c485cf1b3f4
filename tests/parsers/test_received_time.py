"""Time, end to end from the bytes of a mail: whose stamp counts, and both bounds to the second."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from builders import BANGKOK, after, codes, deck, form, judge, mail, seconds

from parsers.submission import assemble, check_received_at
from registers.rules import rules_of
from screening.model.decision import Verdict
from screening.model.history import History
from screening.model.register import Register
from screening.model.submission import File, Parsed, Submission
from settings import load
from settings.tables import Trust

Read = Callable[[bytes], Parsed]
OPENS, CLOSES = datetime(2023, 6, 8, 8, 30, tzinfo=BANGKOK), datetime(2023, 7, 31, 16, 30, 59, tzinfo=BANGKOK)
TRUST = Trust(receiving_hosts=("mx.dga.or.th",))
ZONES = ("UTC", "America/New_York", "Pacific/Kiritimati", "Asia/Bangkok")
OFFSETS = (0, 7 * 60, -12 * 60, 5 * 60 + 30, 14 * 60, -(3 * 60 + 30))


@pytest.fixture(params=ZONES)
def anywhere(request: pytest.FixtureRequest) -> Iterator[None]:
    """This process in another time zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def received(moment: datetime, offset: int = 420) -> bytes:
    """A Received stamp of our own host, in a zone so many minutes east of Greenwich."""
    local = moment.astimezone(timezone(timedelta(minutes=offset)))
    return b"Received: from x by mx.dga.or.th; %s" % local.strftime("%a, %d %b %Y %H:%M:%S %z").encode()


def arrived(read: Read, *headers: bytes, internal_date: datetime | None = None) -> Submission:
    """A mail with these headers, as the daemon takes it from its mailbox."""
    parsed = read(b"\r\n".join(headers) + b"\r\n\r\nhello\r\n")
    much_later = CLOSES + timedelta(days=9)
    return assemble(
        parsed, digest="0" * 64, size=1, internal_date=internal_date, seen_at=much_later, trust=TRUST
    )


def verdict_at(moment: datetime) -> set[str]:
    return codes(judge(mail(form(), deck(), at=moment))) & {"late", "early"}


@pytest.mark.parametrize(
    ("moment", "found"),
    [
        (OPENS - seconds(1), {"early"}),
        (OPENS - timedelta(microseconds=1), {"early"}),
        (OPENS, set()),
        (CLOSES, set()),
        (CLOSES + timedelta(microseconds=999_999), set()),  # still the 59th second
        (CLOSES + seconds(1), {"late"}),
    ],
)
@pytest.mark.parametrize("offset", OFFSETS)
def test_both_bounds_are_inclusive_to_the_second_in_any_offset(
    anywhere: None, moment: datetime, found: set[str], offset: int
) -> None:
    assert verdict_at(moment.astimezone(timezone(timedelta(minutes=offset)))) == found


@pytest.mark.parametrize("offset", OFFSETS)
def test_a_stamp_of_any_offset_is_the_same_moment_in_any_zone(
    anywhere: None, read: Read, offset: int
) -> None:
    seen = arrived(read, received(CLOSES, offset))
    assert seen.received_at == seen.own_stamp == CLOSES
    assert seen.received_at.tzinfo is UTC
    assert arrived(read, received(CLOSES + seconds(1), offset)).received_at == CLOSES + seconds(1)


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        (b"Mon, 31 Jul 2023 16:30:59 +0700 (ICT)", CLOSES),
        (b"Mon, 31 Jul 2023 09:30:59 GMT", CLOSES),
        (b"Mon, 31 Jul 2023 09:30:59 Z", CLOSES),
        (b"31 Jul 2023 09:30:59 -0000", CLOSES),
        (b"Mon,\r\n 31 Jul 2023\r\n\t16:30:59 +0700", CLOSES),
        (b"Mon, 31 Jul 2566 16:30:59 +0700", CLOSES),  # a mail server that counts in B.E.
        (b"Mon (Monday), 31 Jul 2023 (the last day) 16:30:59 +0700", CLOSES),
        (b"Mon, 31 Jul 2023 16:30:59 +0700 (taken; and stored)", CLOSES),
        (b"yesterday", None),
        (b"", None),
        (b"Mon, 31 Jul 2023 99:30:59 +0700", None),
        (b"Mon, 31 Jul 99999 16:30:59 +0700", None),
    ],
)
def test_stamps_are_read_folded_commented_and_in_either_era(
    anywhere: None, read: Read, stamp: bytes, moment: datetime | None
) -> None:
    seen = arrived(read, b"Received: from a by mx.dga.or.th (x (y)); " + stamp)
    assert seen.own_stamp == moment


NOW = CLOSES + timedelta(minutes=5)


@pytest.mark.parametrize(
    "date",
    [
        b"Mon, 31 Jul 2023 10:00:00 +0700",
        b"Mon, 31 Jul 2566 10:00:00 +0700",
        b"Thu, 1 Jan 1970 00:00:00 +0000",
        b"Fri, 31 Dec 2099 23:59:59 +0000",
        b"nonsense",
        b"",
    ],
)
def test_no_date_header_changes_when_a_mail_was_received(read: Read, date: bytes) -> None:
    seen = arrived(read, b"Date: " + date, internal_date=NOW)
    assert seen.received_at == NOW
    late = judge(mail(form(), deck(), at=seen.received_at, date=seen.parsed.date))
    assert codes(late) >= {"late"} and late.verdict is Verdict.REJECTED


def test_all_three_times_are_kept(read: Read) -> None:
    seen = arrived(
        read,
        received(CLOSES - seconds(2)),
        b"Date: Mon, 31 Jul 2566 08:00:00 +0700",
        internal_date=CLOSES + seconds(1),
    )
    assert seen.internal_date == CLOSES + seconds(1)
    assert seen.own_stamp == seen.received_at == CLOSES - seconds(2)
    assert seen.parsed.date == datetime(2023, 7, 31, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "headers",
    [
        (b"Received: from x by evil.example; Mon, 31 Jul 2023 10:00:00 +0700",),
        (b"Received: from mx.dga.or.th by evil.example; Mon, 31 Jul 2023 10:00:00 +0700",),
        (b"Received: from x (by mx.dga.or.th) by evil.example; Mon, 31 Jul 2023 10:00:00 +0700",),
        (b"Received: from x by mx.dga.or.th.evil.example; Mon, 31 Jul 2023 10:00:00 +0700",),
        (
            b"Received: from x by evil.example; Mon, 31 Jul 2023 10:00:00 +0700",
            b"Received: from x by mx.dga.or.th; Mon, 31 Jul 2023 09:00:00 +0700",
        ),
        (b"X-Received: from x by mx.dga.or.th; Mon, 31 Jul 2023 10:00:00 +0700",),
    ],
    ids=[
        "another host",
        "from ours",
        "in a comment",
        "a longer name",
        "ours below another",
        "another header",
    ],
)
def test_a_stamp_that_no_host_of_ours_wrote_counts_for_nothing(
    read: Read, headers: tuple[bytes, ...]
) -> None:
    seen = arrived(read, *headers, internal_date=NOW)
    assert (seen.received_at, seen.own_stamp) == (NOW, None)


def test_a_stamp_from_the_future_never_makes_a_mail_later(read: Read) -> None:
    seen = arrived(read, received(CLOSES + timedelta(days=30)), internal_date=CLOSES)
    assert seen.received_at == CLOSES
    skewed = judge(mail(form(), deck(), at=CLOSES))
    assert skewed.verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(("minutes", "noted"), [(10, False), (11, True), (-11, True)])
def test_two_clocks_that_differ_by_more_than_ten_minutes_are_noted(minutes: int, noted: bool) -> None:
    entry = replace(mail(form(), deck()), own_stamp=mail().received_at + timedelta(minutes=minutes))
    decision = judge(entry)
    assert ("clock-skew" in codes(decision)) is noted and decision.verdict is Verdict.ACCEPTED


def test_a_file_is_received_at_its_newest_stamp_whatever_the_process_zone(anywhere: None, read: Read) -> None:
    raw = received(CLOSES, 330) + b"\r\nDate: Tue, 1 Jan 2019 00:00:00 +0000\r\n\r\nx"
    assert check_received_at(read(raw), None, NOW) == CLOSES
    dated = read(b"Date: Mon, 31 Jul 2566 16:30:59 +0700\r\n\r\nx")
    assert check_received_at(dated, None, NOW) == CLOSES


def test_the_bounds_of_the_configuration_are_bangkoks_in_any_zone(anywhere: None) -> None:
    under = rules_of(load(Path(__file__).parents[2] / "config.toml", {}), Register())
    assert (under.opens, under.closes) == (OPENS, CLOSES)


def untold(moment: datetime, *files: File) -> Submission:
    """A mail that the server did not date, and which was first seen then."""
    return replace(mail(*files, at=moment), internal_date=None, time_told=False)


def test_a_time_that_is_not_told_is_that_of_our_newest_stamp_or_at_the_latest_our_first_sight(
    read: Read,
) -> None:
    stamped = arrived(read, received(CLOSES))
    assert (stamped.received_at, stamped.time_told) == (CLOSES, True)
    bare = arrived(read, b"Received: from x by another.example; Mon, 31 Jul 2023 10:00:00 +0700")
    assert (bare.received_at, bare.time_told) == (CLOSES + timedelta(days=9), False)


@pytest.mark.parametrize("files", [(form(), deck()), (form(),), (deck(),)])
def test_a_time_that_is_not_told_never_makes_a_mail_late(files: tuple[File, ...]) -> None:
    decision = judge(untold(CLOSES + timedelta(days=9), *files))
    assert decision.verdict is Verdict.HELD
    assert "time-unknown" in codes(decision) and "late" not in codes(decision)


def test_a_mail_that_was_seen_in_time_came_in_time(read: Read) -> None:
    assert judge(untold(CLOSES, form(), deck())).verdict is Verdict.ACCEPTED


def test_words_without_files_are_not_held_for_a_time_that_is_not_told() -> None:
    question = untold(CLOSES + timedelta(days=9))
    assert codes(judge(question)) == codes(judge(mail(at=CLOSES + timedelta(days=9))))


def test_a_new_set_whose_time_is_not_told_is_held_beside_the_entry_that_stands() -> None:
    past = after(History(), mail(form(), deck()))
    new = replace(untold(CLOSES + timedelta(days=9), form(), deck("b.pptx")))
    decision = judge(replace(new, parsed=replace(new.parsed, subject="DGTI-2566-0001")), past)
    assert decision.verdict is Verdict.HELD and "time-unknown" in codes(decision)
