"""Which numbers entries get after a backup was restored: those that letters told, and no number twice."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from screening.model.decision import AgencyFinding, EntryStatus
from storage.chain.counters import lock_counter
from storage.codec import to_json
from storage.engine import reading, writing
from storage.entries.numbers import RECOVER_FIRST, next_number, promise, spell_reference, void_unused
from storage.errors import StorageError
from storage.tables import Entry

CONTEST, NOON = "dgti-2566", datetime(2023, 7, 20, 5, 0, tzinfo=UTC)


def give(session: Session, digest: str) -> int:
    """An entry for the mail of that hash, and its number."""
    counter = lock_counter(session, CONTEST)
    number = next_number(session, counter, digest)
    session.add(
        Entry(
            contest=CONTEST,
            number=number,
            reference=spell_reference("DGTI-2566", number),
            status=EntryStatus.COMPLETE,
            agency=to_json(AgencyFinding()),
            first_received_at=NOON,
            last_received_at=NOON,
            changed_number=1,
        )
    )
    session.flush()
    return number


def restored(engine: Engine, last: int) -> None:
    """Numbers up to `last` are in the backup."""
    with writing(engine) as session:
        for _ in range(last):
            give(session, "")
        lock_counter(session, CONTEST).restored_at = NOON


@pytest.mark.parametrize(
    ("told", "mails", "given", "void"),
    [
        # Without any letter: the order of receipt, as the first time.
        ({}, "abc", [3, 4, 5], []),
        # Letters of all: their numbers, whatever the order.
        ({3: "b", 4: "a"}, "ab", [4, 3], []),
        # A letter of one between: the others lie before and behind it.
        ({4: "b"}, "abc", [3, 4, 5], []),
        # The mail of 3 is lost: nobody else gets it.
        ({3: "", 4: "b"}, "b", [4], [3]),
        ({4: "b"}, "b", [4], [3]),
        ({3: ""}, "ab", [4, 5], [3]),
        # The letter to c is lost, and it is the only one without: the gap was its number.
        ({3: "a", 5: "b"}, "abc", [3, 5, 4], []),
        # One that was taken in last had been received first.
        ({6: "a"}, "abcd", [6, 3, 4, 5], []),
        # 3 is another's, whose mail comes later.
        ({3: "b"}, "abc", [4, 3, 5], []),
        # A letter about a second mail of the same entry: it got one number only.
        ({3: "a", 5: "c"}, "ac", [3, 5], [4]),
    ],
)
def test_numbers_are_those_that_letters_told(
    engine: Engine, told: dict[int, str], mails: str, given: list[int], void: list[int]
) -> None:
    restored(engine, 2)
    with writing(engine) as session:
        promise(session, CONTEST, told)
    with writing(engine) as session:
        assert [give(session, each) for each in mails] == given
        unused = void_unused(session, CONTEST, "DGTI-2566", NOON)
    assert unused == [spell_reference("DGTI-2566", number) for number in void]
    with reading(engine) as session:
        numbers = sorted(session.exec(select(Entry.number)))
        assert numbers == list(range(1, numbers[-1] + 1))


def test_broken_off_and_begun_again_it_comes_to_the_same(engine: Engine) -> None:
    restored(engine, 2)
    for mails, given in (("a", [3]), ("bc", [5, 6])):
        with writing(engine) as session:
            promise(session, CONTEST, {3: "a", 4: "", 5: "b"})
        with writing(engine) as session:
            assert [give(session, each) for each in mails] == given


def test_before_letters_were_looked_for_there_is_no_number(engine: Engine) -> None:
    restored(engine, 2)
    with pytest.raises(StorageError, match="intake recover") as refused, writing(engine) as session:
        give(session, "a")
    assert str(refused.value) == RECOVER_FIRST
