"""Where what stands in a judge's sheet: the same for the one that is made and the one that is read back."""

from collections.abc import Sequence

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
