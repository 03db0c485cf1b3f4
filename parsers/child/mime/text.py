"""The sender's own words and links, with quoted earlier mail left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers import charsets
from parsers.child.mime import html

LONGEST = 20_000
LONGEST_QUOTED = 4_000
MOST_LINKS = 50
_LONGEST_LINK = 2_000
_READ = 200_000  # characters in which the own words are looked for

_DIVIDER = re.compile(
    r"-{2,} ?(original message|original appointment|forwarded message|ข้อความต้นฉบับ|ข้อความดั้งเดิม"
    r"|ข้อความที่ส่งต่อ|ข้อความเดิม|จดหมายต้นฉบับ) ?-{2,}",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(r"(on |เมื่อ|ในวัน|วันที่).{5,300}?(wrote|เขียนว่า|เขียน|ได้เขียน) ?: ?", re.IGNORECASE)
_ATTRIBUTION_BEGINS = re.compile(r"(on |เมื่อ|ในวัน|วันที่)", re.IGNORECASE)
_LABEL = r"\*?{} ?\*?: ?\*?.*"
_FROM = re.compile(_LABEL.format("(from|จาก)"), re.IGNORECASE)
_OTHER_LABELS = re.compile(
    _LABEL.format("(sent|date|to|cc|subject|ส่ง|ส่งเมื่อ|วันที่|ถึง|สำเนา|สำเนาถึง|เรื่อง|หัวเรื่อง|หัวข้อ)"), re.IGNORECASE
)
_UUENCODED = re.compile(r"^begin [0-7]{3,4} \S[^\n]*\n.*?(?:^end$|\Z)", re.MULTILINE | re.DOTALL)
# People leave the scheme out: www.youtube.com/watch?v=x, drive.google.com/file/x.
_LINK = re.compile(
    r"(?:https?://|(?<![A-Za-z0-9_.@/-])(?=(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,20}/))[^\s<>\"'\u0e00-\u0e7f]+",
    re.IGNORECASE,
)


def _is_header_block(lines: Sequence[str]) -> bool:
    """Whether the headers of an earlier mail, as Outlook prints them, begin here."""
    if not _FROM.fullmatch(lines[0].strip()):
        return False
    return sum(bool(_OTHER_LABELS.fullmatch(line.strip())) for line in lines[1:6]) >= 2


def _attribution(lines: Sequence[str]) -> int:
    """How many lines, from the first, say "On … wrote:"; 0 when they do not."""
    if not _ATTRIBUTION_BEGINS.match(lines[0].strip()):
        return 0
    for count in (1, 2, 3):
        if _ATTRIBUTION.fullmatch(" ".join(line.strip() for line in lines[:count])):
            return count
    return 0


def own_words(text: str) -> tuple[str, str]:
    """`text` without what it quotes, and that: lines after `>`, and all below the head of an earlier mail."""
    lines = text.splitlines()
    own: list[str] = []
    quoted: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number].strip()
        ahead = lines[number : number + 6]
        if _DIVIDER.fullmatch(line) or _is_header_block(ahead):
            quoted += lines[number:]
            break
        if count := _attribution(ahead):
            number += count
            following = next((lines[at] for at in range(number, len(lines)) if lines[at].strip()), "")
            # The answer may stand below what is quoted, but only where the quoted lines are marked.
            if not following.lstrip().startswith(">"):
                quoted += lines[number:]
                break
            continue
        (quoted if line.startswith(">") else own).append(lines[number].rstrip())
        number += 1
    return re.sub(r"\n{3,}", "\n\n", "\n".join(own)).strip(), "\n".join(quoted)


def _links(text: str, targets: Sequence[str]) -> tuple[str, ...]:
    found = [link.rstrip(".,;:!?)]}'\"") for link in _LINK.findall(text)]
    found = [link if "://" in link[:9] else f"https://{link}" for link in found]
    found += [
        charsets.one_line(target) for target in targets if target.lower().startswith(("http://", "https://"))
    ]
    return tuple(link for link in dict.fromkeys(found) if len(link) <= _LONGEST_LINK)[:MOST_LINKS]


@dataclass(frozen=True, slots=True)
class Words:
    """The sender's own words (at most 20,000 characters), what they quote (4,000), and links (50)."""

    own: str
    quoted: str
    links: tuple[str, ...]


def read(plain: Sequence[str], rich: Sequence[str]) -> Words:
    """What the plain and HTML bodies say. The plain text is preferred; links are taken from both."""
    written, below = own_words(_UUENCODED.sub("", charsets.lines("\n".join(plain))[:_READ]))
    shown, targets = html.words("\n".join(rich)) if any(rich) else ("", [])
    shown, under = own_words(charsets.lines(shown)[:_READ])
    links = _links(f"{written}\n{shown}", targets)
    return Words((written or shown)[:LONGEST], (below or under)[:LONGEST_QUOTED], links)
