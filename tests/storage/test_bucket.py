"""Files in a bucket, on a real server: the same promises as in a folder."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from servers.ports import free_port
from servers.s3 import BUCKET, S3, environment, led_to

from runtime.faults import LOCKED_SECONDS, fault_of
from settings.alarm_kinds import AlarmKind
from storage.backup.copying import copy
from storage.errors import StoreFault
from storage.files import FileStore
from storage.shelves.bucket import LARGE

DATA = b"an entry"
HASH = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def prefix() -> str:
    return f"2566/{uuid4().hex}"


@pytest.fixture
def bucket(s3: S3, prefix: str, tmp_path: Path) -> Iterator[FileStore]:
    with led_to(s3.environment):
        store = FileStore(f"s3://{BUCKET}/{prefix}", tmp_path)
        store.prepare()
        yield store


def received(store: FileStore, data: bytes = DATA) -> Path:
    path = store.incoming()
    path.write_bytes(data)
    return path


def test_a_kept_file_is_found_under_its_hash_and_nothing_stays_here(
    bucket: FileStore, s3: S3, prefix: str, tmp_path: Path
) -> None:
    bucket.files.keep(received(bucket), HASH)
    assert f"{prefix}/files/{HASH[:2]}/{HASH}" in s3.names()
    assert bucket.files.place(HASH) == f"s3://{BUCKET}/{prefix}/files/{HASH[:2]}/{HASH}"
    assert bucket.files.size(HASH) == len(DATA) and bucket.files.verify(HASH)
    assert not bucket.raw.has(HASH) and not bucket.raw.verify(HASH)
    with bucket.files.open(HASH) as file:
        assert file.read() == DATA
    with bucket.files.checkout(HASH) as path:
        assert path.read_bytes() == DATA
    assert not [each for each in tmp_path.rglob("*") if each.is_file()]


def test_what_lies_there_is_not_written_again_and_a_damaged_copy_is_mended(
    bucket: FileStore, s3: S3, prefix: str
) -> None:
    bucket.raw.keep(received(bucket), HASH)
    bucket.raw.keep(received(bucket), HASH)
    s3.put(f"{prefix}/raw/{HASH[:2]}/{HASH}", b"damaged")
    assert not bucket.raw.verify(HASH)
    with pytest.raises(StoreFault, match="not those of its name"), bucket.raw.checkout(HASH):
        pass
    bucket.raw.keep(received(bucket), HASH)
    assert bucket.raw.verify(HASH)


def test_a_large_file_goes_up_in_parts(bucket: FileStore) -> None:
    data = os.urandom(1 << 20) * (LARGE // (1 << 20)) + b"."
    sha256 = hashlib.sha256(data).hexdigest()
    for _ in range(2):
        bucket.files.keep(received(bucket, data), sha256)
    assert bucket.files.verify(sha256)


def test_what_is_removed_is_gone_and_twice_is_no_fault(bucket: FileStore) -> None:
    bucket.files.keep(received(bucket), HASH)
    for _ in range(2):
        bucket.files.remove(HASH)
    assert not bucket.files.has(HASH)
    with pytest.raises(FileNotFoundError):
        bucket.files.open(HASH)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", HASH.upper(), HASH + "0", HASH[:-1] + "/"])
def test_only_a_hash_names_a_file(bucket: FileStore, name: str) -> None:
    with pytest.raises(ValueError, match="sha256"):
        bucket.files.has(name)
    assert not bucket.files.verify(name)


def test_a_link_is_never_followed_into_the_bucket(bucket: FileStore, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a key")
    with bucket.work() as folder:
        (folder / "part").symlink_to(secret)
        with pytest.raises(OSError, match="part"):
            bucket.files.keep(folder / "part", HASH)
    assert not bucket.files.has(HASH)


def test_an_outage_is_our_own_fault_told_without_a_key(tmp_path: Path) -> None:
    with led_to(environment(free_port())):
        store = FileStore(f"s3://{BUCKET}/2566", tmp_path)
        store.prepare()
        path = received(store)
        with pytest.raises(StoreFault) as caught:
            store.raw.keep(path, HASH)
        with pytest.raises(StoreFault):
            store.probe()
        assert path.exists()
    fault = fault_of(caught.value)
    assert (fault.alarm, fault.after) == (AlarmKind.DISK, LOCKED_SECONDS)
    assert f"s3://{BUCKET}/2566" in fault.text and "cannot be reached" in fault.text
    assert "Pa55" not in fault.text and "\n" not in fault.text


def test_a_bucket_that_is_not_there_is_told(bucket: FileStore, tmp_path: Path) -> None:
    other = FileStore("s3://no-such-bucket/2566", tmp_path)
    with pytest.raises(StoreFault, match="no such bucket"):
        other.raw.keep(received(bucket), HASH)
    with pytest.raises(StoreFault, match="no such bucket"):
        other.probe()


def test_what_lies_there_is_read_where_no_daemon_has_run(
    bucket: FileStore, prefix: str, tmp_path: Path
) -> None:
    bucket.files.keep(received(bucket), HASH)
    elsewhere = FileStore(f"s3://{BUCKET}/{prefix}", tmp_path / "another" / "machine")
    with elsewhere.files.open(HASH) as file:
        assert file.read() == DATA


def test_files_go_between_a_bucket_and_a_folder(bucket: FileStore, store: FileStore) -> None:
    store.files.keep(received(store), HASH)
    assert copy(HASH, store.files, bucket.files, bucket) == ""
    store.files.remove(HASH)
    assert copy(HASH, bucket.files, store.files, store) == ""
    assert store.files.verify(HASH)
