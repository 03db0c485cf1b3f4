"""PDF forms: pages, blankness, passwords, damage."""

import io
import logging
import zlib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from parsers.child.inspect import inspect
from screening.model.submission import Content, ContentState, FileType


def look(folder: Path, data: bytes) -> Content:
    path = folder / "file"
    path.write_bytes(data)
    kind, content = inspect(path, "เทศบาล_form1.pdf")
    assert kind is FileType.PDF
    return content


def saved(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def with_contents(*pages: bytes | None) -> PdfWriter:
    """A document whose pages have these content streams; None has none."""
    writer = PdfWriter()
    for data in pages:
        page = writer.add_blank_page(595, 842)
        if data is not None:
            stream = DecodedStreamObject()
            stream.set_data(data)
            page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    return writer


WORDS = b"BT /F1 12 Tf 72 700 Td (form) Tj ET"


def scanned(pages: int = 1) -> bytes:
    page = Image.effect_noise((400, 560), 80)
    buffer = io.BytesIO()
    page.save(buffer, "PDF", save_all=True, append_images=[page] * (pages - 1))
    return buffer.getvalue()


def test_pages_are_counted(tmp_path: Path) -> None:
    assert look(tmp_path, scanned(3)) == Content(ContentState.OK, pages=3, dpi=72)


def test_a_pdf_after_junk_opens(tmp_path: Path) -> None:
    assert look(tmp_path, b"\xef\xbb\xbf" + b"junk\r\n" * 9 + scanned()).pages == 1


@pytest.mark.parametrize(
    "pages",
    [
        (None,),
        (b"",),
        (b" \n", None),
        (b"q 1 0 0 1 72 720 cm 0 0 595 842 re W* n Q",),
        (b"/P <</MCID 0>> BDC q BT /F1 11 Tf 1 0 0 1 72 709 Tm 0 g [( )] TJ ET Q EMC",),
    ],
)
def test_pages_without_a_mark_are_blank(tmp_path: Path, pages: tuple[bytes | None, ...]) -> None:
    content = look(tmp_path, saved(with_contents(*pages)))
    assert content == Content(ContentState.OK, pages=len(pages), blank=True)


@pytest.mark.parametrize(
    "pages",
    [
        (WORDS,),
        (None, WORDS),
        (b"0 0 m 100 100 l S",),
        (b"BT /F1 12 Tf <0003> Tj ET",),
        (b"BT [(a)] TJ ET",),
        (b"/Im0 Do",),
        (b"q " * 20_000,),
        (b"BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI",),
        (None,) * 21,
    ],
)
def test_what_may_have_a_mark_is_not_blank(tmp_path: Path, pages: tuple[bytes | None, ...]) -> None:
    content = look(tmp_path, saved(with_contents(*pages)))
    assert content == Content(ContentState.OK, pages=len(pages), blank=False)


def test_a_page_with_only_a_filled_field_is_not_blank(tmp_path: Path) -> None:
    writer = with_contents(None)
    writer.add_annotation(0, FreeText(text="ชื่อ", rect=(50, 550, 200, 650)))
    assert not look(tmp_path, saved(writer)).blank


def test_a_restriction_on_printing_is_no_password(tmp_path: Path) -> None:
    writer = with_contents(WORDS)
    writer.encrypt(user_password="", owner_password="boss", algorithm="RC4-128")
    assert look(tmp_path, saved(writer)) == Content(ContentState.OK, pages=1)


def test_a_password_is_encrypted(tmp_path: Path) -> None:
    writer = with_contents(WORDS)
    writer.encrypt(user_password="secret", owner_password="boss", algorithm="RC4-128")
    assert look(tmp_path, saved(writer)) == Content(ContentState.ENCRYPTED)


def test_a_cipher_missing_on_this_machine_is_no_fault_of_the_sender(tmp_path: Path) -> None:
    zeros = b"<" + b"00" * 48 + b">"
    key = b"<" + b"00" * 32 + b">"
    data = saved(with_contents(WORDS)).replace(
        b"trailer\n<<",
        b"trailer\n<</Encrypt <</Filter /Standard /V 5 /R 6 /Length 256 /P -4 /O " + zeros + b" /U " + zeros
        + b" /OE " + key + b" /UE " + key + b" /Perms <" + b"00" * 16 + b"> /StmF /StdCF /StrF /StdCF"
        b" /CF <</StdCF <</CFM /AESV3 /AuthEvent /DocOpen /Length 32>> >> >>",
    )  # fmt: skip
    content = look(tmp_path, data)
    able = find_spec("cryptography") is not None
    assert content.state is (ContentState.ENCRYPTED if able else ContentState.UNCHECKED)


def test_a_pdf_without_pages_is_empty(tmp_path: Path) -> None:
    assert look(tmp_path, saved(PdfWriter())) == Content(ContentState.EMPTY, detail="no pages", pages=0)


def test_a_bare_header_is_unreadable(tmp_path: Path) -> None:
    content = look(tmp_path, b"%PDF-1.7\nthe rest was lost\n")
    assert content.state is ContentState.UNREADABLE
    assert content.detail.startswith("PdfStreamError: ")


@pytest.mark.parametrize("lost", [b"%%EOF", b"EOF", b"F"])
def test_a_pdf_that_lost_only_its_last_line_opens(tmp_path: Path, lost: bytes) -> None:
    data = saved(with_contents(WORDS, WORDS))
    assert look(tmp_path, data[: data.rindex(lost)]) == Content(ContentState.OK, pages=2)


def test_a_pdf_with_a_wrong_index_opens(tmp_path: Path) -> None:
    data = saved(with_contents(WORDS, WORDS)).replace(b"%PDF-1.3\n", b"%PDF-1.3\n% moved by a gateway\n")
    assert look(tmp_path, data) == Content(ContentState.OK, pages=2)


def test_a_pdf_cut_before_its_pages_is_unreadable(tmp_path: Path) -> None:
    data = scanned()
    assert look(tmp_path, data[: data.index(b"stream") + 500]).state is ContentState.UNREADABLE


@pytest.mark.parametrize("part", range(1, 40))
def test_a_pdf_cut_anywhere_gets_a_state(tmp_path: Path, part: int) -> None:
    data = scanned(2)
    content = look(tmp_path, data[: max(5, len(data) * part // 40)])
    assert content.state in (ContentState.OK, ContentState.UNREADABLE)


def test_a_bomb_in_a_page_opens_without_being_inflated(tmp_path: Path) -> None:
    data = saved(with_contents(b"\0" * 100_000_000))
    assert len(data) < 200_000
    assert look(tmp_path, data) == Content(ContentState.OK, pages=1)


def test_a_bomb_in_the_structure_is_held_for_a_person(tmp_path: Path) -> None:
    body = zlib.compress(b"4 0 " + b" " * 100_000_000)
    data = (
        b"%%PDF-1.5\n1 0 obj\n<</Type /Catalog /Pages 4 0 R>>\nendobj\n"
        b"2 0 obj\n<</Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d>>\nstream\n" % len(body)
    )
    data += body + b"\nendstream\nendobj\n"
    at = len(data)
    rows = b"".join(
        bytes([kind]) + place.to_bytes(3, "big") + bytes([last])
        for kind, place, last in (
            (0, 0, 255),
            (1, 9, 0),
            (1, data.index(b"2 0 obj"), 0),
            (1, at, 0),
            (2, 2, 0),
        )
    )
    data += b"3 0 obj\n<</Type /XRef /Size 5 /W [1 3 1] /Root 1 0 R /Length %d>>\nstream\n" % len(rows)
    data += rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % at
    content = look(tmp_path, data)
    assert content.state is ContentState.UNCHECKED
    assert "LimitReached" in content.detail


def test_pypdf_says_nothing_aloud(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    data = saved(with_contents(WORDS)).replace(b"%PDF-1.3\n", b"%PDF-1.3\n% moved by a gateway\n")
    with caplog.at_level(logging.DEBUG):
        look(tmp_path, data)
    assert not caplog.records


def scan(page: Image.Image, dpi: int = 200, **how: Any) -> bytes:
    buffer = io.BytesIO()
    page.save(buffer, "PDF", resolution=dpi, **how)
    return buffer.getvalue()


def paper(size: tuple[int, int] = (1654, 2339), mode: str = "L") -> Image.Image:
    """A white page as a scanner sees it: not quite white, and never quite even."""
    noise = Image.effect_noise(size, 12).point(lambda tone: min(255, 118 + tone))
    return noise.convert(mode)


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_scan_of_an_empty_page_is_blank_for_all_its_noise(tmp_path: Path, mode: str) -> None:
    page = paper(mode=mode)
    page.paste("black", (300, 300, 303, 303))  # dust
    assert look(tmp_path, scan(page)).blank


def test_an_empty_page_in_the_fax_coding_is_blank(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=io.BytesIO(scan(Image.new("1", (1654, 2339), 1))))
    resources: Any = writer.pages[0]["/Resources"]
    (picture,) = (each.get_object() for each in resources["/XObject"].values())
    picture._data = b"\xff" * 293 + b"\x00\x10\x01"  # as scanners write it, in one strip
    assert look(tmp_path, saved(writer)).blank


@pytest.mark.parametrize("mode", ["L", "1"])
def test_a_scan_with_one_signature_is_not_blank(tmp_path: Path, mode: str) -> None:
    page = paper() if mode == "L" else Image.new("1", (1654, 2339), 1)
    ImageDraw.Draw(page).line([(900, 1900), (1000, 1850), (1100, 1930), (1200, 1880)], 0, width=4)
    assert not look(tmp_path, scan(page)).blank


@pytest.mark.parametrize("dpi", [50, 72, 100, 300])
def test_the_resolution_of_a_scan_is_told(tmp_path: Path, dpi: int) -> None:
    assert look(tmp_path, scan(paper((int(8.27 * dpi), int(11.69 * dpi))), dpi)).dpi == dpi


def test_a_page_of_text_has_no_resolution_though_a_small_seal_is_on_it(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=io.BytesIO(scan(paper((100, 100)), 50)))
    resources: Any = writer.pages[0]["/Resources"].get_object()
    resources[NameObject("/Font")] = DictionaryObject({NameObject("/F1"): DictionaryObject()})
    assert look(tmp_path, saved(writer)).dpi is None
