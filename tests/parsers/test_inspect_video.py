"""Video clips are not decoded, but a cut MP4 or MOV is told."""

from pathlib import Path

import pytest

from parsers.child.inspect import inspect
from screening.model.submission import Content, ContentState, FileType


def box(kind: bytes, body: bytes = b"") -> bytes:
    return (8 + len(body)).to_bytes(4, "big") + kind + body


def long_box(kind: bytes, body: bytes) -> bytes:
    return (1).to_bytes(4, "big") + kind + (16 + len(body)).to_bytes(8, "big") + body


FTYP = box(b"ftyp", b"isom\0\0\2\0isommp42")
MOOV = box(b"moov", box(b"mvhd", b"\0" * 100))
MDAT = box(b"mdat", b"\1" * 5000)


def look(folder: Path, data: bytes) -> Content:
    path = folder / "file"
    path.write_bytes(data)
    kind, content = inspect(path, "ผลงาน.mp4")
    assert kind is FileType.VIDEO
    return content


@pytest.mark.parametrize(
    "data",
    [
        FTYP + MOOV + MDAT,
        FTYP + MDAT + MOOV,
        FTYP + box(b"free") + long_box(b"mdat", b"\1" * 500) + MOOV,
        FTYP + MOOV + b"\0\0\0\0mdat" + b"\1" * 500,
        FTYP + MOOV + (box(b"moof", b"\0" * 50) + MDAT) * 20,
        FTYP + MOOV + MDAT + b"\0" * 100,
        FTYP + MOOV + MDAT + b"trailing junk of a camera",
        FTYP + MOOV + MDAT + b"\0\0\0",
        box(b"wide") + MDAT + MOOV,
        b"RIFF\0\0\1\0AVI LIST",
        b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm",
    ],
)
def test_a_whole_clip_is_unchecked(tmp_path: Path, data: bytes) -> None:
    assert look(tmp_path, data) == Content(ContentState.UNCHECKED)


@pytest.mark.parametrize("missing", [1, 100, 4999])
def test_a_clip_cut_in_its_pictures_is_unreadable(tmp_path: Path, missing: int) -> None:
    content = look(tmp_path, (FTYP + MOOV + MDAT)[:-missing])
    assert content == Content(
        ContentState.UNREADABLE, detail=f"cut: box mdat ends {missing} bytes after the file"
    )


@pytest.mark.parametrize("data", [FTYP, FTYP + MDAT, FTYP + MDAT + MOOV[:6], FTYP + b"\0" * 500])
def test_a_clip_without_its_index_is_unreadable(tmp_path: Path, data: bytes) -> None:
    assert look(tmp_path, data) == Content(ContentState.UNREADABLE, detail="cut: no moov box")


def test_a_clip_cut_in_its_index_is_unreadable(tmp_path: Path) -> None:
    assert look(tmp_path, FTYP + MDAT + MOOV[:-9]).state is ContentState.UNREADABLE


def test_endless_boxes_come_to_an_end(tmp_path: Path) -> None:
    assert look(tmp_path, FTYP + box(b"free") * 60_000) == Content(ContentState.UNCHECKED)
