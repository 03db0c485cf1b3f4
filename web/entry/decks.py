"""What stands on the slides of a deck, and which of them speak of which criterion."""

from collections.abc import Sequence
from dataclasses import dataclass

from screening.checks.topics import slides_with
from screening.model.rules import Rules
from screening.model.submission import File


@dataclass(frozen=True, slots=True)
class Deck:
    """The words of each slide, and by criterion the numbers of the slides that speak of it."""

    name: str
    sha256: str
    slides: Sequence[str]
    topics: Sequence[tuple[str, Sequence[int]]]


def deck_of(file: File, rules: Rules) -> Deck | None:
    """None for a file that has no slides to be read."""
    slides = file.content.slides
    if not slides:
        return None
    topics = [(topic.label, slides_with(topic, slides)) for topic in rules.topics]
    return Deck(file.name, file.sha256, slides, topics)
