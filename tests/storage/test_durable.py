import os
from pathlib import Path

import pytest

from storage import durable


def test_every_folder_on_the_way_is_made_certain_in_the_one_that_bears_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = watch(monkeypatch)
    durable.make(tmp_path / "data" / "files")
    assert synced[-2:] == [tmp_path, tmp_path / "data"]


def test_a_folder_that_an_ended_run_left_is_made_certain_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    synced = watch(monkeypatch)
    durable.make(tmp_path / "data")
    assert synced == [tmp_path]


def watch(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders synced from now on, in order."""
    synced: list[Path] = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(Path(f"/proc/self/fd/{handle}").readlink()))
    return synced
