"""Where what stands in a judge's sheet: the same for the one that is made and the one that is read back."""

import unicodedata
from collections.abc import Sequence
from math import ceil

from registers.criteria import Criterion

REFERENCE, TITLE, AGENCY, PROVINCE, CONFLICT = range(5)
FIRST_SCORE = 5
JUDGE_ROW, HEAD_ROW, FIRST_WORK = 1, 4, 5
"""Rows, from 0."""
HEADS = ("เลขที่รับ", "ชื่อผลงาน", "หน่วยงาน", "จังหวัด", "มีส่วนได้เสีย")
JUDGE = "กรรมการ"
YES = "มี"
TOTAL, REMARK = "รวม", "ข้อสังเกต"


def head_of(criterion: Criterion) -> str:
    """A criterion above its column."""
    return f"{criterion.label}\n(0–{criterion.most})"


def total_column(criteria: Sequence[Criterion]) -> int:
    """The column behind the scores."""
    return FIRST_SCORE + len(criteria)


def height(texts: Sequence[str], widths: Sequence[int]) -> int:
    """The height in points of a row whose texts are wrapped in columns of those widths: LibreOffice does not
    find it by itself.
    """
    lines = (_lines(text, width) for text, width in zip(texts, widths, strict=False))
    return _LINE * max(lines, default=1)


def _lines(text: str, width: int) -> int:
    """Marks above and below take no room; the widest letters take more than one."""
    pieces = (sum(unicodedata.category(each) != "Mn" for each in piece) for piece in text.split("\n"))
    return sum(max(1, ceil(each * _WIDE / width)) for each in pieces)


_LINE = 16
_WIDE = 1.15
