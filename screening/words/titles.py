"""How alike two titles of works are, as a clerk would feel it.

Titles are mostly made of words that half of all works share (ระบบ, บริการ, ออนไลน์, อัจฉริยะ); what tells one
work from another is the rest, its core. So cores are compared, with the spellings of borrowed words made one
and tone marks left out. The standard library's SequenceMatcher is enough: only the few awarded works of the
same agency are ever compared, and a faster library would add nothing.
"""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

from screening.words.names import squeezed

LIKELY = 0.8
"""From here on two cores are held to be the same work; tests/screening/test_awarded.py shows both sides."""
_SAME = 0.92  # what two titles of common words alone must reach
_LEAST_CORE = 6  # letters; a shorter core tells nothing by itself
_WHOLE_CORE = 8  # letters of a short title that may stand for a longer one
_LONGEST = 300
_MOST_STRETCHES = 12  # of a text that are compared with a title: the longest ones that both share
_LEAST_STRETCH = 3  # letters

# People spell borrowed words as they please; each family is written in one way, without tone marks.
_FAMILIES = (
    (r"แอ[ปพ]{1,2}(?:ลิเคชัน)?|application|app(?![a-z])", "แอป"),
    (r"แพล[ตท]ฟอร์?ม|platform", "แพลตฟอรม"),
    (r"ออนไล[นท]?[นท]|online", "ออนไลน"),
    (r"ดิจิ[ทต][อั]ล|digital", "ดิจิทัล"),
    (r"อินเ[ทต]อร?เน็?[ทต]|internet", "อินเทอรเนต"),
    (r"เ?ว็?[บป](?:ไซ[ทต])|website", "เวบไซต"),
    (r"สมาร[ทต]|smart", "smart"),
    (r"ซิตี|city", "city"),
    (r"แช[ทต]บอ[ทต]|chatbot", "แชตบอต"),
    (r"คิวอาร?โคด|qrcode", "qrcode"),
    (r"เซอรวิส|service", "service"),
)
_COMMON = (
    "โครงการ ผลงาน นวัตกรรม ระบบงาน ระบบ การพัฒนา พัฒนา การจัดการ บริหารจัดการ จัดการ บริหาร การใหบริการ ใหบริการ บริการ"
    " ประชาชน ประชาชนทัวไป ออนไลน ดิจิทัล อัจฉริยะ smart city service แอป แพลตฟอรม เวบไซต เทคโนโลยี สารสนเทศ"
    " อิเลกทรอนิกส ขอมูล ทองถิน ชุมชน องคกรปกครองสวนทองถิน องคการบริหารสวนตำบล องคการบริหารสวนจังหวัด เทศบาลตำบล"
    " เทศบาลเมือง เทศบาลนคร เทศบาล ตำบล อบต อบจ ทต ทม ทน ชือเรือง ชือ เรือง สงใบสมัคร สงผลงาน ใบสมัคร สง"
    " เขารวม เขาประกวด ประกวด รางวัล นำเสนอ งานนำเสนอ เอกสาร ไฟล ประเภท ดาน เพือ ดวย ผาน สำหรับ ภายใน การใช"
    " และ ของ โดย ใน การ ประจำปี ปีงบประมาณ พศ ปี form1 final presentation powerpoint project fwd"
)
_MARKS = re.compile("[\u0e47-\u0e4c\u0e4e\u0e46\u0e3a]")
_YEAR = re.compile(r"(?<![0-9])(?:25[0-9]{2}|20[0-9]{2})(?![0-9])")
_NO_LETTER = re.compile("[^0-9a-zก-๎]")


def likeness(title: str, text: str, agencies: Iterable[str] = ()) -> float:
    """From 0 to 1, how likely `text` (a subject, a heading, a file's name) names the work called `title`.

    `agencies` are names of the body itself, which tell nothing. Titles of common words alone must be the same
    almost to the letter.
    """
    names = tuple(sorted(map(folded, agencies), key=len, reverse=True))
    mine, theirs = core(title, names), core(text, names)
    if min(len(mine), len(theirs)) < _LEAST_CORE:
        both_common = max(len(mine), len(theirs)) < _LEAST_CORE
        alike = _within(folded(title), folded(text)) if both_common else 0.0
        return alike if alike >= _SAME else 0.0
    if _WHOLE_CORE <= len(theirs) < len(mine):
        return max(_ratio(mine, theirs), _within(theirs, mine))
    return _within(mine, theirs)


@lru_cache(maxsize=512)
def folded(text: str) -> str:
    """A title as it sounds: no spaces, tone marks or years, borrowed words in one spelling."""
    text = _MARKS.sub("", squeezed(text[:_LONGEST]))
    for pattern, word in _FAMILY_PATTERNS:
        text = pattern.sub(word, text)
    return _NO_LETTER.sub("", _YEAR.sub("", text))


@lru_cache(maxsize=512)
def core(text: str, names: tuple[str, ...] = ()) -> str:
    """What is left of a title without the words that half of all titles share, and without folded `names`."""
    text = folded(text)
    for name in names:
        text = text.replace(name, "") if len(name) > 2 else text
    return _COMMON_WORDS.sub("", text)


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _within(needle: str, hay: str) -> float:
    """The ratio of `needle` to the stretch of `hay` that is most like it."""
    if not needle or not hay:
        return 0.0
    best = _ratio(needle, hay)
    if len(hay) > len(needle):
        blocks = SequenceMatcher(None, needle, hay, autojunk=False).get_matching_blocks()
        shared = sorted(
            (block for block in blocks if block.size >= _LEAST_STRETCH), key=lambda each: -each.size
        )
        for start in dict.fromkeys(max(0, block.b - block.a) for block in shared[:_MOST_STRETCHES]):
            best = max(best, _ratio(needle, hay[start : start + len(needle)]))
    return best


def _unmarked(words: str) -> str:
    return _MARKS.sub("", words)


_FAMILY_PATTERNS = tuple((re.compile(_unmarked(pattern)), _unmarked(word)) for pattern, word in _FAMILIES)
_COMMON_WORDS = re.compile(
    "|".join(map(re.escape, sorted(map(_unmarked, _COMMON.split()), key=len, reverse=True)))
)
