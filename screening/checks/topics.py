"""Which of the judging criteria a deck's slides speak of: advice for the applicant, never a gate.

The announcement weighs seven criteria (15, 10, 25, 10, 15, 15, 10 of 100). A topic is found on a slide that
has one of its strong wordings, or two different weak ones. Thai writes no spaces between words, so words
are looked for in the text without spaces.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from screening.case import Case
from screening.checks import deck
from screening.model.codes import reason
from screening.model.decision import Reason
from screening.model.rules import Topic
from screening.model.submission import ContentState, FileType
from screening.words.names import squeezed


def slides_with(topic: Topic, slides: Sequence[str]) -> tuple[int, ...]:
    """The numbers of the slides, from 1, that speak of `topic`; `slides` are squeezed."""
    return tuple(number for number, text in enumerate(slides, start=1) if _speaks_of(topic, text))


def deck_topics(case: Case) -> Iterable[Reason]:
    """What was found and what was not, slide by slide, in a deck whose text could be read."""
    slides = _slides(case)
    if not case.rules.topics or not any(slides):
        return
    where = {topic.label: slides_with(topic, slides) for topic in case.rules.topics}
    yield reason(
        "deck-topics",
        found=[label for label, numbers in where.items() if numbers],
        missing=[label for label, numbers in where.items() if not numbers],
        slides=[
            {"topic": label, "slides": ", ".join(map(str, numbers))}
            for label, numbers in where.items()
            if numbers
        ],
    )


def deck_no_text(case: Case) -> Iterable[Reason]:
    """Slides without a word, pictures perhaps: the topics could not be looked for, which is not `missing`."""
    file = deck.chosen(case)
    slides = _slides(case)
    if file and slides and not any(slides):
        yield reason("deck-no-text", received=file.name, detail=f"{len(slides)} slides without a word")
    if file and file.type is FileType.PPT and file.content.state is ContentState.UNCHECKED:
        yield reason("deck-no-text", received=file.name, detail="legacy .ppt, whose text is not read here")


def _slides(case: Case) -> tuple[str, ...]:
    """The squeezed words of each slide of the deck; nothing for a video or for what could not be read."""
    file = deck.chosen(case)
    return tuple(map(squeezed, deck.slides_read(file))) if file else ()


def _speaks_of(topic: Topic, text: str) -> bool:
    if any(found(text) for found in _searches(topic.strong)):
        return True
    return sum(found(text) is not None for found in _searches(topic.weak)) >= 2


@cache  # two thirds of a judgement was spent on asking `re` for them (measured)
def _searches(wordings: tuple[str, ...]) -> tuple[Callable[[str], re.Match[str] | None], ...]:
    return tuple(re.compile(wording).search for wording in wordings)
