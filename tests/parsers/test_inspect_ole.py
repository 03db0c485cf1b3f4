"""OLE files: legacy decks, and Office files behind a password."""

from pathlib import Path

import pytest
from compound import compound

from parsers.child.inspect import inspect
from screening.model.submission import Content, ContentState, FileType


def look(folder: Path, data: bytes, name: str = "ผลงาน.ppt") -> tuple[FileType, Content]:
    path = folder / "file"
    path.write_bytes(data)
    return inspect(path, name)


USER = b"\0" * 12 + b"\x5f\xc0\x91\xe3"
LEGACY = compound({"Current User": USER, "PowerPoint Document": b"words" * 3000})
LOCKED = compound({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"\1" * 5000})


@pytest.mark.parametrize("name", ["ผลงาน.ppt", "ผลงาน.pptx", "ผลงาน"])
def test_a_legacy_deck_is_not_opened(tmp_path: Path, name: str) -> None:
    assert look(tmp_path, LEGACY, name) == (FileType.PPT, Content(ContentState.UNCHECKED))


def test_a_legacy_deck_with_a_password_is_encrypted(tmp_path: Path) -> None:
    data = compound({"Current User": b"\0" * 12 + b"\xdf\xc4\xd1\xf3", "PowerPoint Document": b"\1"})
    assert look(tmp_path, data) == (FileType.PPT, Content(ContentState.ENCRYPTED))


def test_another_ole_file_is_no_deck_whatever_its_name(tmp_path: Path) -> None:
    assert look(tmp_path, compound({"WordDocument": b"x"})) == (
        FileType.OTHER,
        Content(ContentState.UNCHECKED),
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ผลงาน.pptx", FileType.PPTX),
        ("ผลงาน.ppsx", FileType.PPSX),
        ("แบบฟอร์ม.docx", FileType.DOCX),
        ("ผลงาน.ppt", FileType.PPTX),
        ("", FileType.PPTX),
    ],
)
def test_an_office_file_behind_a_password_is_encrypted(tmp_path: Path, name: str, kind: FileType) -> None:
    assert look(tmp_path, LOCKED, name) == (kind, Content(ContentState.ENCRYPTED))


@pytest.mark.parametrize("part", range(1, 30))
def test_a_legacy_deck_cut_anywhere_is_unreadable(tmp_path: Path, part: int) -> None:
    kind, content = look(tmp_path, LEGACY[: 8 + (len(LEGACY) - 512) * part // 30])
    assert (kind, content.state) == (FileType.PPT, ContentState.UNREADABLE)
    assert content.detail


def test_a_locked_file_cut_in_its_table_is_unreadable_as_what_its_name_says(tmp_path: Path) -> None:
    kind, content = look(tmp_path, LOCKED[:600], "ผลงาน.pptx")
    assert (kind, content.state) == (FileType.PPTX, ContentState.UNREADABLE)


def test_macros_of_a_legacy_deck_are_told_wherever_they_lie(tmp_path: Path) -> None:
    atom = b"\x02\0\0\x04\x0c\0\0\0" + b"\7\0\0\0" + b"\1\0\0\0" + b"\2\0\0\0"
    within = compound({"Current User": USER, "PowerPoint Document": b"words" * 900 + atom})
    beside = compound(
        {"Current User": USER, "PowerPoint Document": b"words" * 900, "VBA": {"_VBA_PROJECT": b"\xcc\x61"}}
    )
    unset = atom.replace(b"\1", b"\0")
    none = compound({"Current User": USER, "PowerPoint Document": b"words" * 900 + unset})
    assert [look(tmp_path, data)[1].macros for data in (within, beside, none)] == [True, True, False]
