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


def reflowed(text: str) -> str:
    """Lines that the mailer broke put together again, the space at the break its own (RFC 3676, DelSp)."""
    done: list[str] = []
    open_, depth = False, 0
    for line in text.splitlines():
        marks = len(line) - len(line.lstrip(">"))
        bare = line[marks:].removeprefix(" ")
        goes_on = open_ and marks == depth and bare != "-- "
        flows = bare.endswith(" ") and bare != "-- "
        words = bare[:-1] if flows else bare
        if goes_on:
            done[-1] += words
        else:
            done.append(">" * marks + (" " if marks else "") + words)
        open_, depth = flows, marks
    return "\n".join(done)


_LETTERS = re.compile(r"[^\w\u0e00-\u0e7f]+")
_RUN = 6  # letters in a row that are hardly alike by chance
_COMPARED = 60_000


def _tells(whole: str, words: str) -> bool:
    """Whether `whole` says what `words` say, most of it, however both are laid out."""
    whole, words = (_LETTERS.sub("", each[:_COMPARED]).lower() for each in (whole, words))
    if len(words) <= _RUN:
        return words in whole
    runs = {whole[at : at + _RUN] for at in range(len(whole) - _RUN + 1)}
    asked = [words[at : at + _RUN] for at in range(len(words) - _RUN + 1)]
    return sum(run in runs for run in asked) * 2 >= len(asked)


def _either(written: tuple[str, str], shown: tuple[str, str]) -> tuple[str, str]:
    """One letter that came in two forms, each its own words and what it quotes.

    The plain one is the sender's, but for a stub, a list's footer or nothing at all beside the letter.
    """
    (own, below), (rich, under) = written, shown
    if not own or not rich:
        return own or rich, below or under
    if _tells(f"{own}\n{below}", rich):
        return own, below or under
    return (rich if _tells(rich, own) else f"{rich}\n\n{own}"), under or below


def read(plain: Sequence[str], rich: Sequence[str], wrapped: Sequence[tuple[str, str]] = ()) -> Words:
    """What the plain and HTML bodies say, and a letter `wrapped` in winmail.dat; links are taken from all."""
    forms = [("\n".join(plain), "\n".join(rich) if any(rich) else ""), *wrapped]
    seen: list[str] = []
    targets: list[str] = []
    found = ("", "")
    for text, markup in forms:
        text = charsets.lines(_UUENCODED.sub("", charsets.lines(text)[:_READ]))
        shown, linked = html.words(markup) if markup else ("", [])
        shown = charsets.lines(shown)[:_READ]
        for each in (text, shown):
            own = own_words(each)
            seen.append(own[0])
            found = _either(found, own)
        targets += linked
    links = _links("\n".join(seen), targets)
    return Words(found[0][:LONGEST], found[1][:LONGEST_QUOTED], links)
