import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from desk import sha

from storage.files import FileStore

TEXT = "an entry"
HASH = sha(TEXT)


def received(store: FileStore, text: str = TEXT) -> Path:
    path = store.incoming()
    path.write_text(text)
    return path


def test_a_kept_file_is_found_under_its_hash(store: FileStore) -> None:
    path = received(store)
    store.files.keep(path, HASH)
    assert not path.exists()
    assert Path(store.files.place(HASH)) == store.root / "files" / HASH[:2] / HASH
    with store.files.open(HASH) as file:
        assert file.read().decode() == TEXT
    assert store.files.verify(HASH)
    assert not store.raw.verify(HASH)


def test_keeping_the_same_file_again_changes_nothing_and_mends_a_damaged_one(store: FileStore) -> None:
    store.raw.keep(received(store), HASH)
    Path(store.raw.place(HASH)).write_text("damaged")
    assert not store.raw.verify(HASH)
    store.raw.keep(received(store), HASH)
    assert store.raw.verify(HASH)


def test_only_our_own_account_reads_what_is_kept(store: FileStore) -> None:
    with store.work() as folder:
        path = folder / "part"
        path.write_text(TEXT)
        path.chmod(0o644)
        store.files.keep(path, HASH)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(Path(store.files.place(HASH)).stat().st_mode) == 0o600
    folders = [store.root, *(path for path in store.root.rglob("*") if path.is_dir())]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", HASH.upper(), HASH + "0", HASH[:-1] + "/", HASH + "\n"]
)
def test_only_a_hash_names_a_file(store: FileStore, name: str) -> None:
    with pytest.raises(ValueError, match="sha256"):
        Path(store.files.place(name))
    assert not store.files.verify(name)


def test_a_link_or_a_pipe_is_not_kept(store: FileStore, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(TEXT)
    with store.work() as folder:
        (folder / "symbolic").symlink_to(secret)
        os.link(secret, folder / "hard")
        os.mkfifo(folder / "pipe")
        for name in ("symbolic", "hard", "pipe"):
            with pytest.raises(OSError):
                store.files.keep(folder / name, HASH)
    assert not Path(store.files.place(HASH)).exists()
    assert secret.read_text() == TEXT


def test_what_a_crash_left_is_swept_at_the_next_start(store: FileStore) -> None:
    left = received(store)
    store.files.keep(received(store), HASH)
    store.prepare()
    assert not left.exists()
    assert store.files.verify(HASH)


def test_the_work_folder_goes_with_all_it_holds_whatever_happens(store: FileStore) -> None:
    with pytest.raises(RuntimeError), store.work() as folder:
        (folder / "deep").mkdir()
        (folder / "deep" / "part").write_text("x")
        raise RuntimeError
    assert not folder.exists()


@pytest.mark.parametrize("url", ["", "data/files", "s3://bucket/x", "file:///", "file://data/files"])
def test_a_place_that_is_no_folder_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="file:///"):
        FileStore(url)


def test_keeping_a_file_fsyncs_it_before_the_rename_and_its_folder_after(store: FileStore) -> None:
    store.incoming().rename(store.root / "tmp" / "new")
    program = (
        "import sys; from pathlib import Path; from storage.files import FileStore;"
        f"FileStore('{store.root.as_uri()}').files.keep(Path('{store.root}/tmp/new'), '{HASH}')"
    )
    trace = store.root / "trace"
    env = {"PYTHONPATH": os.pathsep.join(sys.path)}
    strace = ["strace", "-f", "-y", "-e", "trace=fsync,fdatasync,/rename", "-o", str(trace)]
    subprocess.run(
        [*strace, sys.executable, "-c", program],
        check=True,
        env=env,
    )
    lines = [line for line in trace.read_text().splitlines() if str(store.root) in line]
    assert [line.split(None, 1)[1].partition("(")[0] for line in lines] == ["fsync", "rename", "fsync"]
    assert "tmp/new" in lines[0]
    assert f"files/{HASH[:2]}>" in lines[2]
