"""Whatever the bytes: a type, a state, bounded memory, and never an exception."""

import io
import random
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pptx import Presentation
from pypdf import PdfWriter

from parsers.child.inspect import inspect
from screening.model.submission import ContentState, FileType


def _pptx() -> bytes:
    buffer = io.BytesIO()
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = "ผลงาน"
    deck.save(buffer)
    return buffer.getvalue()


def _pdf() -> bytes:
    buffer = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(buffer)
    return buffer.getvalue()


def _jpeg() -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((64, 48), 60).save(buffer, "JPEG")
    return buffer.getvalue()


def _mp4() -> bytes:
    return b"\0\0\0\x14ftypisom\0\0\0\0mp42" + b"\0\0\0\x10moov\0\0\0\x08free" + b"\0\0\0\x09mdat\1"


SEEDS = {"pptx": _pptx(), "pdf": _pdf(), "jpg": _jpeg(), "mp4": _mp4()}
HEADS = (
    b"",
    b"%PDF-1.7\n",
    b"\xff\xd8\xff\xe0",
    b"PK\x03\x04",
    bytes.fromhex("d0cf11e0a1b11ae1"),
    b"\0\0\0\x18ftyp",
)


def judged(path: Path, data: bytes, name: str) -> None:
    path.write_bytes(data)
    kind, content = inspect(path, name)
    assert isinstance(kind, FileType)
    assert isinstance(content.state, ContentState)
    assert len(content.detail) <= 200
    assert content.detail.isprintable()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(head=st.sampled_from(HEADS), body=st.binary(max_size=1500), name=st.text(max_size=20))
def test_random_bytes_get_a_state(tmp_path: Path, head: bytes, body: bytes, name: str) -> None:
    judged(tmp_path / "file", head + body, name)


@pytest.mark.parametrize("kind", SEEDS)
@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_file_gets_a_state(tmp_path: Path, kind: str, seed: int) -> None:
    dice = random.Random(seed)
    data = bytearray(SEEDS[kind])
    for _ in range(dice.choice((1, 3, 20))):
        at = dice.randrange(len(data))
        data[at : at + dice.choice((0, 1, 4))] = dice.randbytes(dice.choice((0, 1, 4)))
    judged(tmp_path / "file", bytes(data), f"file.{kind}")


@pytest.mark.parametrize("first", SEEDS)
@pytest.mark.parametrize("second", SEEDS)
def test_two_files_in_one_get_the_type_of_the_first(tmp_path: Path, first: str, second: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(SEEDS[first] + SEEDS[second])
    assert inspect(path, f"file.{second}")[0] is {
        "pptx": FileType.PPTX, "pdf": FileType.PDF, "jpg": FileType.JPEG, "mp4": FileType.VIDEO
    }[first]  # fmt: skip


def _deck_with(slide: bytes, **others: bytes) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(SEEDS["pptx"])) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, slide if name == "ppt/slides/slide1.xml" and slide else old.read(name))
        for name, data in others.items():
            new.writestr(name, data)
    return buffer.getvalue()


def _bombs() -> dict[str, bytes]:
    stream = zlib.compress(b"q " * 40_000_000)
    pdf = (
        b"%%PDF-1.4\n1 0 obj\n<</Type /Catalog /Pages 2 0 R>>\nendobj\n"
        b"2 0 obj\n<</Type /Pages /Kids [3 0 R] /Count 1>>\nendobj\n"
        b"3 0 obj\n<</Type /Page /Parent 2 0 R /Contents 4 0 R>>\nendobj\n"
        b"4 0 obj\n<</Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream\nendobj\n"
        b"trailer\n<</Root 1 0 R /Size 5>>\nstartxref\n0\n%%%%EOF\n" % (len(stream), stream)
    )
    at = SEEDS["jpg"].index(b"\xff\xc0") + 5
    pixels = SEEDS["jpg"][:at] + b"\xfd\xe8\xfd\xe8" + SEEDS["jpg"][at + 4 :]
    return {
        "unpacked.pptx": _deck_with(b"", **{"ppt/media/a.bmp": b"\0" * 150_000_000}),
        "elements.pptx": _deck_with(b"<x>" + b"<a/>" * 1_000_000 + b"</x>"),
        "stream.pdf": pdf,
        "pixels.jpg": pixels,
    }


MEASURE = """
import re, resource, sys
from pathlib import Path
from parsers.child.inspect import inspect
peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
resource.setrlimit(resource.RLIMIT_AS, (512 << 20, 512 << 20))
before = peak()
kind, content = inspect(Path(sys.argv[1]), sys.argv[2])
print((peak() - before) >> 10, content.state, content.detail)
"""
# A tree of a million elements is the worst that is read at all; other bombs are refused or left packed.
MOST_MIB = {"unpacked.pptx": 16, "elements.pptx": 160, "stream.pdf": 64, "pixels.jpg": 16}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the kernel tells no peak of one process")
def test_bombs_cost_little_memory(tmp_path: Path) -> None:
    for name, data in _bombs().items():
        path = tmp_path / name
        path.write_bytes(data)
        command = [sys.executable, "-c", MEASURE, str(path), name]
        seen = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert int(seen.split()[0]) <= MOST_MIB[name], (name, seen)
