"""What somebody else wrote, as the text of a cell."""

from screening.words.visible import visible

MOST = 32_767
"""Characters of a cell (Excel's limit); more makes the whole file unreadable to it."""
_CUT = " …"
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def plain(text: str) -> str:
    """`text` on one line, with nothing in it that does not show, cut to what a cell takes."""
    line = " ".join(visible(text).split())
    return line if len(line) <= MOST else line[: MOST - len(_CUT)] + _CUT


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet might compute it, were it typed or read from CSV (OWASP, CSV injection)."""
    return text.lstrip(" ").startswith(_FORMULAS)
