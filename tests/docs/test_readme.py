"""The documentation holds what it promises: every command is told, every link leads somewhere."""

import re
from pathlib import Path

import pytest

from intake.lazy import LazyGroup
from intake.main import COMMANDS
from review.docs.rules_page import page as reasons_page

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands() -> list[str]:
    found = []
    for name in COMMANDS:
        command = LazyGroup.of(COMMANDS)().commands[name]
        inner = getattr(command, "commands", {})
        found += [f"{name} {each}" for each in inner] or [name]
    return found


@pytest.mark.parametrize("command", commands())
def test_every_command_stands_in_the_readme(command: str) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8").replace("\\|", " ")
    group, _, step = command.partition(" ")
    assert re.search(rf"`intake {group}[^`]*{step}", text)


def test_no_help_is_eaten_as_markup() -> None:
    """`[alarm]` is a style to rich, and would not be shown."""
    told = {}
    for name in COMMANDS:
        command = LazyGroup.of(COMMANDS)().commands[name]
        for each in (command, *getattr(command, "commands", {}).values()):
            texts = [each.help, *(getattr(option, "help", "") for option in each.params)]
            told[name, each.name] = [text for text in texts if re.search(r"(?<!\\)\[[a-z/]", text or "")]
    assert {name: eaten for name, eaten in told.items() if eaten} == {}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_page_of_reasons_is_that_of_the_code() -> None:
    written = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert written == reasons_page(), "run: .venv/bin/python -m review.docs.rules_page > docs/rules.md"
