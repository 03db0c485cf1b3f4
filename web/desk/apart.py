"""Two names that are almost the same, with the letters marked in which they differ."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_LONGEST = 300
_CLUSTER = re.compile("[\\s\\S][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*")
"""A letter with the Thai vowels and tones above and below it: alone these would stand on a dotted circle."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a name; `differs` from what stands in the other."""

    text: str
    differs: bool


def apart(read: str, listed: str) -> Sequence[Piece]:
    """The listed name, in pieces; one piece where there is nothing to compare."""
    if not read or read == listed or max(len(read), len(listed)) > _LONGEST:
        return (Piece(listed, differs=False),)
    ours, theirs = _CLUSTER.findall(listed), _CLUSTER.findall(read)
    marked = [False] * len(ours)
    for tag, start, end, _, _ in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "insert":
            # Something was read that is not listed: the letter before it is marked.
            start, end = max(0, start - 1), max(1, start)
        if tag != "equal":
            marked[start:end] = [True] * (end - start)
    pieces: list[Piece] = []
    for cluster, differs in zip(ours, marked, strict=True):
        if pieces and pieces[-1].differs == differs:
            pieces[-1] = Piece(pieces[-1].text + cluster, differs)
        else:
            pieces.append(Piece(cluster, differs))
    return tuple(pieces)
