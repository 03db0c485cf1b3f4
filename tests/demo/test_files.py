import io
import struct
import zipfile
from collections.abc import Iterator

import pytest
from PIL import Image, ImageFont
from pptx import Presentation
from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError, PdfReadError

from demo.samples import decks, forms

AGENCY, WORK = "เทศบาลตำบลตัวอย่าง", "แจ้งง่าย"


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    while data:
        size, kind = struct.unpack(">I4s", data[:8])
        yield kind, data[8:size]
        data = data[size:]


def test_a_scanned_form_is_a_whole_page_with_something_on_it() -> None:
    with Image.open(io.BytesIO(forms.jpeg_form(AGENCY, WORK)), formats=["JPEG"]) as image:
        image.load()
        assert image.height > image.width > 1000
        shades = image.histogram()
        assert sum(shades[:100]) > 5_000
        assert sum(shades[200:]) > 1_000_000


def test_a_pdf_form_opens_and_has_one_page() -> None:
    [page] = PdfReader(io.BytesIO(forms.pdf_form(AGENCY, WORK))).pages
    assert len(page.images) == 1


def test_two_agencies_forms_differ_also_where_no_thai_font_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_found(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(ImageFont, "truetype", none_found)
    forms._font.cache_clear()
    try:
        first, second = (forms.jpeg_form(agency, "x") for agency in ("ทต.ก", "ทต.ข"))
    finally:
        forms._font.cache_clear()
        forms.jpeg_form.cache_clear()
    assert first != second


def test_a_locked_form_needs_its_password() -> None:
    reader = PdfReader(io.BytesIO(forms.locked_pdf_form(AGENCY, WORK)))
    assert reader.is_encrypted
    assert not reader.decrypt("")
    with pytest.raises(FileNotDecryptedError):
        len(reader.pages)


def test_a_cut_form_begins_like_a_pdf_and_does_not_open() -> None:
    data = forms.cut_pdf_form(AGENCY, WORK)
    assert data.startswith(b"%PDF-")
    with pytest.raises(PdfReadError):
        len(PdfReader(io.BytesIO(data)).pages)


def test_a_word_form_holds_its_words() -> None:
    with zipfile.ZipFile(io.BytesIO(forms.word_form(AGENCY, WORK))) as archive:
        assert archive.testzip() is None
        assert AGENCY in archive.read("word/document.xml").decode()
        assert b"wordprocessingml.document.main+xml" in archive.read("[Content_Types].xml")


def test_a_deck_has_a_title_and_as_many_topics_as_asked_for() -> None:
    presentation = Presentation(io.BytesIO(decks.deck(AGENCY, WORK, 3)))
    assert next(iter(presentation.slides)).shapes.title.text == WORK
    assert len(presentation.slides) == 4
    assert len({decks.deck(AGENCY, WORK, topics) for topics in (3, 7)}) == 2


def test_a_video_is_boxes_that_add_up() -> None:
    kinds = dict(boxes(decks.video(AGENCY, WORK)))
    assert list(kinds) == [b"ftyp", b"moov", b"mdat"]
    [(kind, header)] = boxes(kinds[b"moov"])
    assert (kind, len(header)) == (b"mvhd", 100)
    units, length = struct.unpack(">2I", header[12:20])
    assert length / units == 5
