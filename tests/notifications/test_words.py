import pytest

from notifications.rendering.words import describe, full_name, size
from screening.model.decision import Place
from screening.model.submission import Content, ContentState, File, FileType


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (Place("เทศบาลตำบลแม่สาย", "แม่สาย", "เชียงราย"), "เทศบาลตำบลแม่สาย อำเภอแม่สาย จังหวัดเชียงราย"),
        (Place("เทศบาลตำบลแม่สาย", "อำเภอแม่สาย", "จังหวัดเชียงราย"), "เทศบาลตำบลแม่สาย อำเภอแม่สาย จังหวัดเชียงราย"),
        (Place("เทศบาลตำบลแม่สาย"), "เทศบาลตำบลแม่สาย"),
        (Place("กรุงเทพมหานคร", "", "กรุงเทพมหานคร"), "กรุงเทพมหานคร"),
        (Place("สำนักงานเขตบางรัก", "บางรัก", "กรุงเทพมหานคร"), "สำนักงานเขตบางรัก เขตบางรัก กรุงเทพมหานคร"),
        (Place("องค์การบริหารส่วนจังหวัดเชียงใหม่", "", "เชียงใหม่"), "องค์การบริหารส่วนจังหวัดเชียงใหม่"),
        (Place("เมืองพัทยา", "บางละมุง", "ชลบุรี"), "เมืองพัทยา อำเภอบางละมุง จังหวัดชลบุรี"),
    ],
)
def test_a_place_is_one_slot(place: Place, shown: str) -> None:
    assert full_name(place) == shown


def test_a_video_has_no_slides_and_a_deck_has_no_pages() -> None:
    video = File("a.mp4", 38_000_000, "0" * 64, FileType.VIDEO)
    deck = File("a.pptx", 999, "0" * 64, FileType.PPTX, content=Content(ContentState.OK, slides=("",) * 3))
    assert describe(video, "th") == "คลิปวิดีโอ, 38.0 MB"
    assert describe(deck, "th") == "PowerPoint, 3 สไลด์, 999 ไบต์"
    assert describe(deck, "en") == "PowerPoint, 3 slides, 999 bytes"


def test_a_form_shows_its_pages() -> None:
    form = File("a.pdf", 1_500, "0" * 64, FileType.PDF, content=Content(ContentState.OK, pages=1))
    assert describe(form, "en") == "PDF, 1 page, 2 KB"


def test_megabytes_are_decimal_as_in_the_settings() -> None:
    assert size(60_000_000, "th") == "60.0 MB"
