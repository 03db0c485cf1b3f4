"""When an alarm is told: once, again after it came back, daily while it lasts."""

from datetime import UTC, datetime, timedelta

from notifications.alarms.book import QUIET, REMINDER, Book

START = datetime(2023, 7, 31, 9, 0, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
AT_ONCE = timedelta()


def tell(book: Book, at: datetime) -> list[tuple[str, str]]:
    """Tells all that is due; what was told."""
    notices = book.due(at)
    for notice in notices:
        book.was_told(notice, at)
    return [(notice.key, notice.state) for notice in notices]


def test_what_lasts_is_told_once_then_daily_then_that_it_is_over() -> None:
    book = Book()
    told = []
    for minutes in range(3 * 24 * 60):
        at = START + minutes * MINUTE
        book.raise_("disk-full", "no room", at, AT_ONCE)
        told += tell(book, at)
    assert told == [("disk-full", "raised"), ("disk-full", "lasts"), ("disk-full", "lasts")]
    book.clear("disk-full", START + 3 * REMINDER)
    assert tell(book, START + 3 * REMINDER) == [("disk-full", "over")]
    assert book.next_due() is None


def test_what_is_over_before_it_was_to_be_told_is_never_told() -> None:
    book = Book()
    book.raise_("mailbox", "no answer", START, 5 * MINUTE)
    assert tell(book, START + 4 * MINUTE) == []
    book.clear("mailbox", START + 4 * MINUTE)
    assert tell(book, START + REMINDER) == []


def test_what_lasts_long_enough_is_told_though_it_was_raised_each_minute() -> None:
    book = Book()
    for minutes in range(6):
        book.raise_("mailbox", "no answer", START + minutes * MINUTE, 5 * MINUTE)
    assert tell(book, START + 5 * MINUTE) == [("mailbox", "raised")]


def test_what_comes_and_goes_each_minute_is_told_once_an_hour() -> None:
    book, told = Book(), []
    for minutes in range(0, 120, 2):
        at = START + minutes * MINUTE
        book.raise_("smtp", "no answer", at, AT_ONCE)
        told += tell(book, at)
        book.clear("smtp", at + MINUTE)
        told += tell(book, at + MINUTE)
    assert told == [("smtp", "raised"), ("smtp", "over")] * 2


def test_what_comes_back_after_an_hour_is_told_at_once() -> None:
    book = Book()
    book.raise_("smtp", "no answer", START, AT_ONCE)
    tell(book, START)
    book.clear("smtp", START + SECOND)
    tell(book, START + SECOND)
    later = START + SECOND + QUIET
    book.raise_("smtp", "no answer", later, AT_ONCE)
    assert tell(book, later) == [("smtp", "raised")]


def test_reports_of_an_hour_are_told_together() -> None:
    book = Book()
    book.report("bounce", "DGTI-2566-0001", START)
    assert tell(book, START) == [("bounce", "report")]
    for number in range(2, 60):
        book.report("bounce", f"DGTI-2566-{number:04}", START + MINUTE)
        assert tell(book, START + MINUTE) == []
    (notice,) = book.due(START + QUIET)
    lines = notice.text.splitlines()
    assert lines[0] == "DGTI-2566-0002"
    assert lines[-1] == "… and 38 more"
    book.was_told(notice, START + QUIET)
    assert book.next_due() is None


def test_what_is_reported_while_another_is_told_is_not_lost() -> None:
    book = Book()
    book.report("bounce", "one", START)
    (notice,) = book.due(START)
    book.report("bounce", "two", START)
    book.was_told(notice, START)
    (later,) = book.due(START + QUIET)
    assert later.text == "two"


def test_what_is_over_while_it_is_told_is_told_to_be_over() -> None:
    book = Book()
    book.raise_("disk", "no answer", START, AT_ONCE)
    (notice,) = book.due(START)
    book.clear("disk", START)
    book.was_told(notice, START)
    assert tell(book, START) == [("disk", "over")]


def test_what_nobody_could_be_told_is_tried_again_ever_more_rarely() -> None:
    book, tried = Book(), []
    book.raise_("disk", "no answer", START, AT_ONCE)
    for minutes in range(300):
        for notice in book.due(START + minutes * MINUTE):
            book.was_not_told(notice, START + minutes * MINUTE)
            tried.append(minutes)
    assert tried == [0, 1, 3, 7, 15, 31, 63, 123, 183, 243]


def test_no_number_of_alarms_fills_the_memory() -> None:
    book = Book()
    for number in range(10_000):
        book.raise_(f"reconciliation:{number}", "differs", START, AT_ONCE)
        book.report(f"bounce:{number}", "came back", START)
    assert len(book.all()) == 200
