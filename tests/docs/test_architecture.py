"""docs/architecture.md tells of what is there, and the folders keep the shape that it tells of."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
FOLDERS = re.findall(r"^\| `(\w+)/` \|", PAGE, re.MULTILINE)
MODULES = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
LARGEST_SHARE = 0.22
MOST_MODULES = 24


def _names(path: Path) -> set[str]:
    """Functions and classes of a module, methods as `Class.method`."""
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{each.name}" for each in node.body if isinstance(each, ast.FunctionDef)}
    return found


@pytest.mark.parametrize(("file", "name"), re.findall(r"`([\w/]+\.py):([\w.]+)`", PAGE))
def test_every_hop_is_there(file: str, name: str) -> None:
    assert name in _names(ROOT / file)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:\w+/)+(?:\w+\.\w+)?)`", PAGE))))
def test_every_place_is_there(path: str) -> None:
    assert (ROOT / path).exists()


def test_every_folder_of_the_program_is_told() -> None:
    there = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert there == set(FOLDERS)


def test_no_folder_is_several_houses_in_one() -> None:
    lines = Counter[str]()
    for path in MODULES:
        lines[path.relative_to(ROOT).parts[0]] += len(path.read_text("utf-8").splitlines())
    shares = {folder: count / lines.total() for folder, count in lines.items()}
    assert {folder: share for folder, share in shares.items() if share > LARGEST_SHARE} == {}


def test_no_package_has_more_modules_than_one_can_overlook() -> None:
    counts = Counter(path.parent for path in MODULES if path.name != "__init__.py")
    assert {path: count for path, count in counts.items() if count > MOST_MODULES} == {}
