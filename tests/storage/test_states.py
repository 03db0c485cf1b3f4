"""docs/states.md shows people the tables that the code goes by; here they are held together."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

from notifications.sending.digests import BETWEEN, WAIT
from screening.answer.caps import MOST_LETTERS_DAY, MOST_LETTERS_HOUR
from screening.model.decision import EntryStatus, Template
from storage import states
from storage.errors import UnknownStep
from storage.states import ALLOWED, MESSAGE_MOVES, SIGHTING_MOVES, OutboxState, OutboxStep, check_move

PAGE = (Path(__file__).parents[2] / "docs" / "states.md").read_text(encoding="utf-8")
CELL = re.compile(r"`([^`]+)`")


def table(heading: str) -> list[list[str]]:
    """The rows of the first table under a heading, without its head."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def written(heading: str) -> set[tuple[str, str, str]]:
    """Every (step, start, end) that the page shows."""
    return {
        (CELL.findall(step)[0], start, end)
        for step, starts, ends, *_ in table(heading)
        for start in CELL.findall(starts)
        for end in CELL.findall(ends)
    }


def in_code(moves: states.Moves[StrEnum, StrEnum]) -> set[tuple[str, str, str]]:
    return {
        (str(step), str(start), str(end))
        for step, ways in moves.items()
        for start, ends in ways.items()
        for end in ends
    }


@pytest.mark.parametrize(
    ("heading", "moves"),
    [("Message", MESSAGE_MOVES), ("Sighting", SIGHTING_MOVES), ("Reply (outbox)", ALLOWED)],
)
def test_the_page_shows_the_steps_of_the_code(heading: str, moves: states.Moves[StrEnum, StrEnum]) -> None:
    assert written(heading) == in_code(moves)


@pytest.mark.parametrize(
    ("heading", "known"),
    [
        ("What each state means: message", states.MessageStatus),
        ("What each state means: sighting", states.SightingState),
        ("What each state means: reply", OutboxState),
        ("What each state means: entry", EntryStatus),
    ],
)
def test_the_page_explains_every_state(heading: str, known: type[StrEnum]) -> None:
    assert [CELL.findall(row[0])[0] for row in table(heading)] == [state.value for state in known]


def test_the_page_explains_every_kind_of_letter() -> None:
    section = PAGE.partition("\n### Kinds of letters\n")[2].partition("\n### ")[0]
    kinds = [CELL.findall(line)[0] for line in section.splitlines() if line.startswith("| `")]
    assert kinds == [template.value for template in Template]


def test_the_page_and_the_code_agree_on_how_many_letters_are_many() -> None:
    section = PAGE.partition("\n### Many letters at once\n")[2].partition("\n### ")[0]
    assert f"{MOST_LETTERS_HOUR} in an hour or {MOST_LETTERS_DAY} a day" in section
    assert WAIT.total_seconds() == 600
    assert BETWEEN.total_seconds() == 3600


def test_a_step_that_is_not_in_the_table_is_refused() -> None:
    check_move(ALLOWED, OutboxStep.RELEASE, OutboxState.HELD, OutboxState.PENDING)
    with pytest.raises(UnknownStep, match="release does not lead from held to sent"):
        check_move(ALLOWED, OutboxStep.RELEASE, OutboxState.HELD, OutboxState.SENT)


def test_only_a_report_or_a_person_leads_out_of_a_state_that_may_have_been_sent() -> None:
    out_of_sent = {step for step, ways in ALLOWED.items() if OutboxState.SENT in ways}
    out_of_uncertain = {step for step, ways in ALLOWED.items() if OutboxState.UNCERTAIN in ways}
    assert out_of_sent == {OutboxStep.BOUNCE}
    assert out_of_uncertain == {OutboxStep.RETRY, OutboxStep.DROP, OutboxStep.BOUNCE}
