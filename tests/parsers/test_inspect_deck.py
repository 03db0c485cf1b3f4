"""PowerPoint decks: slides in order, their words, links, macros, media elsewhere, damage."""

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from parsers.child.inspect import inspect
from screening.model.submission import Content, ContentState, FileType

MAIN = "ppt/presentation.xml"
SLIDE = "ppt/slides/slide1.xml"
RELATIONSHIPS = "ppt/slides/_rels/slide1.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def look(folder: Path, data: bytes, kind: FileType = FileType.PPTX) -> Content:
    path = folder / "file"
    path.write_bytes(data)
    seen, content = inspect(path, "ผลงาน.pptx")
    assert seen is kind
    return content


def saved(deck: Any) -> bytes:
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def deck(*titles: str) -> bytes:
    presentation: Any = Presentation()
    for title in titles:
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.shapes.title.text = title
    return saved(presentation)


def changed(data: bytes, edits: dict[str, Callable[[bytes], bytes] | bytes | None]) -> bytes:
    """The same package with members replaced, added or (None) left out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *edits]):
            edit = edits[name] if name in edits else old.read(name)
            if edit is not None:
                new.writestr(name, edit(old.read(name)) if callable(edit) else edit)
    return buffer.getvalue()


def swap(old: str, new: str) -> Callable[[bytes], bytes]:
    def edit(body: bytes) -> bytes:
        assert old.encode() in body
        return body.replace(old.encode(), new.encode())

    return edit


def related(kind: str, target: str, mode: str = "") -> Callable[[bytes], bytes]:
    """Adds a relationship to a slide."""
    written = f'<Relationship Id="rId99" Type="{OFFICE}/{kind}" Target="{target}"{mode}/></Relationships>'
    return swap("</Relationships>", written)


EXTERNAL = ' TargetMode="External"'


def test_each_slide_gives_its_words_in_the_order_shown(tmp_path: Path) -> None:
    presentation: Any = Presentation()
    for title in ("หนึ่ง", "สอง", "สาม"):
        presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = title
    order = presentation.slides._sldIdLst
    order.insert(0, order[2])
    assert look(tmp_path, saved(presentation)) == Content(
        ContentState.OK, slides=("สาม", "หนึ่ง", "สอง"), illustrated=0
    )


def test_thai_words_split_over_runs_are_joined(tmp_path: Path) -> None:
    presentation: Any = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    paragraph = slide.shapes.title.text_frame.paragraphs[0]
    for run in ("ความเป็", "นมาและค", "วามสำคัญ"):
        paragraph.add_run().text = run
    slide.placeholders[1].text = "บรรทัดแรก\nบรรทัดสอง"
    assert look(tmp_path, saved(presentation)).slides == ("ความเป็นมาและความสำคัญ\nบรรทัดแรก\nบรรทัดสอง",)


def test_groups_tables_notes_and_charts_are_read(tmp_path: Path) -> None:
    presentation: Any = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    group = slide.shapes.add_group_shape().shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame.text = "ในกลุ่ม"
    slide.shapes.add_table(1, 1, 0, 0, Inches(1), Inches(1)).table.cell(0, 0).text = "ในตาราง"
    chart: Any = CategoryChartData()  # type: ignore[no-untyped-call]  # python-pptx leaves it untyped
    chart.categories = ["ปีแรก"]
    chart.add_series("ผู้ใช้", [40])
    slide.shapes.add_chart(XL_CHART_TYPE.PIE, 0, 0, Inches(2), Inches(2), chart)
    slide.notes_slide.notes_text_frame.text = "ในโน้ต"
    slides = look(tmp_path, saved(presentation)).slides
    assert slides is not None
    assert set(slides[0].split("\n")) == {"ในกลุ่ม", "ในตาราง", "ปีแรก", "ผู้ใช้", "ในโน้ต"}


def test_smartart_is_read(tmp_path: Path) -> None:
    art = (
        '<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:ptLst><dgm:pt><dgm:t>'
        "<a:p><a:r><a:t>ขั้น</a:t></a:r><a:r><a:t>ตอน</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>"
    )
    data = changed(
        deck("ก"),
        {
            RELATIONSHIPS: related("diagramData", "../diagrams/data1.xml"),
            "ppt/diagrams/data1.xml": art.encode(),
        },
    )
    assert look(tmp_path, data).slides == ("ก\nขั้นตอน",)


def test_words_for_older_programs_are_not_read_twice_and_page_numbers_not_at_all(tmp_path: Path) -> None:
    extra = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="p14"><a:p><a:r><a:t>ใหม่</a:t></a:r></a:p></mc:Choice>'
        "<mc:Fallback><a:p><a:r><a:t>เก่า</a:t></a:r></a:p></mc:Fallback></mc:AlternateContent>"
        '<a:p><a:fld id="{0}" type="slidenum"><a:t>7</a:t></a:fld></a:p></p:spTree>'
    )
    data = changed(deck("ก"), {SLIDE: swap("</p:spTree>", extra)})
    assert look(tmp_path, data).slides == ("ก\nใหม่",)


def test_a_deck_in_the_strict_dialect_is_read(tmp_path: Path) -> None:
    dialect = {
        b"http://schemas.openxmlformats.org/officeDocument/2006/": b"http://purl.oclc.org/ooxml/officeDocument/",
        b"http://schemas.openxmlformats.org/presentationml/2006/": b"http://purl.oclc.org/ooxml/presentationml/",
    }

    def strict(body: bytes) -> bytes:
        for old, new in dialect.items():
            body = body.replace(old, new)
        return body

    names = ("_rels/.rels", MAIN, "ppt/_rels/presentation.xml.rels", SLIDE, RELATIONSHIPS)
    assert look(tmp_path, changed(deck("ก"), dict.fromkeys(names, strict))).slides == ("ก",)


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        ("application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml", FileType.PPSX),
        ("application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml", FileType.PPTM),
    ],
)
def test_slideshows_and_decks_with_macros_open(tmp_path: Path, content_type: str, kind: FileType) -> None:
    plain = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    data = changed(
        deck("ก"), {"[Content_Types].xml": swap(plain, content_type), "ppt/vbaProject.bin": b"vba"}
    )
    assert look(tmp_path, data, kind) == Content(ContentState.OK, slides=("ก",), illustrated=0, macros=True)


def test_part_names_differ_in_case_or_slashes(tmp_path: Path) -> None:
    data = deck("ก")
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("/slides/", "\\Slides\\"), old.read(name))
    assert look(tmp_path, buffer.getvalue()).slides == ("ก",)


def test_a_missing_picture_or_note_does_not_spoil_a_deck(tmp_path: Path) -> None:
    data = changed(deck("ก"), {RELATIONSHIPS: related("notesSlide", "NULL")})
    assert look(tmp_path, data).slides == ("ก",)


def test_web_links_are_listed_once_and_others_not(tmp_path: Path) -> None:
    presentation: Any = Presentation()
    for number in range(70):
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        for address in ("https://example.go.th/ผลงาน", f"http://example.com/{number}", "mailto:a@b.go.th"):
            run = slide.shapes.title.text_frame.paragraphs[0].add_run()
            run.text = "ลิงก์"
            run.hyperlink.address = address
    links = look(tmp_path, saved(presentation)).links
    assert links[:3] == ("https://example.go.th/ผลงาน", "http://example.com/0", "http://example.com/1")
    assert len(links) == 50


@pytest.mark.parametrize("kind", ["video", "audio", "media", "image"])
def test_media_on_someones_own_disk_is_listed(tmp_path: Path, kind: str) -> None:
    data = changed(deck("ก"), {RELATIONSHIPS: related(kind, "file:///C:/Users/somchai/clip.mp4", EXTERNAL)})
    assert look(tmp_path, data).external_media == ("file:///C:/Users/somchai/clip.mp4",)


def test_long_texts_are_cut_by_slide_and_by_deck(tmp_path: Path) -> None:
    slides = look(tmp_path, deck("สั้น", *["ก" * 6_000] * 45)).slides
    assert slides is not None
    assert len(slides) == 46
    assert max(map(len, slides)) == 5_000
    assert sum(map(len, slides)) == 200_000


def test_no_slides_are_empty(tmp_path: Path) -> None:
    assert look(tmp_path, deck()) == Content(ContentState.EMPTY, detail="no slides", slides=())


def unchecked(folder: Path, data: bytes, word: str) -> None:
    """A limit of ours was met: no fault of the file."""
    content = look(folder, data)
    assert content.state is ContentState.UNCHECKED
    assert word in content.detail


def unreadable(folder: Path, data: bytes, word: str) -> None:
    content = look(folder, data)
    assert content.state is ContentState.UNREADABLE
    assert word in content.detail


@pytest.mark.parametrize(
    ("edits", "word"),
    [
        ({SLIDE: None}, "KeyError"),
        ({MAIN: None}, "KeyError"),
        ({"_rels/.rels": None}, "officeDocument"),
        ({SLIDE: b"<p:sld"}, "XMLSyntaxError"),
        ({SLIDE: b""}, "XMLSyntaxError"),
        ({SLIDE: b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'}, "a DTD"),
        ({MAIN: b"<x>" * 5_000 + b"</x>" * 5_000}, "XMLSyntaxError"),
    ],
)
def test_a_broken_package_is_unreadable(tmp_path: Path, edits: dict[str, bytes | None], word: str) -> None:
    unreadable(tmp_path, changed(deck("ก"), {**edits}), word)


def test_a_slide_with_a_wrong_checksum_is_unreadable(tmp_path: Path) -> None:
    data = changed(deck("ก"), {})
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        checksum = struct.pack("<I", package.getinfo(SLIDE).CRC)
    unreadable(tmp_path, data.replace(checksum, b"\1\2\3\4"), "CRC")


@pytest.mark.parametrize("part", range(1, 40))
def test_a_deck_cut_anywhere_is_unreadable(tmp_path: Path, part: int) -> None:
    data = deck("ก", "ข")
    unreadable(tmp_path, data[: len(data) * part // 40], "BadZipFile")


def test_a_member_locked_by_the_zip_is_encrypted(tmp_path: Path) -> None:
    data = bytearray(deck("ก"))
    at = data.index(b"PK\1\2")
    while at >= 0:  # the flag stands in the directory; the content types stay open
        if SLIDE.encode() in data[at + 46 : at + 46 + 60]:
            data[at + 8] |= 1
        at = data.find(b"PK\1\2", at + 1)
    assert look(tmp_path, bytes(data)) == Content(ContentState.ENCRYPTED)


def test_a_bomb_that_declares_its_size_is_refused(tmp_path: Path) -> None:
    data = changed(deck("ก"), {"ppt/media/image1.bin": b"\0" * 150_000_000})
    unchecked(tmp_path, data, "would unpack to")


def test_a_slide_bomb_that_hides_its_size_is_unreadable(tmp_path: Path) -> None:
    data = changed(deck("ก"), {SLIDE: b"<x>" + b" " * 50_000_000 + b"</x>"})
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        size = struct.pack("<I", package.getinfo(SLIDE).file_size)
    unreadable(tmp_path, data.replace(size, struct.pack("<I", 900)), "CRC")


def test_a_slide_too_large_to_read_counts_without_its_words(tmp_path: Path) -> None:
    data = changed(deck("ก", "ข"), {SLIDE: swap("</p:cSld>", "</p:cSld><!--" + "x" * (5 << 20) + "-->")})
    assert look(tmp_path, data) == Content(ContentState.OK, slides=("", "ข"))


def test_words_are_read_only_up_to_a_bound_for_the_whole_deck(tmp_path: Path) -> None:
    padding = swap("</p:cSld>", "</p:cSld><!--" + "x" * 4_000_000 + "-->")
    names = [f"ppt/slides/slide{number}.xml" for number in range(1, 21)]
    data = changed(deck(*["ก"] * 20), dict.fromkeys(names, padding))
    assert look(tmp_path, data) == Content(ContentState.OK, slides=("ก",) * 16 + ("",) * 4)


def test_a_bomb_in_another_compression_is_refused(tmp_path: Path) -> None:
    data, buffer = deck("ก"), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            method = zipfile.ZIP_BZIP2 if name == SLIDE else zipfile.ZIP_DEFLATED
            new.writestr(name, old.read(name), method)
    unreadable(tmp_path, buffer.getvalue(), "compression method 12")


def test_a_directory_of_many_megabytes_is_not_loaded(tmp_path: Path) -> None:
    data = deck("ก")
    at = data.rindex(b"PK\5\6")
    claimed = data[: at + 12] + struct.pack("<I", 60 << 20) + data[at + 16 :]
    path = tmp_path / "file"
    path.write_bytes(b"PK\3\4" + b"\0" * (61 << 20) + claimed)
    kind, content = inspect(path, "ผลงาน.pptx")
    assert (kind, content.state) == (FileType.PPTX, ContentState.UNCHECKED)
    assert "a directory of 62914560 bytes" in content.detail


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    data = changed(deck("ก"), {f"ppt/media/{number}": b"" for number in range(20_001)})
    unchecked(tmp_path, data, "members")


def test_one_slide_listed_a_hundred_thousand_times_is_refused(tmp_path: Path) -> None:
    again = '<p:sldId id="300" r:id="rId7"/>' * 100_000 + "</p:sldIdLst>"
    unchecked(tmp_path, changed(deck("ก"), {MAIN: swap("</p:sldIdLst>", again)}), "100001 slides")


def with_picture(slides: Sequence[int], of: int, *, everywhere: bool = False) -> bytes:
    """A deck of titles; those slides have a picture each, and all of them a logo."""
    presentation: Any = Presentation()
    for number in range(of):
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.shapes.title.text = "หัวข้อ"
        for shown, colour in ((number in slides, number), (everywhere, 255)):
            if shown:
                picture = io.BytesIO()
                Image.new("L", (4, 4), colour).save(picture, "PNG")
                slide.shapes.add_picture(picture, 0, 0)
    return saved(presentation)


@pytest.mark.parametrize(
    ("slides", "everywhere", "count"), [((), False, 0), ((1, 3), False, 2), ((), True, 0), ((2,), True, 1)]
)
def test_slides_with_a_picture_of_their_own_are_counted_and_a_logo_is_none(
    tmp_path: Path, slides: tuple[int, ...], everywhere: bool, count: int
) -> None:
    assert look(tmp_path, with_picture(slides, 5, everywhere=everywhere)).illustrated == count


def test_the_picture_of_a_deck_of_one_slide_counts(tmp_path: Path) -> None:
    assert look(tmp_path, with_picture((0,), 1)).illustrated == 1


@pytest.mark.parametrize(
    ("target", "listed"),
    [
        ("file:///C:/Users/somchai/clip.mp4", True),
        ("D:\\งาน\\clip.mp4", True),
        ("\\\\server\\share\\a.mp4", True),
        ("clip.mp4", True),
        ("https://example.go.th/clip.mp4", False),
        ("mailto:a@b.go.th", False),
    ],
)
def test_a_link_to_a_file_on_someones_own_disk_is_listed_as_media(
    tmp_path: Path, target: str, listed: bool
) -> None:
    data = changed(deck("ก"), {RELATIONSHIPS: related("hyperlink", target, EXTERNAL)})
    assert look(tmp_path, data).external_media == ((target,) if listed else ())
