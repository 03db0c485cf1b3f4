"""Tells a deck that somebody filled in from the template, which has every heading and nothing under them."""

import re
from collections.abc import Iterable, Sequence

from screening.case import Case
from screening.checks import deck
from screening.checks.topics import slides_with
from screening.model.codes import reason
from screening.model.decision import Reason
from screening.model.rules import Topic
from screening.model.submission import Content
from screening.words.names import squeezed

_LEAST_WORDS = 4  # letters under a heading: fewer are a number or a bullet
_LEAST_SLIDES = 4  # of a template with its own title slide, which may have been filled in alone
# What a template says where something is to be written.
_PROMPT = re.compile(
    r"(?:คลิก|แตะ|ดับเบิลคลิก|click|tap|doubleclick)(?:เพื่อ|to).*"
    r"|[(\[<{]?(?:โปรด|กรุณา)?(?:ระบุ|กรอก|ใส่|พิมพ์|เติม|อธิบาย|บรรยาย|แทรก|insert|enter|type|describe).*(?:ที่นี่|ตรงนี้|here|[)\]>}])"
    r"|[(\[<{](?:โปรด|กรุณา)?(?:ระบุ|กรอก|ใส่|พิมพ์|เติม|อธิบาย|บรรยาย|แทรก).*"
    r"|ชื่อ(?:ผลงาน|หน่วยงาน|ผู้นำเสนอ|เรื่อง|โครงการ)[:.\u2026_…]*"
    r"|loremipsum.*|xxx+|[\W\d_]*"
)


def deck_template(case: Case) -> Iterable[Reason]:
    """Headings with nothing under them, or nothing at all: attached by mistake, perhaps; a person looks."""
    file = deck.chosen(case)
    if file and not deck.file_faults(file, case.rules) and is_unfilled(file.content, case.rules.topics):
        seen = f"{len(file.content.slides or ())} slides, no picture, nothing written under the headings"
        yield reason("deck-template", received=file.name, detail=seen)


def is_unfilled(content: Content, topics: Sequence[Topic]) -> bool:
    """Whether the deck has nothing on any slide, or the headings of most topics and nothing under them.

    A picture, a clip or a chart is content; so are a few letters under a heading. Unread decks are not.
    """
    slides = content.slides
    if not slides or content.illustrated != 0:
        return False
    if not any(_is_word(line) for slide in slides for line in slide.splitlines()):
        return True
    filled = sum(map(_is_filled, slides))
    headings = [squeezed(slide.partition("\n")[0]) for slide in slides]
    told = sum(bool(slides_with(topic, headings)) for topic in topics)
    may_be_filled = 1 if len(slides) >= _LEAST_SLIDES else 0
    return 2 * told > len(topics) > 0 and filled <= may_be_filled


def _is_filled(slide: str) -> bool:
    """Whether there is real text beyond the slide's heading, which is its first line."""
    return any(len(squeezed(line)) >= _LEAST_WORDS and _is_word(line) for line in slide.splitlines()[1:])


def _is_word(line: str) -> bool:
    return not _PROMPT.fullmatch(squeezed(line))
